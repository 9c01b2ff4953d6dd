"""Owns when the writer is asked again about what they publish by hand, and how often the feed is looked at for it."""

from datetime import datetime, timedelta
from typing import Final

from models.domain.quiet_hours import QuietHours, after_quiet, is_quiet

_A_WEEK: Final = timedelta(days=7)
_REMINDED_AFTER: Final = (timedelta(hours=3), timedelta(days=1), timedelta(days=3))  # and then every week
# Until that age, so often: whoever publishes does it soon, and Medium's feed is not ours to wear out.
_LOOKS: Final = (
    (timedelta(hours=2), timedelta(minutes=4)),
    (timedelta(days=1), timedelta(minutes=20)),
    (_A_WEEK, timedelta(hours=3)),
    (timedelta(days=60), timedelta(days=1)),
)


def due_reminder(handed_at: datetime, quiet: QuietHours | None, now: datetime) -> datetime | None:
    """The newest reminder whose time has come, named by when it was planned; earlier ones are not made up for."""
    age = now - handed_at
    weeks = [age // _A_WEEK * _A_WEEK] if age >= _A_WEEK else []
    planned = (after_quiet(quiet, handed_at + each) for each in (*_REMINDED_AFTER, *weeks))
    newest = max((at for at in planned if at <= now), default=None)
    return None if newest is None or is_quiet(quiet, now) else newest


def is_to_be_looked_for(waits_since: datetime, looked_at: datetime | None, now: datetime) -> bool:
    """Whether the feed is to be asked now for the story."""
    often = next((pause for until, pause in _LOOKS if now - waits_since < until), None)
    return often is not None and (looked_at is None or now - looked_at >= often)
