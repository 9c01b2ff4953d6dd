"""Owns what has to be there before the desk starts: schema, bucket, work pool, deployments, first account.

Every step looks first, so that it may be done again at each start; it refuses to remove anything.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import httpx

from deployments import databases, surroundings
from deployments.home import Home
from deployments.plan import POOL
from integrations.addresses import Address
from integrations.settings import CLONE, Settings
from integrations.storage import Bucket, Storage
from models.domain.errors import Misconfigured, TryLater

PREFECT_FILE = CLONE / "prefect.yaml"
DEPLOYMENTS = frozenset({"article", "connections", "dispatch", "trim", "upkeep"})
AT_THE_START = "upkeep at the start"
PREFECT_START_SECONDS = 120
RETRY_SECONDS = 0.1


def provision(settings: Settings, address: Address) -> None:
    from models.migrations import upgrade  # noqa: PLC0415 - Alembic is heavy and needed by nothing else here

    databases.make_missing(address.database_url.get_secret_value())
    upgrade(address.database_url.get_secret_value())
    asyncio.run(Storage.at(address, Bucket.of(settings)).make_bucket_if_missing())
    _make_first_account(settings, address)
    _make_first_link(settings, address)
    _provision_prefect(settings, address)  # last: it is still starting, and the imports above take their time


def _provision_prefect(settings: Settings, address: Address) -> None:
    with prefect_api(address) as api:
        _wait_for(api)
        _make_pool(api)
        deploy_if_changed(settings, address, api)
        look_after_at_once(api)


@contextmanager
def prefect_api(address: Address) -> Iterator[httpx.Client]:
    try:
        with httpx.Client(base_url=address.prefect_api_url, timeout=10) as api:
            yield api
    except httpx.HTTPStatusError as error:
        raise Misconfigured(f"Prefect answers {error.response.status_code} at {address.prefect_api_url}.") from error
    except httpx.HTTPError as error:
        raise TryLater(f"Prefect does not answer at {address.prefect_api_url} ({type(error).__name__}).") from error


def _wait_for(api: httpx.Client) -> None:
    """It starts beside us, and takes the longer of the two."""
    deadline = time.monotonic() + PREFECT_START_SECONDS
    while not _is_healthy(api):
        if time.monotonic() > deadline:
            raise TryLater(f"Prefect does not answer at {api.base_url}. Is PREFECT_API_URL right?")
        time.sleep(RETRY_SECONDS)


def _is_healthy(api: httpx.Client) -> bool:
    try:
        return api.get("/health").is_success
    except httpx.TransportError:
        return False


def _make_pool(api: httpx.Client) -> None:
    if api.get(f"/work_pools/{POOL}").is_success:
        return
    from prefect.workers.process import ProcessWorker  # noqa: PLC0415 - two seconds, at the first start only

    template = ProcessWorker.get_default_base_job_template()
    pool = {"name": POOL, "type": "process", "base_job_template": template, "description": "Runs the articles."}
    answer = api.post("/work_pools/", json=pool)
    if answer.status_code != httpx.codes.CONFLICT:  # another home made it meanwhile
        answer.raise_for_status()


def deploy_if_changed(settings: Settings, address: Address, api: httpx.Client, file: Path = PREFECT_FILE) -> bool:
    """`prefect deploy` takes seconds, so it is called only when the file or the server is new."""
    record = Home(settings.copydesk_home).run / "deployed.json"
    digest = sha256(file.read_bytes()).hexdigest()
    if _recorded(record) == [address.prefect_api_url, digest] and _deployed(api) >= DEPLOYMENTS:
        return False
    _deploy(settings, address, file)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps([address.prefect_api_url, digest]))
    return True


def look_after_at_once(api: httpx.Client) -> None:
    """What was left undone while nobody was here is put right at the start, and not only when the schedule says so."""
    upkeep = api.get("/deployments/name/upkeep/upkeep").raise_for_status().json()
    run = {"name": AT_THE_START}
    api.post(f"/deployments/{upkeep['id']}/create_flow_run", json=run).raise_for_status()


def _recorded(record: Path) -> object:
    return json.loads(record.read_text()) if record.exists() else None


def _deployed(api: httpx.Client) -> frozenset[str]:
    answer = api.post("/deployments/filter", json={"work_pools": {"name": {"any_": [POOL]}}}).raise_for_status()
    return frozenset(deployment["name"] for deployment in answer.json())


def _deploy(settings: Settings, address: Address, file: Path) -> None:
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
    environment = surroundings.of_ours(settings, address) | {"NO_COLOR": "1"}
    done = subprocess.run(command, env=environment, cwd=file.parent, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Misconfigured(f"`prefect deploy --all` ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _make_first_account(settings: Settings, address: Address) -> None:
    from deployments import first_account  # noqa: PLC0415 - pulls the tables in, which the supervisor never needs

    first_account.make(settings, address)


def _make_first_link(settings: Settings, address: Address) -> None:
    from deployments import first_link  # noqa: PLC0415 - likewise

    first_link.make(settings, address)
