"""Owns what the commands about one article do, on the services of a running home or at a console elsewhere."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TypeVar

from rich.table import Table

from deployments.writing_desk import at_desk
from integrations.answering import Answering
from integrations.answers_in_words import Said, answer
from integrations.api_tokens import person_for
from integrations.finishing import drop_or_give_up
from integrations.following_up import follow_up
from integrations.remote_console import RemoteArticle, RemoteConsole, the_question
from integrations.rescheduling import Mover, reschedule
from integrations.resuming import hold_article, resume_article
from integrations.services import Services
from integrations.settings import Settings
from integrations.telegram.cards import outcome_word
from integrations.telegram.speakers import who_decided
from models.columns import Json
from models.domain.errors import Refused
from models.domain.review import Channel, Verdict
from models.domain.shortcuts import Shortcut
from models.domain.sources import Given
from models.domain.typed_time import read_time
from models.store import articles, one_article
from models.tables import Review

Found = TypeVar("Found")


@dataclass(frozen=True)
class Chosen:
    """An answer as it was typed."""

    verdict: Verdict
    note: str = ""
    review_id: int | None = None
    hash: str = ""
    shortcut: Shortcut | None = None


def console_elsewhere(settings: Settings) -> RemoteConsole | None:
    if settings.copydesk_console_url is None:
        return None
    if settings.copydesk_api_token is None:
        raise Refused("With COPYDESK_CONSOLE_URL, COPYDESK_API_TOKEN is needed: `copydesk api-token` makes one there.")
    return RemoteConsole(settings.copydesk_console_url, settings.copydesk_api_token)


def asked(
    settings: Settings, far: Callable[[RemoteConsole], Found], near: Callable[[Services], Awaitable[Found]]
) -> Found:
    """At the console that the settings name, or in this home."""
    console = console_elsewhere(settings)
    if console is None:
        return at_desk(settings, near)
    with console:
        return far(console)


async def hold(desk: Services, article_id: int, reason: str) -> str:
    said = await (hold_article(desk, article_id, reason) if reason else hold_article(desk, article_id))
    return unescape(said)


async def resume(desk: Services, article_id: int) -> str:
    return unescape(await resume_article(desk, article_id))


async def drop(desk: Services, article_id: int, reason: str) -> str:
    return unescape(await drop_or_give_up(desk, article_id, reason or "dropped by the writer"))


async def move(desk: Services, article_id: int, at: str) -> str:
    person_id = await _keeper(desk)
    async with desk.database.session() as session:
        _, account = await articles.article_and_account(session, article_id)
    settled = read_time(at, account.zone, desk.clock())
    said = await reschedule(desk, article_id, settled.at, Mover(person_id, Channel.CONSOLE))
    return f"{said} {settled.said}".rstrip()


async def decide(desk: Services, article_id: int, chosen: Chosen) -> str:
    """By whoever runs this desk, who is the one with a shell on its machine."""
    review = await _review(desk, article_id, chosen.review_id)
    answering = Answering(review, await _keeper(desk), Channel.CONSOLE)
    answering.require_shown(chosen.hash or review.subject_hash)
    rulings = await answer(desk, answering, Said(chosen.verdict, chosen.note, chosen.shortcut))
    for each in reversed(rulings):
        await follow_up(desk, each)
    made = rulings[-1].decision
    return ruled(counts=rulings[-1].counts, word=outcome_word(made.verdict, await who_decided(desk, made)))


def decide_elsewhere(console: RemoteConsole, article_id: int, chosen: Chosen) -> str:
    question = the_question(console.show(article_id), chosen.review_id)
    made = console.decide(
        article_id,
        {
            "review_id": question.review_id,
            "hash": chosen.hash or question.hash,
            "verdict": chosen.verdict,
            "note": chosen.note,
            "shortcut": chosen.shortcut,
        },
    )
    return ruled(counts=made.counts, word=outcome_word(Verdict(made.decision.verdict), made.decision.by))


def ruled(*, counts: bool, word: str) -> str:
    return f"{word}." if counts else f"Already decided: {word}."


def new_article(topic: str, account: str, at: str, brief: str, given: Sequence[Given]) -> Json:
    return {
        "account": account,
        "topic": topic,
        "at": at,
        "brief": brief,
        "sources": [link for each in given for link in each.links],
        "notes": [each.note for each in given if each.note],
    }


def told(article: RemoteArticle) -> str:
    lines = [f"{article.id}. {article.title}", f"   {article.status}: {article.standing}"]
    lines += [
        f"   goes out {article.publish_at:%Y-%m-%d %H:%M} UTC",
        f"   tags {', '.join(article.tags) or 'none yet'}",
    ]
    lines += [f"   {article.medium_url}"] if article.medium_url else []
    for each in article.questions:
        said = f"{each.decided.verdict} by {each.decided.by}" if each.decided else ", ".join(each.verdicts)
        lines.append(f"   question {each.review_id} ({each.asks or each.kind}, hash {each.hash[:12]}): {said}")
    return "\n".join([*lines, "", *(f"   {each.at:%Y-%m-%d %H:%M}  {each.text}" for each in article.events)])


def listed(console: RemoteConsole, account: str | None) -> Table:
    table = Table("", "account", "title", "stage", "time (UTC)", title="Articles")
    for each in console.articles():
        if account is None or each.account.casefold() == account.casefold():
            when = f"{each.publish_at:%Y-%m-%d %H:%M}"
            table.add_row(str(each.id), each.account, each.title, each.status, when)
    return table


def export_from(console: RemoteConsole, account: str, target: Path) -> str:
    """The texts alone: versions, decisions and the bytes of images are in an export that is made at home."""
    mine = [each for each in console.articles() if each.account.casefold() == account.casefold()]
    if not mine:
        raise Refused(f"There is no article of an account called {account!r}.")
    if target.exists():
        raise Refused(f"{target} is there already. Name a folder that is new.")
    target.mkdir(parents=True)
    for each in mine:
        (target / f"{each.id:05}.md").write_text(console.export(each.id))
    return f"{target} holds the texts of {len(mine)} articles of {account}. Versions and images stay at the console."


async def _keeper(desk: Services) -> int:
    async with desk.database.session() as session:
        return (await person_for(session, "")).id


async def _review(desk: Services, article_id: int, review_id: int | None) -> Review:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        gate = await one_article.at_the_gate(session, article_id)
    still_open = [review for review, decision, _ in gate if decision is None]
    found = [review for review, _, _ in gate if review.id == review_id] if review_id else still_open
    if not found:
        raise Refused(f"Nothing is asked about article {article_id} now: it {article.stage.sentence}.")
    if len(found) > 1:
        which = ", ".join(f"{each.id} ({each.subject or each.kind})" for each in found)
        raise Refused(f"Several questions are open. Name one with --review: {which}.")
    return found[0]
