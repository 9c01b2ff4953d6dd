"""Owns the interview before the draft: the questions are thought of once, shown one by one, and ended by the writer."""

from functools import partial

from prefect import task
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services, services
from integrations.telegram import cards
from integrations.telegram.buttons import buttons
from models.domain.article import Stage
from models.domain.draft import Questions
from models.domain.effects import MessageShows
from models.domain.interview import MOST_QUESTIONS
from models.domain.review import ReviewKind
from models.store import accounts, articles, effects, interviews, reviews, sources
from models.tables import Account, Article, Chat, Review
from tasks.asking import ensure_asked
from tasks.drafting import assignment_of
from tasks.lease import held
from tasks.paying import paid
from tasks.policies import PAID_CALL, SEEN_BY_A_PERSON
from tasks.showing import Shown, send_once, to_every_chat


def questions_wanted(article: Article, account: Account) -> int:
    return int(article.overrides.get("interview_questions", account.interview_questions))


@task(name="think of questions", task_run_name="Think of questions to the writer", **PAID_CALL)
async def think_of_questions(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        account = await accounts.account(session, article.account_id)
        assignment = assignment_of(article, account, materials=await sources.materials(session, article_id))
    count = min(questions_wanted(article, account) or MOST_QUESTIONS, MOST_QUESTIONS)
    key = f"article:{article_id}:questions"
    found = await paid(key, article, "interview", Questions, lambda: desk.writer.ask_questions(assignment, count))
    async with desk.database.session() as session:
        await effects.require_hold(session, held())
        await interviews.keep_questions(session, article_id, found.questions[:count])


@task(name="ask", task_run_name="Ask the writer", **SEEN_BY_A_PERSON)
async def show_question(article_id: int) -> None:
    """The next question, to every chat of the account."""
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        asked = await ensure_asked(desk, session, article, ReviewKind.INTERVIEW)
        questions = {str(each.number): each for each in await interviews.questions(session, article_id)}
        chats = await accounts.chats_of(session, article.account_id)
    for review in asked:
        question = questions[review.subject]
        html = cards.question_card(article.topic, question.text, question.number, len(questions))
        await to_every_chat(desk, article_id, chats, partial(_send, desk, review, html))
        async with desk.database.session() as session:
            (await reviews.review(session, review.id)).shown_at = desk.clock()


async def _send(desk: Services, review: Review, html: str, chat: Chat) -> None:
    rows = buttons(review.kind, review.id, review.subject_hash)
    shown = Shown(MessageShows.CARD, review.id, html=html)
    key = cards.card_key(review.id, review.showing)
    await send_once(key, review.article_id, chat, shown, lambda to: desk.sender.text(to, html, rows))


async def leave_interview(desk: Services, session: AsyncSession, article: Article) -> None:
    """On to the writing when nothing is left to ask."""
    if await interviews.next_question(session, article.id) is None:
        await reviews.close_open(session, article.id, desk.clock())
        articles.move(session, article, Stage.DRAFTING, desk.clock(), "the interview is over")
