"""Owns what follows once an article was queued: its links are read, and its run starts if it is due.

Whoever queued it does not wait for that, and upkeep would do it as well, a little later.
"""

import logging
from collections.abc import Sequence

from integrations.queueing import start_if_due
from integrations.services import Services
from integrations.sourcing import read_links
from models.domain.errors import TryLater
from models.tables import Account, Article, Source

_log = logging.getLogger("copydesk.queueing")


async def begin(desk: Services, article: Article, account: Account, kept: Sequence[Source]) -> None:
    try:
        await read_links(desk, kept)
        await start_if_due(desk, article, account)
    except TryLater as failure:
        _log.warning("Article %s is queued and begins later: %s", article.id, failure)
