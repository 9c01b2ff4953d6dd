"""Owns the AI reviewer's part in a review: its opinion is asked for once, kept, and given as a person's decision is.

It refuses to stand in where a person asked for changes, and leaves to a person what it cannot judge.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from prefect import task
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.aside import aside
from integrations.opinions_in_words import in_story, last_call
from integrations.services import Services, services
from integrations.writing import pixels, rubric
from integrations.writing.errors import CannotSee, UnusableAnswer
from models.domain.article import Stage
from models.domain.assessment import Assessment, Bar, Glance, ReviewerMode, stands_in, verdict_of
from models.domain.errors import Refused
from models.domain.notes import Note, joined
from models.domain.review import STAGE_OF, Channel, ReviewKind, Verdict
from models.domain.slots import slots_of
from models.store import accounts, articles, opinions, remarks, reviews, sources, texts, voices
from models.store.texts import Text
from models.tables import Account, Article, Image, Opinion, Review
from tasks.asking import ensure_asked
from tasks.drafting import assignment_of
from tasks.paying import paid
from tasks.policies import PAID_CALL
from tasks.showing import notify

_KIND_AT: dict[Stage, ReviewKind] = {stage: kind for kind, stage in STAGE_OF.items()}


@dataclass(frozen=True)
class Case:
    """What the AI reviewer is asked about."""

    article: Article
    account: Account
    text: Text
    review: Review
    bar: Bar
    rounds_so_far: int

    def verdict(self, *, is_content: bool) -> Verdict | None:
        return verdict_of(self.review.kind, self.bar, self.rounds_so_far, is_content=is_content)

    def opinion(
        self, at: datetime, summary: str, verdict: Verdict | None, score: int | None = None, model: str = ""
    ) -> Opinion:
        return Opinion(
            review_id=self.review.id,
            article_id=self.article.id,
            kind=self.review.kind,
            subject=self.review.subject,
            subject_hash=self.review.subject_hash,
            score=score,
            verdict=verdict,
            summary=summary,
            model=model,
            rubric=rubric.VERSION,
            at=at,
        )


@task(name="assess", task_run_name="Ask the AI reviewer", **PAID_CALL)
async def assess(article_id: int) -> None:
    desk = await services()
    for case in await _cases(desk, article_id):
        opinion, notes = await _opinion(desk, case)
        if (verdict := opinion.verdict) is not None:
            await _decide(desk, case, opinion, verdict, notes)
        await _keep(desk, opinion, notes)


async def awaits_the_reviewer(session: AsyncSession, article: Article) -> bool:
    """Whether there is something that the AI reviewer is to be asked about before anything is shown."""
    kind = _KIND_AT.get(article.stage)
    if kind is None:
        return False
    account = await accounts.account(session, article.account_id)
    if not stands_in(bar_of(article, account).mode, kind):
        return False
    asked = [review for review in await reviews.open_reviews(session, article.id) if review.kind is kind]
    if not asked:
        return not await opinions.is_a_person_s(session, article.id, kind, "")
    return any([await _is_for_the_reviewer(session, review) for review in asked])


def bar_of(article: Article, account: Account) -> Bar:
    """The account's, unless the article has one of its own."""
    return Bar(
        ReviewerMode(article.overrides.get("reviewer", account.reviewer)),
        int(article.overrides.get("review_threshold", account.review_threshold)),
        int(article.overrides.get("review_rounds", account.review_rounds)),
    )


async def _is_for_the_reviewer(session: AsyncSession, review: Review) -> bool:
    about = (review.article_id, review.kind, review.subject)
    if review.shown_at is not None or await reviews.decision_on(session, review.id) is not None:
        return False
    return not (await opinions.about(session, review) or await opinions.is_a_person_s(session, *about))


async def _cases(desk: Services, article_id: int) -> list[Case]:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        kind = _KIND_AT[article.stage]
        account = await accounts.account(session, article.account_id)
        asked = await ensure_asked(desk, session, article, kind)
        text = await texts.require_current(session, article)
        return [
            Case(
                article,
                account,
                text,
                review,
                bar_of(article, account),
                await opinions.rounds_so_far(session, article_id, kind, review.subject),
            )
            for review in asked
            if await _is_for_the_reviewer(session, review)
        ]


async def _opinion(desk: Services, case: Case) -> tuple[Opinion, tuple[Note, ...]]:
    """What it says, and as what it is told to the writer. An answer that nobody can use leaves it to a person."""
    try:
        match case.review.kind:
            case ReviewKind.DRAFT:
                return await _on_the_text(desk, case)
            case ReviewKind.IMAGE:
                return await _on_an_image(desk, case)
            case _:
                return _on_tags_and_time(desk, case), ()
    except UnusableAnswer as unusable:
        return case.opinion(desk.clock(), f"no usable answer: {unusable}", None, model=desk.reviewer.model), ()


async def _on_the_text(desk: Services, case: Case) -> tuple[Opinion, tuple[Note, ...]]:
    async with desk.database.session() as session:
        materials = await sources.materials(session, case.article.id)
        voice = await voices.prompt_of(session, case.account)
    assignment = assignment_of(case.article, case.account, voice, materials)
    found = await paid(
        f"review:{case.review.id}:assess",
        case.article,
        "review",
        Assessment,
        lambda: desk.reviewer.assess(assignment, case.text.draft),
    )
    verdict = case.verdict(is_content=found.score >= case.bar.threshold)
    opinion = case.opinion(desk.clock(), found.summary, verdict, found.score, desk.reviewer.model)
    opinion.objections = [objection.model_dump() for objection in found.objections]
    return opinion, found.notes(case.text.body)


async def _on_an_image(desk: Services, case: Case) -> tuple[Opinion, tuple[Note, ...]]:
    """By a model that sees it, else by what can be measured."""
    if case.review.image_id is None:
        return case.opinion(desk.clock(), "there is no image: its provider refuses to draw it", None), ()
    async with desk.database.session() as session:
        image = await session.get_one(Image, case.review.image_id)
    data = await desk.storage.get(image.object_key)
    slot = next(each for each in slots_of(case.text.body) if each.name == image.slot)
    assignment = assignment_of(case.article, case.account)
    try:
        seen = await paid(
            f"review:{case.review.id}:look",
            case.article,
            "review",
            Glance,
            lambda: desk.reviewer.look_at(assignment, slot, case.text.draft, data, image.content_type),
        )
    except CannotSee:
        fault = await aside(pixels.fault_of, data)
        summary = f"{desk.reviewer.model} takes no pictures, so it was measured: {fault or 'nothing is wrong with it'}"
        return case.opinion(desk.clock(), summary, case.verdict(is_content=not fault)), (
            Note(text=fault),
        ) if fault else ()
    verdict = case.verdict(is_content=seen.score >= case.bar.threshold)
    opinion = case.opinion(desk.clock(), seen.problem or "it fits", verdict, seen.score, desk.reviewer.model)
    return opinion, (Note(text=seen.wish),) if seen.wish else ()


def _on_tags_and_time(desk: Services, case: Case) -> Opinion:
    """As they were proposed; a time that was missed is a person's to decide about."""
    if case.article.publish_at < desk.clock() - timedelta(minutes=case.account.grace_minutes):
        return case.opinion(desk.clock(), "its time has passed", None)
    return case.opinion(desk.clock(), "tags and time as they were proposed", case.verdict(is_content=True))


async def _decide(desk: Services, case: Case, opinion: Opinion, verdict: Verdict, notes: tuple[Note, ...]) -> None:
    """Through the one door; a person who was faster counts. The owner hears of what goes out before it is sealed."""
    if opinion.kind is ReviewKind.FINAL:
        async with desk.database.session() as session:
            words = await last_call(session, case.article, case.account)
        await _tell_the_owner(desk, case, words)
    note = "" if verdict is Verdict.APPROVE else joined(notes)
    if note and opinion.kind is ReviewKind.DRAFT:
        async with desk.database.session() as session:
            for place, each in enumerate(notes):
                source = f"review:{opinion.review_id}:finding:{place}"
                await remarks.keep(session, opinion.review_id, source, each, desk.clock())
    await desk.desk.decide(opinion.review_id, verdict, Channel.AI, desk.clock(), note=note)


async def _tell_the_owner(desk: Services, case: Case, words: str) -> None:
    """A word that no chat takes stands in the story: the owner chose that nobody has to be there."""
    try:
        await notify(f"review:{case.review.id}:alone", case.article.id, words)
    except Refused as refusal:
        async with desk.database.session() as session:
            articles.tell(session, case.article.id, f"could not be announced: {refusal}", desk.clock())


async def _keep(desk: Services, opinion: Opinion, notes: tuple[Note, ...]) -> None:
    async with desk.database.session() as session:
        if await opinions.on_review(session, opinion.review_id) is None:
            session.add(opinion)
            articles.tell(session, opinion.article_id, in_story(opinion, joined(notes)), desk.clock())
