"""Owns the page of an account's voice: what goes into the prompt, and each rule with the sentence it stands on."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from console.accounts.doors import Around, Decided, Seen, around
from console.frame import go, show
from console.visitors import Desk, NotFound, Visiting
from console.words import count, words
from integrations import voice_desk
from integrations.logins import Visitor
from integrations.services import Services
from integrations.telegram.voicing import show_ruled
from integrations.voice_learning import learn_from_feed
from models.domain.errors import CopydeskError
from models.domain.schedule import in_zone
from models.domain.voice import RuleState
from models.store import voices
from models.tables import Account, VoiceRule

router = APIRouter()


@dataclass(frozen=True)
class RuleLine:
    id: int
    text: str
    sentence: str
    story: str


@dataclass(frozen=True)
class Change:
    number: int
    when: str
    why: str


@dataclass(frozen=True)
class VoicePage:
    around: Around
    prompt: str
    proposed: tuple[RuleLine, ...]
    in_force: tuple[RuleLine, ...]
    changes: tuple[Change, ...]
    username: str


@router.get("/accounts/{account_id:int}/voice")
async def show_voice(request: Request, desk: Desk, visitor: Visiting, account: Seen) -> Response:
    return await show(request, visitor, "accounts/voice.html", await _page(desk, visitor, account))


@router.post("/accounts/{account_id:int}/voice/learn")
async def learn(request: Request, desk: Desk, account: Decided) -> Response:
    return await _tried(request, account, _learn(desk, account))


async def _learn(desk: Services, account: Account) -> str:
    return count(await learn_from_feed(desk, account.id), words().voice.learned)


@router.post("/accounts/{account_id:int}/voice/undo")
async def undo(request: Request, desk: Desk, account: Decided) -> Response:
    return await _tried(request, account, _undo(desk, account))


async def _undo(desk: Services, account: Account) -> str:
    return f"{(await voice_desk.undo(desk, account.id)).why}."


@router.post("/accounts/{account_id:int}/voice/{rule_id:int}")
async def decide(
    request: Request,
    desk: Desk,
    visitor: Visiting,
    account: Decided,
    rule_id: int,
    state: Annotated[Literal[RuleState.ACCEPTED, RuleState.REFUSED], Form()],
) -> Response:
    await _require_its_rule(desk, account, rule_id)
    return await _tried(request, account, _decide(desk, rule_id, state, visitor.person_id))


async def _decide(desk: Services, rule_id: int, state: RuleState, person_id: int) -> str:
    ruled = await voice_desk.decide(desk, rule_id, state, person_id)
    word = await show_ruled(desk, ruled)
    w = words().voice
    return str((w.decided if ruled.counts else w.was_decided).format(word=word))


@router.post("/accounts/{account_id:int}/voice/{rule_id:int}/drop")
async def drop(request: Request, desk: Desk, account: Decided, rule_id: int) -> Response:
    await _require_its_rule(desk, account, rule_id)
    return await _tried(request, account, _drop(desk, rule_id))


async def _drop(desk: Services, rule_id: int) -> str:
    rule = await voice_desk.drop(desk, rule_id)
    return str(words().voice.dropped.format(rule=rule.text))


async def _require_its_rule(desk: Services, account: Account, rule_id: int) -> None:
    async with desk.database.session() as session:
        found = await session.get(VoiceRule, rule_id)
    if found is None or found.account_id != account.id:
        raise NotFound


async def _tried(request: Request, account: Account, act: Awaitable[str]) -> Response:
    path = f"/accounts/{account.id}/voice"
    try:
        return go(request, path, await act)
    except CopydeskError as failure:
        return go(request, path, str(failure), is_trouble=True)


async def _page(desk: Services, visitor: Visitor, account: Account) -> VoicePage:
    async with desk.database.session() as session:
        known = await voices.rules(session, account.id)
        made = await voices.versions(session, account.id)
        prompt = await voices.prompt_of(session, account)
    ids = made[-1].rule_ids if made else []
    by_id = {each.id: each for each in known}
    return VoicePage(
        await around(desk, visitor, account, "voice"),
        prompt,
        tuple(_line(each) for each in known if each.state is RuleState.PROPOSED),
        tuple(_line(by_id[rule_id]) for rule_id in ids),
        tuple(Change(each.number, in_zone(each.made_at, account.zone), each.why) for each in reversed(made)),
        account.medium_username or "",
    )


def _line(rule: VoiceRule) -> RuleLine:
    return RuleLine(rule.id, rule.text, rule.sentence, rule.story)
