"""Owns what environment each child process gets; a part that needs none of the user's keys never sees them."""

import os

from deployments.home import Home
from integrations.addresses import Address
from integrations.settings import Settings, env_file

PLAIN = frozenset(
    {"PATH", "PYTHONPATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"}
)

# For the C library of Linux: what a rush of images took is given back, and threads share what they keep.
_SPARING = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "262144"}


def plain() -> dict[str, str]:
    return _SPARING | {name: value for name, value in os.environ.items() if name in PLAIN | _SPARING.keys()}


def prefect_home(home: Home) -> dict[str, str]:
    """Keeps Prefect's own files in the home and its telemetry off, for its server and its clients alike."""
    return {
        "PREFECT_HOME": str(home.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


def of_ours(settings: Settings, address: Address) -> dict[str, str]:
    """For every process that runs our code or speaks to Prefect: the desk, workers, flows, `prefect deploy`."""
    home = Home(settings.copydesk_home)
    return {
        **_SPARING,
        **os.environ,
        **prefect_home(home),
        "COPYDESK_HOME": str(home.root),
        "COPYDESK_ENV_FILE": str(env_file().absolute()),
        "PREFECT_API_URL": address.prefect_api_url,
        "PREFECT_WORKER_PREFETCH_SECONDS": "0",  # by default a run starts up to 10 s before its time
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
