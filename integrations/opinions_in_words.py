"""Owns how the AI reviewer's opinions are told: on a card, in an article's story, and where it approved alone."""

from html import escape

from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.assessment import BEST
from models.domain.review import ReviewKind, Verdict
from models.domain.schedule import in_zone
from models.store import opinions, texts
from models.tables import Account, Article, Opinion

_WHAT = {ReviewKind.DRAFT: "the text", ReviewKind.IMAGE: "the images", ReviewKind.FINAL: "tags and time"}
_LONGEST = 400


def in_short(opinion: Opinion) -> str:
    """“8/10, 2 findings”, or what it said instead of a score."""
    if opinion.score is None:
        return opinion.summary
    count = len(opinion.objections)
    said = f", {count} {'finding' if count == 1 else 'findings'}" if opinion.kind is ReviewKind.DRAFT else ""
    return f"{opinion.score}/{BEST}{said}"


def on_card(opinion: Opinion | None, rounds: int = 0) -> tuple[str, ...]:
    """`rounds` is how often it asked for changes before: what it sent back was not shown."""
    if opinion is None:
        return ()
    after = f", after {rounds} {'revision' if rounds == 1 else 'revisions'} that it asked for" if rounds else ""
    found = [f"{_quoted(each['quote'])}{each['problem'] or each['wish']}" for each in opinion.objections]
    return (f"AI reviewer: {in_short(opinion)}{after}", *found)


def in_story(opinion: Opinion, asked_for: str) -> str:
    what = f"image {opinion.subject}" if opinion.kind is ReviewKind.IMAGE else _WHAT[opinion.kind]
    match opinion.verdict:
        case Verdict.APPROVE:
            return f"the AI reviewer approved {what} alone: {in_short(opinion)}"
        case None:
            return f"the AI reviewer left {what} to a person: {in_short(opinion)}"
        case _:
            return f"the AI reviewer asked for changes to {what}: {in_short(opinion)}. {asked_for}"[:_LONGEST]


async def last_call(session: AsyncSession, article: Article, account: Account) -> str:
    """The word to the owner when nobody but the AI reviewer has looked at what goes out."""
    title = (await texts.require_current(session, article)).draft.title
    said = [each for each in await opinions.of_article(session, article.id) if each.verdict is Verdict.APPROVE]
    seen = [f"{each.subject or _WHAT[each.kind]} {in_short(each)}" for each in said]
    looked = f" ({escape('; '.join(seen))})" if seen else ""
    return (
        f"🤖 The AI reviewer approved “{escape(title)}” alone{looked}.\n"
        f"Tags: {escape(', '.join(article.tags)) or 'none'}\n"
        f"It goes out {escape(in_zone(article.publish_at, account.zone))}. /hold {article.id} stops it."
    )


async def said_to_be_alone(session: AsyncSession, article_id: int) -> str:
    """Empty, or a line for every place that tells of the article."""
    alone = [_WHAT[kind] for kind in await opinions.approved_alone(session, article_id)]
    return f"🤖 The AI reviewer alone approved {', '.join(alone)}." if alone else ""


def _quoted(words: str) -> str:
    return f"“{words}”: " if words else ""
