"""Owns the ten thousand articles that the console is measured with: of many accounts, at every stage, with their story.

They are put into the database and were never written: nothing but the console looks at them.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import func, select

from integrations.logins import hash_of
from integrations.services import Services
from models.domain.article import WAITING_FOR_A_PERSON, Stage
from models.domain.connection import Connection
from models.domain.effects import RevisionBy
from models.tables import Account, AccountConnection, Article, Login, Person, Revision

_AT_ONCE = 500
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC")
_STAGES = {
    Stage.PUBLISHED: 60,
    Stage.QUEUED: 14,
    Stage.SCHEDULED: 8,
    Stage.DROPPED: 5,
    Stage.DRAFT_REVIEW: 3,
    Stage.IMAGE_REVIEW: 2,
    Stage.FINAL_REVIEW: 2,
    Stage.ON_HOLD: 2,
    Stage.DRAFTING: 1,
    Stage.HANDED_OFF: 1,
    Stage.INTERVIEWING: 1,
    Stage.FAILED: 1,
}
_WORDS = "harbour bees notebook letters roof winter editor shoes mornings maps bread river glass orchard tide".split()  # noqa: SIM905
_BLOCKS = """
insert into revisionblock (revision_id, position, block_id, kind, text, is_locked)
select r.id, n, gen_random_uuid(), 'paragraph', repeat('Whoever writes slowly thinks twice. ', 8) || E'\n\n', false
from revision r, generate_series(0, 11) n
"""
_EVENTS = """
insert into event (article_id, at, text) select a.id, a.created_at + n * interval '1 hour', 'went on to step ' || n
from article a, generate_series(1, 10) n
"""
_COSTS = """
insert into costentry (effect_key, account_id, article_id, purpose, model, input_tokens, output_tokens, images,
                        audio_seconds, micro_usd, is_estimated, at)
select 'bench:' || a.id || ':' || n, a.account_id, a.id, 'draft', 'some-model', 2000, 900, 0, 0, 12000, false,
       a.stage_since - n * interval '1 hour'
from article a, generate_series(1, 10) n
where a.revision_id is not null
"""


async def fill(desk: Services, articles: int, accounts: int) -> list[int]:
    """The ids of the accounts; the same figures each time."""
    chance, now = random.Random(1), desk.clock()
    async with desk.database.session() as session:
        owners = [_account(number, now) for number in range(accounts)]
        session.add_all(owners)
        await session.flush()
        session.add_all(
            AccountConnection(account_id=each.id, state=Connection.WELL, since=now, checked_at=now) for each in owners
        )
    for first in range(0, articles, _AT_ONCE):
        numbers = range(first, min(articles, first + _AT_ONCE))
        await _put(desk, [_article(chance, owners[number % accounts], now) for number in numbers])
    await _tell_their_stories(desk)
    return [each.id for each in owners]


async def _put(desk: Services, made: Sequence[Article]) -> None:
    """So many that no transaction rests for long."""
    async with desk.database.session() as session:
        session.add_all(made)
        await session.flush()
        texts = [_revision(each, desk.clock()) for each in made if each.stage is not Stage.QUEUED]
        session.add_all(texts)
        await session.flush()
        by_article = {each.article_id: each.id for each in texts}
        for each in made:
            each.revision_id = by_article.get(each.id)


async def _tell_their_stories(desk: Services) -> None:
    async with desk.database.session() as session:
        connection = await session.connection()
        for rows in (_BLOCKS, _EVENTS, _COSTS):
            await connection.execute(text(rows))
    async with desk.database.at_once() as session:
        await (await session.connection()).execute(text("vacuum analyze"))  # as autovacuum does within its minute


async def log_in(desk: Services, token: str) -> None:
    """As whoever runs the desk, who sees all of it."""
    async with desk.database.session() as session:
        person = Person(name="Bench", login_name="bench", runs_the_desk=True, created_at=desk.clock())
        session.add(person)
        await session.flush()
        session.add(Login(token_hash=hash_of(token), person_id=person.id, began_at=desk.clock(), seen_at=desk.clock()))


async def one_that_waits(desk: Services) -> int:
    query = select(func.min(Article.id)).where(Article.stage == Stage.DRAFT_REVIEW)
    async with desk.database.session() as session:
        return (await session.exec(query)).one() or 1


def _account(number: int, now: datetime) -> Account:
    return Account(
        label=f"account {number + 1}",
        zone=_ZONES[number % len(_ZONES)],
        medium_user_id=f"user {number}",
        medium_username=f"bench{number}",
        ceiling_micro=20_000_000,
        created_at=now,
    )


def _article(chance: random.Random, account: Account, now: datetime) -> Article:
    [stage] = chance.choices(list(_STAGES), list(_STAGES.values()))
    is_out = stage is Stage.PUBLISHED
    at = now + timedelta(minutes=chance.randrange(-730 * 1440, 0) if is_out else chance.randrange(60, 90 * 1440))
    return Article(
        account_id=account.id,
        topic=_title(chance.sample(_WORDS, 5)),
        brief="Told from the kitchen table. " * 10,
        publish_at=at,
        stage=stage,
        stage_since=min(at, now) - timedelta(minutes=chance.randrange(1440)),
        stopped_at_stage=Stage.QUEUED if stage in (Stage.ON_HOLD, Stage.FAILED, Stage.DROPPED) else None,
        reason="the month's ceiling is reached" if stage in (Stage.ON_HOLD, Stage.FAILED) else "",
        tags=["Writing", "Habits"] if stage in (Stage.SCHEDULED, *WAITING_FOR_A_PERSON) else [],
        published_at=at if is_out else None,
        medium_url="https://medium.com/p/0123456789ab" if is_out else None,
        created_at=min(at, now) - timedelta(days=5),
    )


def _revision(article: Article, now: datetime) -> Revision:
    return Revision(
        article_id=article.id, number=1, title=f"On {article.topic.lower()}", by=RevisionBy.MODEL, created_at=now
    )


def _title(words: Sequence[str]) -> str:
    return f"{words[0].capitalize()}, {words[1]} and {words[2]}: what {words[3]} teach about {words[4]}"
