"""Owns the queries about publishing times: which slots are taken, what a Medium profile posted, who is late.

Who takes a slot locks the account first, so that two who ask at the same moment are given two slots.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import ENDED, WAITING_FOR_A_PERSON, Stage
from models.domain.effects import MADE_NO_STORY
from models.domain.errors import Refused
from models.domain.publishing_slots import free_slots, kept
from models.domain.punctuality import OUTAGE, Surroundings
from models.domain.quota import WINDOW
from models.domain.review import Verdict
from models.store import turns
from models.store.profiles import accounts_of_person
from models.tables import Account, Article, Decision, PublishAttempt, Review

_LIVE = tuple(stage for stage in Stage if stage not in ENDED)


async def next_free_slot(session: AsyncSession, account_id: int, now: datetime) -> datetime:
    """For an article that is written: the first slot from now on."""
    return (await _slots(session, account_id, now, 1))[0]


async def next_free_slots(session: AsyncSession, account_id: int, now: datetime, number: int) -> list[datetime]:
    """To choose from; none of them is taken by this."""
    return await _slots(session, account_id, now, number)


async def take_next_slot(session: AsyncSession, article: Article, now: datetime) -> datetime:
    """The article has it from now on, so that nobody else is given it."""
    if article.stage is Stage.QUEUED:
        [slot] = await slots_for_topics(session, article.account_id, now)
    else:
        slot = await next_free_slot(session, article.account_id, now)
    article.publish_at = slot
    session.add(article)
    return slot


async def slots_for_topics(
    session: AsyncSession, account_id: int, now: datetime, number: int = 1, besides: Sequence[datetime] = ()
) -> list[datetime]:
    """For topics without a time: slots that leave each of them the account's whole lead time.

    `besides` are times that others will have in a moment.
    """
    account = await session.get_one(Account, account_id)
    return await _slots(session, account_id, now + timedelta(minutes=account.lead_minutes), number, besides)


async def _slots(
    session: AsyncSession, account_id: int, after: datetime, number: int, besides: Sequence[datetime] = ()
) -> list[datetime]:
    account = await _locked(session, account_id)
    slots = kept(account.slots)
    if not slots:
        raise Refused(f"{account.label} has no publishing slots. Name a time, or set slots for it.")
    taken = [*await _planned(session, Article.account_id == account_id, after), *besides]
    of_profile = await _planned(session, _of_profile(account), after - WINDOW)
    posts = sorted([*of_profile, *await posts_of_profile(session, account, after), *besides])
    found = list(islice(free_slots(slots, account.slots_zone, after, taken, posts), number))
    if len(found) < number:
        raise Refused(f"Every slot of {account.label} in the next five years is taken. Name a time, or set more slots.")
    return found


async def _locked(session: AsyncSession, account_id: int) -> Account:
    """Other slots of this account wait; what only refers to the account does not."""
    query = select(Account).where(Account.id == account_id).with_for_update(key_share=True)
    return (await session.exec(query)).one()


def _of_profile(account: Account) -> ColumnElement[bool]:
    """Articles of every account that posts as the same person."""
    return col(Article.account_id).in_(accounts_of_person(account))


async def _planned(session: AsyncSession, whose: ColumnElement[bool] | bool, after: datetime) -> Sequence[datetime]:
    query = select(Article.publish_at).where(whose, Article.publish_at > after, col(Article.stage).in_(_LIVE))
    return (await session.exec(query)).all()


async def posts_of_profile(
    session: AsyncSession, account: Account, now: datetime, *, but: int | None = None
) -> Sequence[datetime]:
    """When the profile posted in the last day, in order; an attempt of which nobody knows counts.

    So does a story that its writer put there by hand: nobody could find out whether Medium counts it.
    """
    last = func.max(PublishAttempt.intended_at)
    query = (
        select(last)
        .join(Article, col(Article.id) == PublishAttempt.article_id)
        .where(
            PublishAttempt.intended_at > now - WINDOW,
            col(PublishAttempt.outcome).not_in(MADE_NO_STORY),
            PublishAttempt.article_id != but,
            _of_profile(account),
        )
        .group_by(col(PublishAttempt.article_id))
        .order_by(last)
    )
    by_hand = await _published_by_hand(session, account, now, but)
    return sorted([*(await session.exec(query)).all(), *by_hand])


async def _published_by_hand(
    session: AsyncSession, account: Account, now: datetime, but: int | None
) -> Sequence[datetime]:
    """Stories of articles that were handed off: no attempt of ours made them."""
    is_ours = (
        select(PublishAttempt.id)
        .where(PublishAttempt.article_id == Article.id, col(PublishAttempt.outcome).not_in(MADE_NO_STORY))
        .exists()
    )
    query = select(Article.published_at).where(
        _of_profile(account),
        Article.stage == Stage.PUBLISHED,
        col(Article.published_at) > now - WINDOW,
        Article.id != but,
        ~is_ours,
    )
    return [each for each in (await session.exec(query)).all() if each is not None]


async def posts_around(session: AsyncSession, article: Article, account: Account) -> Sequence[datetime]:
    """When the profile posts within a day of the article's time, made and planned, in order; without the article."""
    return await posts_near(session, account, article.publish_at, but=article.id)


async def posts_near(session: AsyncSession, account: Account, moment: datetime, *, but: int) -> Sequence[datetime]:
    """The same around a time that the article may have."""
    since = moment - WINDOW
    query = select(Article.publish_at).where(
        _of_profile(account), Article.publish_at > since, col(Article.stage).in_(_LIVE), Article.id != but
    )
    planned = (await session.exec(query)).all()
    return sorted([*planned, *await posts_of_profile(session, account, moment, but=but)])


async def surroundings(
    session: AsyncSession, article: Article, account: Account, now: datetime, apart: timedelta
) -> Surroundings:
    """What else the account, and its profile, have to do with this article's time."""
    posts = await out_or_about_to(session, account, now, but=article.id)
    if now - article.publish_at <= OUTAGE:
        return Surroundings(posts, apart=apart)
    last_out, ahead = await _last_out(session, account.id, now), await _ahead(session, article, account, now)
    return Surroundings(posts, last_out, ahead, apart)


async def out_or_about_to(
    session: AsyncSession, account: Account, now: datetime, *, but: int | None = None
) -> Sequence[datetime]:
    """What the profile posted in the last day, and what has its turn to, in order."""
    made = await posts_of_profile(session, account, now, but=but)
    return sorted([*made, *await turns.others(session, account, but)])


async def _ahead(session: AsyncSession, article: Article, account: Account, now: datetime) -> int:
    query = select(func.count()).where(
        Article.account_id == account.id,
        Article.stage == Stage.SCHEDULED,
        Article.publish_at >= now - timedelta(minutes=account.grace_minutes),
        (col(Article.publish_at) < article.publish_at)
        | ((col(Article.publish_at) == article.publish_at) & (col(Article.id) < article.id)),
    )
    return (await session.exec(query)).one()


async def _last_out(session: AsyncSession, account_id: int, now: datetime) -> datetime | None:
    query = (
        select(func.max(PublishAttempt.intended_at))
        .join(Article, col(Article.id) == PublishAttempt.article_id)
        .where(PublishAttempt.intended_at > now - WINDOW, Article.account_id == account_id)
    )
    return (await session.exec(query)).one()


async def being_left(session: AsyncSession, account_id: int) -> int:
    """Unapproved drafts of the account that are on their way to Medium, or will be in a moment."""
    deciding = (
        select(Review.article_id)
        .join(Decision, col(Decision.review_id) == Review.id)
        .where(Decision.verdict == Verdict.LEAVE, col(Decision.applied_at).is_(None))
    )
    query = select(func.count()).where(
        Article.account_id == account_id,
        (col(Article.stage) == Stage.PUBLISHING)
        | (col(Article.stage).in_(WAITING_FOR_A_PERSON) & col(Article.id).in_(deciding)),
    )
    return (await session.exec(query)).one()
