"""Owns the calendar that other programs read: by an address that only its person knows, of the accounts that they see.

Of the address only a hash is kept, so it is shown once. Whoever has it reads titles and times, and does nothing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from integrations.logins import Visitor, hash_of
from integrations.services import Services
from integrations.vault import secret_key
from models.domain.article import Stage
from models.domain.icalendar import Calendar, CalendarEvent, EventStatus, written
from models.domain.people import Reach
from models.domain.status import WORDS
from models.store import calendar_feeds, logins
from models.store.calendar_feeds import Told
from models.tables import CalendarFeed

PATH: Final = "/calendar"
SINCE: Final = timedelta(days=60)
UNTIL: Final = timedelta(days=366)
_MOST: Final = 2000
_MINUTES: Final = 15  # a publication takes a moment, and a calendar shows no moments
_STATUS: Final[Mapping[Stage, EventStatus]] = {
    Stage.SCHEDULED: EventStatus.CONFIRMED,
    Stage.PUBLISHING: EventStatus.CONFIRMED,
    Stage.PUBLISHED: EventStatus.CONFIRMED,
    Stage.DROPPED: EventStatus.CANCELLED,
}


async def make_feed(desk: Services, person_id: int) -> str:
    """The whole address; the one before it opens nothing any more."""
    token = secrets.token_urlsafe(32)
    async with desk.database.session() as session:
        await calendar_feeds.end(session, person_id)
        await session.flush()
        session.add(CalendarFeed(person_id=person_id, token_hash=hash_of(token), made_at=desk.clock()))
    return f"{_root(desk)}{PATH}/{token}.ics"


async def reader_with(desk: Services, token: str) -> Visitor | None:
    """Whose address it is."""
    async with desk.database.session() as session:
        person = await calendar_feeds.read_by(session, hash_of(token), desk.clock())
        if person is None:
            return None
        reach = Reach(person.runs_the_desk, await logins.roles_of(session, person.id))
    return Visitor(person.id, person.name, None, reach)


async def calendar_of(desk: Services, reader: Visitor) -> str:
    """As the standard has it."""
    now = desk.clock()
    async with desk.database.session() as session:
        found = await calendar_feeds.told(session, reader.reach.accounts, now - SINCE, now + UNTIL, _MOST)
    mark, has_several = _mark(desk), len({each.listed.article.account_id for each in found}) > 1
    events = [_event(each, mark, _root(desk), names_account=has_several) for each in found]
    return written(Calendar("-//Copydesk//Calendar//EN", "Copydesk", "PT1H", events))


def _event(each: Told, mark: str, root: str, *, names_account: bool) -> CalendarEvent:
    article, account = each.listed.article, each.listed.account
    standing = article.reason or article.stage.sentence
    page = f"{root}/articles/{article.id}"
    return CalendarEvent(
        uid=f"article-{article.id}@{mark}",
        at=article.published_at or article.publish_at,
        minutes=_MINUTES,
        changed_at=each.changed_at,
        sequence=each.changes,
        status=_STATUS.get(article.stage, EventStatus.TENTATIVE),
        title=f"{each.listed.title} · {account}" if names_account else each.listed.title,
        about=f"{account}: {WORDS[article.stage]}. {standing}\n{page}",
        category=account,
        url=article.medium_url or page,
    )


def _mark(desk: Services) -> str:
    """Of this desk, so that two of them in one calendar are told apart; it goes with the home when that is moved."""
    key = secret_key(desk.settings).get_secret_value().encode()
    return f"{hmac.new(key, b'calendar', hashlib.sha256).hexdigest()[:16]}.copydesk"


def _root(desk: Services) -> str:
    return desk.settings.console_public_url or desk.address.console_url
