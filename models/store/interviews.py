"""Owns the queries about interviews: the questions, which one is next, and what was answered, in the writer's words."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.interview import LONGEST_ANSWER, Answer, Placed, Use, still_placed, told
from models.domain.review import ReviewKind, Verdict
from models.tables import Account, AnswerUse, Article, Chat, Decision, InterviewQuestion, Remark, Review, RevisionBlock

_SETTLES = (Verdict.ANSWER, Verdict.SKIP)


async def questions(session: AsyncSession, article_id: int) -> Sequence[InterviewQuestion]:
    query = select(InterviewQuestion).where(InterviewQuestion.article_id == article_id)
    return (await session.exec(query.order_by(col(InterviewQuestion.number)))).all()


async def keep_questions(session: AsyncSession, article_id: int, texts: Sequence[str]) -> None:
    """The first ones that are thought of stay."""
    rows = [{"article_id": article_id, "number": place, "text": text} for place, text in enumerate(texts, start=1)]
    await session.exec(insert(InterviewQuestion).values(rows).on_conflict_do_nothing())


async def next_question(session: AsyncSession, article_id: int) -> InterviewQuestion | None:
    """The first that was neither answered nor skipped, unless the writer said that it is enough."""
    query = (
        select(Review.subject, Decision.verdict)
        .join(Decision, col(Decision.review_id) == Review.id)
        .where(Review.article_id == article_id, Review.kind == ReviewKind.INTERVIEW)
    )
    decided = (await session.exec(query)).all()
    if any(verdict is Verdict.ENOUGH for _, verdict in decided):
        return None
    settled = {subject for subject, verdict in decided if verdict in _SETTLES}
    return next((each for each in await questions(session, article_id) if str(each.number) not in settled), None)


async def answers(session: AsyncSession, article_id: int) -> tuple[Answer, ...]:
    """What was said to each question: every message of it, or the words that came with the decision."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    remarks = select(Review.subject, Remark.text).join(Remark, col(Remark.review_id) == Review.id)
    decided = select(Review.subject, Decision.note).join(Decision, col(Decision.review_id) == Review.id)
    mine = (Review.article_id == article_id, Review.kind == ReviewKind.INTERVIEW)
    for subject, text in (await session.exec(remarks.where(*mine).order_by(col(Remark.id)))).all():
        said[subject].append(text)
    for subject, note in (await session.exec(decided.where(*mine, Decision.verdict == Verdict.ANSWER))).all():
        if not said[subject]:
            said[subject].append(note)
    return tuple(
        Answer(number=each.number, question=each.text, text="\n".join(said[str(each.number)])[:LONGEST_ANSWER])
        for each in await questions(session, article_id)
        if any(said[str(each.number)])
    )


async def question_before(session: AsyncSession, review: Review) -> Review | None:
    """The question that was answered last before this one was asked."""
    query = (
        select(Review)
        .join(Decision, col(Decision.review_id) == Review.id)
        .where(
            Review.article_id == review.article_id,
            Review.kind == ReviewKind.INTERVIEW,
            Review.id < review.id,
            Decision.verdict == Verdict.ANSWER,
        )
        .order_by(col(Review.id).desc())
    )
    return (await session.exec(query)).first()


async def open_questions(session: AsyncSession, telegram_chat_id: int, bot_id: int | None = None) -> Sequence[Review]:
    """Everything that this chat was shown and that waits for a word, questions and other reviews alike."""
    here = (Chat.telegram_chat_id == telegram_chat_id, col(Chat.bot_id).is_not_distinct_from(bot_id))
    with_this_bot = select(Account.id).where(col(Account.bot_id).is_not_distinct_from(bot_id))
    from_here = select(Chat.account_id).where(*here, col(Chat.account_id).in_(with_this_bot))
    query = (
        select(Review)
        .join(Article, col(Article.id) == Review.article_id)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(
            col(Article.account_id).in_(from_here),
            col(Review.closed_at).is_(None),
            col(Review.shown_at).is_not(None),
            col(Decision.id).is_(None),
        )
    )
    return (await session.exec(query)).all()


async def keep_uses(session: AsyncSession, article_id: int, uses: Sequence[tuple[Use, UUID]]) -> None:
    """Where the answers went, by the identity of the passage, which outlives revisions."""
    rows = [
        {"article_id": article_id, "number": use.number, "block_id": block_id, "is_seen": use.is_seen}
        for use, block_id in uses
    ]
    if rows:
        await session.exec(insert(AnswerUse).values(rows).on_conflict_do_nothing())


async def uses_in(
    session: AsyncSession, article_id: int, revision_id: int
) -> Sequence[tuple[AnswerUse, RevisionBlock]]:
    """The uses whose passage is still in this revision, in the order of the answers."""
    query = (
        select(AnswerUse, RevisionBlock)
        .join(RevisionBlock, col(RevisionBlock.block_id) == AnswerUse.block_id)
        .where(AnswerUse.article_id == article_id, RevisionBlock.revision_id == revision_id)
        .order_by(col(AnswerUse.number), col(RevisionBlock.position))
    )
    return (await session.exec(query)).all()


async def where_answers_went(session: AsyncSession, article_id: int, revision_id: int) -> tuple[str, ...]:
    """A line for each answer."""
    uses = await uses_in(session, article_id, revision_id)
    placed = [Placed(use.number, block.text, use.is_seen) for use, block in uses]
    said = await answers(session, article_id)
    return told(said, still_placed(said, placed))
