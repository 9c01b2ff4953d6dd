"""Owns the page of what an article is made from: its brief and plan, sources, interview, the reviewer's findings."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from console.article.access import Seeing, Seen
from console.article.head import Head, head_of
from console.frame import show
from console.visitors import Desk
from integrations.opinions_in_words import on_card
from integrations.options import options_of
from integrations.services import Services
from models.domain.publications import known_publications, options_in_words
from models.domain.review import ReviewKind
from models.domain.schedule import in_zone
from models.store import interviews, opinions, sources, texts
from models.tables import Article, Opinion, Source

router = APIRouter()
_SHOWN = 600


@dataclass(frozen=True)
class SourceShown:
    url: str
    title: str
    by: str
    beginning: str
    word: str


@dataclass(frozen=True)
class Asked:
    question: str
    answer: str


@dataclass(frozen=True)
class OpinionShown:
    kind: ReviewKind
    subject: str
    lines: tuple[str, ...]
    summary: str
    model: str
    when: str


@dataclass(frozen=True)
class BackgroundPage:
    head: Head
    brief: str
    own_prompt: str
    category: str
    tags: tuple[str, ...]
    how: str
    sources: tuple[SourceShown, ...]
    interview: tuple[Asked, ...]
    answers_went: tuple[str, ...]
    opinions: tuple[OpinionShown, ...]


@router.get("/articles/{article_id:int}/background")
async def show_background(request: Request, desk: Desk, seen: Seeing) -> Response:
    return await show(request, seen.visitor, "article/background.html", await _page(desk, seen))


async def _page(desk: Services, seen: Seen) -> BackgroundPage:
    article, account = seen.article, seen.account
    async with desk.database.session() as session:
        text = await texts.current(session, article)
        asked = await interviews.questions(session, article.id)
        answers = {each.number: each.text for each in await interviews.answers(session, article.id)} if asked else {}
        went = await interviews.where_answers_went(session, article.id, text.revision.id) if text and answers else ()
        found = await opinions.of_article(session, article.id)
        given = await sources.sources(session, article.id)
    return BackgroundPage(
        head=head_of(desk, seen, text, "background"),
        brief=article.brief,
        own_prompt=article.custom_prompt,
        category=article.category,
        tags=_tags(article),
        how=options_in_words(options_of(article, account), known_publications(account.publications)),
        sources=tuple(_source(each) for each in given),
        interview=tuple(Asked(each.text, answers.get(each.number, "")) for each in asked),
        answers_went=went,
        opinions=tuple(_opinion(each, account.zone) for each in reversed(found)),
    )


def _tags(article: Article) -> tuple[str, ...]:
    return tuple(article.tags or article.overrides.get("tags", ()))


def _source(source: Source) -> SourceShown:
    words = " ".join(source.text.split())
    beginning = words if len(words) <= _SHOWN else words[:_SHOWN].rsplit(" ", 1)[0] + "…"
    return SourceShown(source.url, source.title or source.url, source.by, beginning, source.word)


def _opinion(opinion: Opinion, zone: str) -> OpinionShown:
    return OpinionShown(
        kind=opinion.kind,
        subject=opinion.subject,
        lines=on_card(opinion),
        summary=opinion.summary,
        model=opinion.model,
        when=in_zone(opinion.at, zone),
    )
