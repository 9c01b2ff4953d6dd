"""Owns how one article goes out, shown and changed from any channel, at any time before its last approval.

At the last review the options are part of what is asked, so there a change is a decision and is asked anew. It refuses
what is approved already: that is under a seal.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.following_up import follow_up
from integrations.options import options_of
from integrations.services import Services
from models.domain.article import IN_PROGRESS, Stage
from models.domain.errors import Refused
from models.domain.final_request import FinalRequest
from models.domain.option_words import OPTIONS, option_called, read_option
from models.domain.publications import KnownPublication, known_publications, options_in_words
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import accounts, articles, reviews
from models.tables import Account, Article, Review

_OPEN_TO_CHANGE = (IN_PROGRESS - {Stage.SCHEDULED, Stage.PUBLISHING, Stage.UNCERTAIN}) | {
    Stage.QUEUED,
    Stage.ON_HOLD,
    Stage.FAILED,
}


async def article_options(desk: Services, article_id: int, words: str, channel: Channel, person_id: int | None) -> str:
    """Without words how it goes out; `licence cc-by`, or lines such as `licence: cc-by`, change it."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        account = await accounts.account(session, article.account_id)
        known = known_publications(account.publications)
        if not words.strip():
            return _shown(article, account, known)
        request = _read(words, known)
        if article.stage not in _OPEN_TO_CHANGE:
            raise Refused(_too_late(article))
        asked = await _last_question(session, article)
        if asked is None:
            _put(article, request)
            articles.tell(session, article_id, f"goes out otherwise: {_said(words)}", desk.clock(), person_id)
            session.add(article)
            return _shown(article, account, known)
    await _decide(desk, asked, request, channel, person_id)
    return "Got it: it is shown once more with that, and your approval counts for it then."


def _read(words: str, known: tuple[KnownPublication, ...]) -> FinalRequest:
    options, category = dict[str, object](), None
    for line in filter(str.strip, words.splitlines()):
        name, _, value = (part.strip() for part in line.strip().partition(":" if _has_colon(line) else " "))
        if name.lower() == "category":
            category = " ".join(value.split())
        elif (option := option_called(name)) is not None and value:
            options |= read_option(option, value, known)
        else:
            raise Refused(f"“{line.strip()[:60]}” is no option. There is: {', '.join((*OPTIONS, 'category'))}.")
    return FinalRequest(category=category, options=options)


def _has_colon(line: str) -> bool:
    """`canonical https://…` has one further on."""
    return line.strip().split(maxsplit=1)[0].endswith(":")


async def _last_question(session: AsyncSession, article: Article) -> Review | None:
    open_now = await reviews.open_reviews(session, article.id) if article.stage is Stage.FINAL_REVIEW else []
    return next((review for review in open_now if review.kind is ReviewKind.FINAL), None)


def _put(article: Article, request: FinalRequest) -> None:
    """The tags of a category come when tags are proposed, or at the last review."""
    article.options = article.options | request.options
    article.category = article.category if request.category is None else request.category


async def _decide(
    desk: Services, asked: Review, request: FinalRequest, channel: Channel, person_id: int | None
) -> None:
    note = request.model_dump_json()
    ruling = await desk.desk.decide(asked.id, Verdict.CHANGE, channel, desk.clock(), note=note, person_id=person_id)
    await follow_up(desk, ruling)
    if not ruling.counts:
        raise Refused("Somebody has just decided about its tags and time. Look at it once more.")


def _shown(article: Article, account: Account, known: tuple[KnownPublication, ...]) -> str:
    category = f", category {article.category}" if article.category else ""
    return f"“{article.called}” goes out {options_in_words(options_of(article, account), known)}{category}."


def _too_late(article: Article) -> str:
    if article.stage is Stage.SCHEDULED:
        return "It was approved as it goes out. To change that, take the approval back first: “Reopen” on its card."
    return f"“{article.called}” {article.stage.sentence}: how it goes out cannot be changed now."


def _said(words: str) -> str:
    return ", ".join(" ".join(line.split()) for line in words.splitlines() if line.strip())[:200]
