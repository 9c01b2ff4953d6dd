"""Owns the killing of whoever works on an article: the desk, or the process that a stock worker started for it."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from integrations.addresses import read_stack
from tests.journeys.cast import Cast


@dataclass(frozen=True)
class Death:
    home: Path
    cast: Cast
    is_stock: bool

    async def of_whoever_works_on(self, article_id: int) -> None:
        """What the dead had in hand stock workers leave to upkeep, for whose turn nobody has to wait here."""
        os.kill(await self._worker_of(article_id), signal.SIGKILL)
        if self.is_stock:
            await self.cast.run_deployment("upkeep/upkeep")

    async def _worker_of(self, article_id: int) -> int:
        """The desk runs all articles in its own loop."""
        if self.is_stock:
            return int((await self.cast.flow_run(await self.cast.article(article_id)))["infrastructure_pid"])
        return next(process.pid for process in read_stack(self.home).processes if process.name == "desk")
