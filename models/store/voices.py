"""Owns the queries about voices: rules that are proposed once, and versions of what is in force."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.errors import Refused
from models.domain.review import Channel, ReviewKind, Verdict
from models.domain.voice import RuleOrigin, RuleState, Said, Trait, as_prompt, rule_key
from models.tables import Account, Article, Decision, Effect, Remark, Review, VoiceRule, VoiceVersion

LOOKED_BACK = timedelta(days=180)


async def lock(session: AsyncSession, account_id: int) -> Account:
    """One after the other: a voice is changed by whoever comes first, and then by the next."""
    return await session.get_one(Account, account_id, with_for_update=True)


async def rule(session: AsyncSession, rule_id: int, *, for_change: bool = False) -> VoiceRule:
    found = await session.get(VoiceRule, rule_id, with_for_update=for_change)
    if found is None:
        raise Refused(f"There is no rule {rule_id}.")
    return found


async def rules(session: AsyncSession, account_id: int) -> Sequence[VoiceRule]:
    query = select(VoiceRule).where(VoiceRule.account_id == account_id).order_by(col(VoiceRule.id))
    return (await session.exec(query)).all()


async def rules_of_each(session: AsyncSession, account_ids: Sequence[int]) -> dict[int, int]:
    """How many rules each account was ever proposed."""
    query = select(VoiceRule.account_id, func.count()).where(col(VoiceRule.account_id).in_(account_ids))
    return dict((await session.exec(query.group_by(col(VoiceRule.account_id)))).all())


async def proposed(session: AsyncSession, account_id: int) -> list[VoiceRule]:
    return [each for each in await rules(session, account_id) if each.state is RuleState.PROPOSED]


async def propose(
    session: AsyncSession, account_id: int, traits: Sequence[Trait], origin: RuleOrigin, now: datetime
) -> int:
    """How many are new: a rule that was ever proposed here, whatever became of it, is not proposed again."""
    rows = [
        {
            "account_id": account_id,
            "key": rule_key(each.rule),
            "text": each.rule,
            "sentence": each.sentence,
            "story": each.story,
            "origin": origin,
            "state": RuleState.PROPOSED,
            "proposed_at": now,
        }
        for each in traits
    ]
    if not rows:
        return 0
    made = insert(VoiceRule).values(rows).on_conflict_do_nothing(constraint="voice_rule_once")
    return len((await session.exec(made.returning(col(VoiceRule.id)))).all())


async def versions(session: AsyncSession, account_id: int) -> Sequence[VoiceVersion]:
    query = select(VoiceVersion).where(VoiceVersion.account_id == account_id).order_by(col(VoiceVersion.number))
    return (await session.exec(query)).all()


async def in_force(session: AsyncSession, account_id: int) -> list[VoiceRule]:
    all_versions = await versions(session, account_id)
    known = {each.id: each for each in await rules(session, account_id)}
    return [known[rule_id] for rule_id in (all_versions[-1].rule_ids if all_versions else [])]


async def prompt_of(session: AsyncSession, account: Account) -> str:
    """What goes into the prompt as this account's voice, to the letter."""
    accepted = await in_force(session, account.id)
    return as_prompt(account.voice, [Trait(rule=e.text, sentence=e.sentence, story=e.story) for e in accepted])


async def make_version(
    session: AsyncSession,
    account_id: int,
    rule_ids: Sequence[int],
    why: str,
    now: datetime,
    restores: int | None = None,
) -> VoiceVersion:
    """The account has to be locked: versions are numbered in their order."""
    number = len(await versions(session, account_id)) + 1
    made = VoiceVersion(
        account_id=account_id, number=number, rule_ids=list(rule_ids), why=why, restores=restores, made_at=now
    )
    session.add(made)
    await session.flush()
    return made


async def sent_card(session: AsyncSession, key: str) -> int | None:
    """Where the card of a rule is in a chat, if it is known to have arrived."""
    sent = await session.get(Effect, key)
    return sent.outcome.get("telegram_message_id") if sent and sent.recorded_at else None


async def heard_since(session: AsyncSession, since: datetime) -> Sequence[int]:
    """Accounts whose drafts were commented on since then."""
    said = (
        select(Article.account_id)
        .join(Review, col(Review.article_id) == Article.id)
        .join(Remark, col(Remark.review_id) == Review.id, isouter=True)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(Review.kind == ReviewKind.DRAFT, (col(Remark.said_at) > since) | (col(Decision.decided_at) > since))
    )
    return (await session.exec(said.distinct())).all()


async def notes_on_drafts(session: AsyncSession, account_id: int, now: datetime) -> list[Said]:
    """What people asked for, on Telegram and elsewhere, but not what a model or a rule did."""
    mine = (Article.account_id == account_id, Review.kind == ReviewKind.DRAFT)
    remarks = (
        select(Article.id, Remark.text, Remark.said_at)
        .join(Review, col(Review.article_id) == Article.id)
        .join(Remark, col(Remark.review_id) == Review.id)
        .where(*mine, Remark.said_at > now - LOOKED_BACK)
    )
    decided = (
        select(Article.id, Decision.note, Decision.decided_at)
        .join(Review, col(Review.article_id) == Article.id)
        .join(Decision, col(Decision.review_id) == Review.id)
        .where(
            *mine,
            Decision.verdict == Verdict.CHANGE,
            Decision.channel == Channel.CONSOLE,
            Decision.decided_at > now - LOOKED_BACK,
        )
    )
    found = [*(await session.exec(remarks)).all(), *(await session.exec(decided)).all()]
    return [Said(article_id, text, at) for article_id, text, at in found if text.strip()]
