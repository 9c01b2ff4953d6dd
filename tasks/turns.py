"""Owns the turn of an approved article whose time has come: apart from others of its Medium profile, and never one
more than Medium takes in a day. Who has to wait for a turn is told when it comes, once.
"""

from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.medium.refusals import DailyLimitReached, RateLimited
from integrations.services import Services
from integrations.telegram.noticing import Notice, say
from models.domain.errors import TryLater
from models.domain.punctuality import ON_TIME, AskAgain, Outcome, Wait, at_its_time, at_its_turn
from models.domain.quota import place_from
from models.store import accounts, articles, calendar, turns
from models.tables import Account, Article

_DAILY_LIMIT_SECONDS = 3600.0  # where Medium does not say when it takes stories again


def grace_of(account: Account) -> timedelta:
    """A run wakes a little after its time, and nobody calls a few minutes late."""
    return max(ON_TIME, timedelta(minutes=account.grace_minutes))


async def outcome_now(desk: Services, session: AsyncSession, article: Article, account: Account) -> Outcome:
    """Whether it goes out now, when else, or whether a person is asked; its place in the line is kept for it."""
    await turns.lock(session, account)
    now, grace = desk.clock(), grace_of(account)
    turn = await turns.turn_of(session, article)
    if turn is not None and (outcome := at_its_turn(article.publish_at, grace, turn.goes_at, now)) is not None:
        return outcome
    around = await calendar.surroundings(session, article, account, now, apart_of(desk))
    outcome = at_its_time(article.publish_at, grace, around, now)
    if account.medium_token is not None and not isinstance(outcome, AskAgain):
        await _give(session, article, account, outcome.until if isinstance(outcome, Wait) else now, now)
    return outcome


async def require_turn(desk: Services, session: AsyncSession, article: Article) -> None:
    """Right before the post: what has no turn, as a draft that is left by rule, takes one or waits for it."""
    account = await accounts.account(session, article.account_id)
    await turns.lock(session, account)
    now = desk.clock()
    turn = await turns.turn_of(session, article)
    goes_at = turn.goes_at if turn is not None else None
    if goes_at is None or goes_at < now - ON_TIME:
        posts = await calendar.out_or_about_to(session, account, now, but=article.id)
        goes_at = place_from(now, posts, apart_of(desk))
        await _give(session, article, account, goes_at, now)
    if goes_at > now:
        raise TryLater("Other stories of this Medium profile go first.", (goes_at - now).total_seconds())


async def keep_the_pause(desk: Services, article_id: int, token: SecretStr, refusal: RateLimited) -> None:
    """What Medium asks of one story it asks of all of the profile; a day's limit is none of the token's."""
    if isinstance(refusal, DailyLimitReached):
        pause = timedelta(seconds=refusal.retry_after_seconds or _DAILY_LIMIT_SECONDS)
    else:
        pause = await desk.token_line.pause_left(token)
    await push_back(desk, article_id, pause)


async def push_back(desk: Services, article_id: int, pause: timedelta) -> None:
    """Medium asked for a pause: nobody of the profile goes before it is over, and then apart as before."""
    async with desk.database.session() as session:
        _, account = await articles.article_and_account(session, article_id)
        await turns.lock(session, account)
        await turns.push_back(session, account, desk.clock() + pause, apart_of(desk))


async def tell_of_turn(desk: Services, article_id: int) -> None:
    """To who has to wait into another minute than the one that was approved."""
    async with desk.database.session() as session:
        article, account = await articles.article_and_account(session, article_id)
        turn = await turns.turn_of(session, article)
    if turn is None or _minute(turn.goes_at, account) == _minute(article.publish_at, account):
        return
    before = f", {turn.ahead} {'is' if turn.ahead == 1 else 'are'} before it" if turn.ahead else ""
    words = f"⏳ “{escape(article.called)}” goes out at about {_minute(turn.goes_at, account)}{before}."
    key = f"article:{article_id}:turn:{int(article.publish_at.timestamp())}"
    await say(desk, Notice(key, account.id, words, article_id))


def apart_of(desk: Services) -> timedelta:
    return timedelta(seconds=desk.settings.medium_seconds_between_stories)


async def _give(session: AsyncSession, article: Article, account: Account, goes_at: datetime, now: datetime) -> None:
    others = await turns.others(session, account, article.id)
    ahead = sum(now <= each <= goes_at for each in others)
    await turns.give(session, article, account, goes_at, ahead)


def _minute(moment: datetime, account: Account) -> str:
    local = moment.astimezone(ZoneInfo(account.zone))
    return f"{local:%H:%M}"
