"""Owns the stack of a bench: its own `copydesk up` on the simulators, from its start to its end.

It refuses a home on which a stack is running, and one that was never played on the simulators: that is somebody's desk.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deployments.home import Home
from deployments.rehearsal import Rehearsal, start
from integrations.services import Services, open_services
from integrations.settings import Settings
from models.domain.errors import Refused


@dataclass(frozen=True)
class Stage:
    """A running stack."""

    stack: Rehearsal

    @property
    def home(self) -> Home:
        return Home(self.stack.home)

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Services]:
        """The stack's services, for a bench that acts beside it. Open no longer than needed: they cost memory."""
        # COPYDESK_SECRET_KEY of the surroundings is not this home's.
        settings = Settings(copydesk_home=self.stack.home, simulate="all", copydesk_secret_key=None, _env_file=None)
        async with open_services(settings, self.stack.address) as services:
            yield services


@contextmanager
def home_of_bench(named: Path | None = None, *, keep: bool = False) -> Iterator[Path]:
    """The named home or COPYDESK_HOME, which are kept; else a folder that goes away, unless it is to be kept."""
    named = named or (Path(there) if (there := os.environ.get("COPYDESK_HOME")) else None)
    if named is None and not keep:
        with tempfile.TemporaryDirectory(prefix="copydesk-bench-") as folder:
            yield Path(folder) / "home"
        return
    root = named.absolute() if named else Path(tempfile.mkdtemp(prefix="copydesk-bench-")) / "home"
    require_playground(Home(root))
    yield root


def require_playground(home: Home) -> None:
    if home.postgres.exists() and not (home.simulators / "telegram.sqlite").exists():
        raise Refused(f"{home.root} is a desk with real services. Unset COPYDESK_HOME, or name an empty folder.")


async def started(root: Path, more: Mapping[str, str] | None = None) -> Rehearsal:
    """A stack that somebody else has to stop; when this is cut off, it is stopped here as soon as it stands."""
    # A future and no task: the end of a loop cancels every task, and with it the only name of a running stack.
    starting = asyncio.get_running_loop().run_in_executor(None, start, root, more)
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        (await starting).stop()
        raise


@asynccontextmanager
async def stage(root: Path, more: Mapping[str, str] | None = None) -> AsyncIterator[Stage]:
    stack = await started(root, more)
    try:
        yield Stage(stack)
    finally:
        stack.stop()
