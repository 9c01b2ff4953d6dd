"""The command line in front of a console elsewhere: the same verbs, through its API, with nothing of a home."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.app import create_app
from deployments.cli import app
from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import ReviewKind, Verdict
from models.store import articles
from tests.builders import a_text, an_account, an_article, at_review, reread
from tests.conftest import Outside
from tests.console.api.conftest import a_token
from tests.console.conftest import a_visitor
from tests.integrations.medium.served import served
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import decision_on

Types = Callable[..., Awaitable[Result]]


@pytest.fixture
async def typed(desk: Services, outside: Outside, tmp_path: Path) -> AsyncIterator[Types]:
    """`await typed("list")`: what the command says to whoever has a token of the person that runs the desk."""
    good = await a_token(desk, await a_visitor(desk))
    async with served(create_app(desk, Phone(desk, outside).mailbox.receive)) as root:

        async def type_it(*words: str, token: str = good, url: str = root) -> Result:
            env = {"COPYDESK_CONSOLE_URL": url, "COPYDESK_API_TOKEN": token, "COPYDESK_ENV_FILE": str(tmp_path / "no")}
            return await asyncio.to_thread(CliRunner().invoke, app, list(words), env=env)

        yield type_it


async def test_a_topic_is_added_listed_moved_held_and_brought_back(desk: Services, typed: Types) -> None:
    await an_account(desk, zone="Europe/Berlin")
    added = await typed("add", "Bees", "--account", "demo", "--at", "next tuesday 9am", "--note", "I keep two hives.")
    assert added.stdout == "Article 1 is queued for Tue 8 Dec 2026, 09:00 (Europe/Berlin).\n"
    assert "Bees" in (await typed("list", "--account", "Demo")).stdout
    assert "Bees" not in (await typed("list", "--account", "other")).stdout
    assert (await typed("move", "1", "friday 8:30")).stdout == "Goes out Fri 4 Dec 2026, 08:30 (Europe/Berlin).\n"
    assert "is on hold" in (await typed("hold", "1", "--reason", "later")).stdout
    assert "on hold: later" in (await typed("show", "1")).stdout
    assert "goes on" in (await typed("resume", "1")).stdout
    assert "was dropped" in (await typed("drop", "1")).stdout
    async with desk.database.session() as session:
        assert (await articles.article(session, 1)).stage is Stage.DROPPED


async def test_a_question_is_shown_and_answered_once(desk: Services, typed: Types) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    shown = (await typed("show", str(article.id))).stdout
    assert f"question {review.id} (draft, hash {review.subject_hash[:12]}): approve, change," in shown
    late = await typed("decide", str(article.id), "approve", "--hash", "0" * 12)
    assert (late.exit_code, "out of date" in late.stderr) == (1, True)
    assert (
        await typed("decide", str(article.id), "change", "--note", "shorter")
    ).stdout == "Changes asked for by Ada.\n"
    again = await typed("decide", str(article.id), "approve", "--review", str(review.id))
    assert again.stdout == "Already decided: Changes asked for by Ada.\n"
    made = await decision_on(desk, review)
    assert made is not None
    assert (made.verdict, made.note) == (Verdict.CHANGE, "shorter")


async def test_of_several_questions_one_has_to_be_named(desk: Services, typed: Types) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    asked = await typed("decide", str(article.id), "omit")
    assert (asked.exit_code, f"{cover.id} (cover)" in asked.stderr) == (1, True)
    assert (await typed("decide", str(article.id), "omit", "--review", str(cover.id))).stdout == "Left out by Ada.\n"


async def test_the_texts_of_an_account_are_exported(desk: Services, typed: Types, tmp_path: Path) -> None:
    account = await an_account(desk)
    article = await an_article(desk, account)
    await a_text(desk, article)
    done = await typed("export", str(tmp_path / "texts"), "--account", "demo")
    assert "the texts of 1 articles" in done.stdout
    assert (tmp_path / "texts" / f"{article.id:05}.md").read_text().startswith("---\ntitle:")
    again = await typed("export", str(tmp_path / "texts"), "--account", "demo")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


async def test_what_is_refused_there_is_a_sentence_here(desk: Services, typed: Types) -> None:
    account = await an_account(desk)
    article = await an_article(desk, account, Stage.PUBLISHED)
    token = await a_token(desk, await a_visitor(desk, "eve", account=account, role=Role.VIEWER), "eve's")
    answers = {
        "cannot be held": await typed("hold", str(article.id)),
        "not decide about them": await typed("hold", str(article.id), token=token),
        "Show a token that is good": await typed("list", token="copydesk_guess"),
        "does not answer": await typed("list", url="http://127.0.0.1:9"),
        "COPYDESK_API_TOKEN is needed": await typed("list", token=""),
    }
    assert {said: (each.exit_code, said in each.stderr) for said, each in answers.items()} == dict.fromkeys(
        answers, (1, True)
    )
    assert not [each for each in answers.values() if "copydesk_guess" in each.output]
    assert (await reread(desk, article)).stage is Stage.PUBLISHED


@pytest.mark.parametrize("command", [["status"], ["pair", "demo"], ["up"], ["doctor"], ["api-token", "notes"]])
async def test_what_needs_the_home_says_so(typed: Types, command: list[str]) -> None:
    answer = await typed(*command)
    assert (answer.exit_code, "needs the home itself" in answer.stderr) == (1, True)
