"""Decisions through the API: by the one door, the first one counts, and each is told which one that was."""

import asyncio
import base64

import httpx
import pytest

from integrations.services import Services
from models.domain.editing import Edited
from models.domain.final_request import FinalRequest
from models.domain.own_photo import OwnPhoto
from models.domain.people import Role
from models.domain.review import STAGE_OF, Channel, ReviewKind, Verdict
from models.store import interviews, reviews
from models.tables import Review
from tests.builders import PLAIN, an_account, an_article, at_review, decided, png
from tests.conftest import Outside
from tests.console.api.conftest import Programs
from tests.console.conftest import a_visitor
from tests.integrations.telegram.scene import a_scene, decision_on
from tests.recorded_prefect import RecordedPrefect

UNCHANGED = {"title": PLAIN.title, "subtitle": PLAIN.subtitle, "markdown": PLAIN.body}


async def sent(program: httpx.AsyncClient, review: Review, verdict: str, **more: object) -> httpx.Response:
    given = {"review_id": review.id, "hash": review.subject_hash, "verdict": verdict, **more}
    return await program.post(f"/api/articles/{review.article_id}/decisions", json=given)


async def asked_about(desk: Services, kind: ReviewKind) -> list[Review]:
    if kind in (ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL):
        return (await at_review(desk, kind))[1]
    article = await an_article(desk, await an_account(desk), STAGE_OF[kind])
    async with desk.database.session() as session:
        if kind is ReviewKind.INTERVIEW:
            await interviews.keep_questions(session, article.id, ["Since when?", "Where?"])
        return [await reviews.ask(session, article.id, kind, "f" * 64, desk.clock(), subject="1")]


@pytest.mark.parametrize(
    ("kind", "verdict", "note"),
    [
        (ReviewKind.DRAFT, "approve", ""),
        (ReviewKind.DRAFT, "change", "shorter"),
        (ReviewKind.DRAFT, "rewrite", ""),
        (ReviewKind.DRAFT, "replace", "# Mine\n\nEvery word of this is my own.\n"),
        (ReviewKind.DRAFT, "hold", ""),
        (ReviewKind.DRAFT, "drop", ""),
        (ReviewKind.IMAGE, "approve", ""),
        (ReviewKind.IMAGE, "redo", "brighter"),
        (ReviewKind.IMAGE, "omit", ""),
        (ReviewKind.IMAGE, "move", "move it under Why"),
        (ReviewKind.IMAGE, "back", ""),
        (ReviewKind.FINAL, "back", ""),
        (ReviewKind.FINAL, "approve", ""),
        (ReviewKind.LOST, "there", ""),
        (ReviewKind.LOST, "not_there", ""),
        (ReviewKind.INTERVIEW, "answer", "In 2019."),
        (ReviewKind.INTERVIEW, "skip", ""),
        (ReviewKind.INTERVIEW, "enough", ""),
    ],
)
async def test_every_question_is_answered(
    desk: Services, program: httpx.AsyncClient, kind: ReviewKind, verdict: str, note: str
) -> None:
    [review, *_] = await asked_about(desk, kind)
    answer = await sent(program, review, verdict, note=note)
    assert answer.status_code == 200, answer.text
    ruled = answer.json()
    assert (ruled["counts"], ruled["is_repeated"], ruled["article"]["id"]) == (True, False, review.article_id)
    assert (ruled["decision"]["verdict"], ruled["decision"]["by"]) == (verdict, "Ada")
    made = await decision_on(desk, review)
    assert made is not None
    assert (made.verdict, made.note, made.channel) == (Verdict(verdict), note.strip(), Channel.CONSOLE)


async def test_the_second_is_told_that_it_does_not_count_and_which_one_does(
    desk: Services, program: httpx.AsyncClient
) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.REWRITE)
    ruled = (await sent(program, review, "approve")).json()
    assert (ruled["counts"], ruled["is_repeated"]) == (False, False)
    assert (ruled["decision"]["verdict"], ruled["decision"]["by"]) == ("rewrite", "console")


async def test_a_decision_that_is_sent_twice_is_made_once_and_known_again(
    desk: Services, program: httpx.AsyncClient
) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    answers = await asyncio.gather(*(sent(program, review, "approve") for _ in range(3)))
    assert sorted((each.json()["counts"], each.json()["is_repeated"]) for each in answers) == [
        (False, True),
        (False, True),
        (True, False),
    ]


async def test_other_words_are_no_repetition(desk: Services, program: httpx.AsyncClient) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    said = [(await sent(program, review, "change", note=note)).json() for note in ("shorter", "longer", "shorter")]
    assert [(each["counts"], each["is_repeated"]) for each in said] == [(True, False), (False, False), (False, True)]


async def test_a_decision_wakes_the_run_and_settles_the_card_on_telegram(
    desk: Services, prefect: RecordedPrefect, outside: Outside, program: httpx.AsyncClient
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.DRAFT)
    await sent(program, scene.review, "approve")
    assert prefect.resumed == [scene.article.flow_run_id]
    [card] = [each for each in await outside.messages() if each["message_id"] == scene.card]
    assert "Approved by Ada" in card["text"]


async def test_all_images_are_kept_at_once(desk: Services, program: httpx.AsyncClient) -> None:
    _, images = await at_review(desk, ReviewKind.IMAGE)
    async with desk.database.session() as session:
        for each in images:
            (await session.get_one(Review, each.id)).shown_at = desk.clock()
    assert (await sent(program, images[0], "approve", shortcut="keep_all")).json()["counts"]
    assert [made.verdict for each in images if (made := await decision_on(desk, each))] == [Verdict.APPROVE] * 2


@pytest.mark.parametrize(
    ("verdict", "more"),
    [
        ("change", {"note": "tags: Bees, Cities\ntime: 2026-12-24 18:30"}),
        ("approve", {"shortcut": "now"}),
        ("change", {"shortcut": "next_slot"}),
    ],
)
async def test_tags_and_time_are_changed_as_on_telegram(
    desk: Services, program: httpx.AsyncClient, verdict: str, more: dict[str, str]
) -> None:
    account = await an_account(desk, zone="Europe/Berlin")
    _, [review] = await at_review(desk, ReviewKind.FINAL, account)
    assert (await sent(program, review, verdict, **more)).json()["counts"]
    made = await decision_on(desk, review)
    assert made is not None
    asked = FinalRequest.model_validate_json(made.note)
    assert asked.publish_at is not None
    assert asked.tags == (("Bees", "Cities") if "note" in more else None)


async def test_a_text_that_was_edited_by_hand_is_handed_in(desk: Services, program: httpx.AsyncClient) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    edit = {"title": PLAIN.title, "subtitle": PLAIN.subtitle, "markdown": PLAIN.body.replace("a pen", "a pencil")}
    assert (await sent(program, review, "edit", edit=edit)).json()["counts"]
    made = await decision_on(desk, review)
    assert made is not None
    assert "a pencil" in Edited.model_validate_json(made.note).body


async def test_a_photo_takes_the_place_of_an_image(desk: Services, program: httpx.AsyncClient) -> None:
    _, [review, _] = await at_review(desk, ReviewKind.IMAGE)
    photo = base64.b64encode(png(9)).decode()
    assert (await sent(program, review, "supply", photo=photo, note="On my roof")).json()["counts"]
    made = await decision_on(desk, review)
    assert made is not None
    assert OwnPhoto.model_validate_json(made.note).caption == "On my roof"


@pytest.mark.parametrize(
    ("kind", "verdict", "more", "said"),
    [
        (ReviewKind.DRAFT, "change", {}, "needs words"),
        (ReviewKind.DRAFT, "skip", {}, "is not an answer to a draft review"),
        (ReviewKind.DRAFT, "approve", {"shortcut": "now"}, "no answer to what is asked"),
        (ReviewKind.DRAFT, "approve", {"shortcut": "keep_all"}, "no answer to what is asked"),
        (ReviewKind.DRAFT, "approve", {"hash": "0" * 64}, "out of date"),
        (ReviewKind.DRAFT, "leave", {}, "cannot be given here"),
        (ReviewKind.DRAFT, "edit", {}, "needs the text"),
        (ReviewKind.DRAFT, "edit", {"edit": {"title": "A", "markdown": " "}}, "There is no text in it"),
        (ReviewKind.DRAFT, "edit", {"edit": UNCHANGED}, "nothing"),
        (ReviewKind.IMAGE, "supply", {}, "needs a photo"),
        (ReviewKind.IMAGE, "supply", {"photo": "é"}, "not written in base64"),
        (ReviewKind.IMAGE, "supply", {"photo": "aaaa"}, "cannot read this as a picture"),
        (ReviewKind.IMAGE, "move", {"note": "somewhere"}, "Write where the image should stand"),
        (ReviewKind.IMAGE, "move", {"note": "move it under Elsewhere"}, "Elsewhere"),
        (ReviewKind.FINAL, "change", {"note": "time: yesterday"}, "yesterday"),
        (ReviewKind.INTERVIEW, "answer", {"note": " "}, "needs words"),
    ],
)
async def test_an_answer_that_cannot_be_is_refused_and_decides_nothing(
    desk: Services, program: httpx.AsyncClient, kind: ReviewKind, verdict: str, more: dict[str, object], said: str
) -> None:
    [review, *_] = await asked_about(desk, kind)
    answer = await sent(program, review, verdict, **more)
    assert answer.status_code == 409
    assert said in answer.json()["error"]
    assert await decision_on(desk, review) is None


async def test_a_question_of_another_article_is_not_found(desk: Services, program: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    article, _ = await at_review(desk, ReviewKind.DRAFT, account)
    _, [other] = await at_review(desk, ReviewKind.DRAFT, account)
    given = {"review_id": other.id, "hash": other.subject_hash, "verdict": "approve"}
    for number in (article.id, 999):
        assert (await program.post(f"/api/articles/{number}/decisions", json=given)).status_code == 404
    unknown = {**given, "review_id": 2**31 - 1}
    assert (await program.post(f"/api/articles/{article.id}/decisions", json=unknown)).status_code == 404
    assert await decision_on(desk, other) is None


async def test_whoever_may_only_look_decides_nothing(desk: Services, program_of: Programs) -> None:
    account = await an_account(desk)
    _, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    program = await program_of(await a_visitor(desk, "eve", account=account, role=Role.VIEWER))
    assert (await sent(program, review, "approve")).status_code == 403
    assert await decision_on(desk, review) is None
