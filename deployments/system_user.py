"""Owns the system user that PostgreSQL runs as, since it refuses root, and the few permissions that this needs.

It refuses to open anything for reading: folders on the way may be passed through, no more.
"""

import os
import pwd
import stat
import subprocess
from pathlib import Path

from deployments.part import SystemUser
from models.domain.errors import Refused

NAME = "copydesk-postgres"


def postgres_user() -> SystemUser:
    entry = _find() or _make()
    return SystemUser(entry.pw_uid, entry.pw_gid)


def own(folder: Path, user: SystemUser | None) -> None:
    """Gives the folder to the user, and lets it pass through what lies above."""
    if user:
        os.chown(folder, user.uid, user.gid)
        let_pass(folder.parent)


def let_pass(folder: Path) -> None:
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if not mode & stat.S_IXOTH:
            step.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def open_package(folder: Path) -> None:
    """Its programs lie in our virtual environment, which root may have made with a strict umask."""
    let_pass(folder.parent)
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)


def _find() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _make() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin", NAME]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr.strip()
    except FileNotFoundError:
        said = "there is no useradd here"
    if entry := _find():  # made now, or by another `up` at the same moment
        return entry
    raise Refused(
        f"PostgreSQL must not run as root, and its user {NAME} could not be made: {said}. "
        "Make that user, run `copydesk up` as another user than root, or set DATABASE_URL."
    )
