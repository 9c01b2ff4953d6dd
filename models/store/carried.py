"""Owns all rows of an article, or of an account's voice, as they are carried out and brought in again.

Numbers of rows are another database's: whatever points at a row is pointed at its new one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.columns import Json
from models.domain.errors import Refused
from models.tables import (
    AnswerUse,
    Article,
    CostEntry,
    Decision,
    Event,
    Image,
    InterviewQuestion,
    Opinion,
    Person,
    PublishAttempt,
    Remark,
    Review,
    Revision,
    RevisionBlock,
    Source,
    VoiceRule,
    VoiceVersion,
)

Ids = dict[str, dict[int, int]]
# In an order in which whatever is pointed at comes first.
_TABLES: Final[Mapping[str, type[SQLModel]]] = {
    "source": Source,
    "interview_question": InterviewQuestion,
    "answer_use": AnswerUse,
    "revision": Revision,
    "revision_block": RevisionBlock,
    "image": Image,
    "review": Review,
    "decision": Decision,
    "remark": Remark,
    "opinion": Opinion,
    "publish_attempt": PublishAttempt,
    "cost_entry": CostEntry,
    "event": Event,
}
_POINTS_AT: Final = {
    "account_id": "account",
    "article_id": "article",
    "revision_id": "revision",
    "review_id": "review",
    "image_id": "image",
    "parent_id": "image",
    "person_id": "person",
}
_THROUGH: Final = {"revision_block": Revision, "decision": Review, "remark": Review}


async def rows_of(session: AsyncSession, article_id: int) -> dict[str, list[Json]]:
    return {name: [_json(row) for row in await _rows(session, name, article_id)] for name in _TABLES}


async def people_in(session: AsyncSession, rows: Mapping[str, Sequence[Json]]) -> dict[int, str]:
    """Who decided and spoke, by name: nobody is carried to another database with their Telegram number."""
    ids = {row["person_id"] for each in rows.values() for row in each if row.get("person_id")}
    found = await session.exec(select(Person).where(col(Person.id).in_(ids)))
    return {person.id: person.name for person in found.all()}


async def voice_of(session: AsyncSession, account_id: int) -> tuple[list[Json], list[Json]]:
    rules = await session.exec(select(VoiceRule).where(VoiceRule.account_id == account_id).order_by(col(VoiceRule.id)))
    versions = select(VoiceVersion).where(VoiceVersion.account_id == account_id).order_by(col(VoiceVersion.number))
    return [_json(each) for each in rules.all()], [_json(each) for each in (await session.exec(versions)).all()]


async def bring_voice(session: AsyncSession, rules: Sequence[Json], versions: Sequence[Json], ids: Ids) -> None:
    for row in rules:
        await _bring_row(session, "voice_rule", VoiceRule, row, ids)
    for row in versions:
        fresh = [ids["voice_rule"][old] for old in row["rule_ids"]]
        await _bring_row(session, "voice_version", VoiceVersion, row | {"rule_ids": fresh}, ids)


async def bring_rows(session: AsyncSession, rows: Mapping[str, Sequence[Json]], ids: Ids) -> None:
    for name, table in _TABLES.items():
        for row in rows.get(name, ()):
            await _bring_row(session, name, table, row, ids)


async def twin_of(session: AsyncSession, article: Article) -> Article | None:
    """The same article, brought in before or never away: made at the same moment about the same topic, or imported."""
    is_same = (col(Article.created_at) == article.created_at) & (col(Article.topic) == article.topic)
    if article.import_key is not None:
        is_same |= col(Article.import_key) == article.import_key
    query = select(Article).where(Article.account_id == article.account_id, is_same)
    return (await session.exec(query)).first()


async def person_called(session: AsyncSession, name: str) -> Person | None:
    return (await session.exec(select(Person).where(Person.name == name).order_by(col(Person.id)))).first()


async def _rows(session: AsyncSession, name: str, article_id: int) -> Sequence[SQLModel]:
    table: Any = _TABLES[name]
    if over := _THROUGH.get(name):
        through: Any = over
        pointer = table.revision_id if over is Revision else table.review_id
        query = select(table).join(through, through.id == pointer).where(through.article_id == article_id)
    else:
        query = select(table).where(table.article_id == article_id)
    order = list(table.__table__.primary_key.columns)
    return (await session.exec(query.order_by(*order))).all()


async def _bring_row(session: AsyncSession, name: str, table: type[SQLModel], row: Json, ids: Ids) -> None:
    known = {field: value for field, value in row.items() if field in table.model_fields}
    old = known.pop("id", None)
    try:
        made: Any = table.model_validate(known | _pointed(known, ids))
    except (ValidationError, KeyError):
        raise Refused(f"The export is damaged: a row of {name} cannot be read, or points at nothing.") from None
    session.add(made)
    await session.flush()
    if old is not None:
        ids.setdefault(name, {})[old] = made.id


def _pointed(row: Json, ids: Ids) -> Json:
    return {field: ids[there][row[field]] for field, there in _POINTS_AT.items() if row.get(field) is not None}


def _json(row: SQLModel) -> Json:
    return row.model_dump(mode="json")
