"""Owns the page of the parts of the desk: how each is, what to do where it is not well, and where things are."""

from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter, Request, Response

from console.accounts.doors import Tab
from console.frame import back, go, show
from console.settings.around import tabs
from console.visitors import FOR_KEEPERS, Desk, Keeping
from console.words import words
from integrations import checkup
from integrations.checkup import Finding, Played
from integrations.services import Services
from models.store import connections
from models.tables import Account

router = APIRouter()


class Part(StrEnum):
    """What can be tried at its vendor."""

    WRITER = "writer"
    REVIEWER = "reviewer"
    IMAGES = "images"
    TELEGRAM = "telegram"


@dataclass(frozen=True)
class AccountLine:
    id: int
    label: str
    sentence: str


@dataclass(frozen=True)
class ConnectionsPage:
    tabs: tuple[Tab, ...]
    parts: tuple[Finding, ...]
    trials: tuple[tuple[Part, str], ...]
    played: Played
    troubled: tuple[AccountLine, ...]
    places: tuple[tuple[str, str], ...]


@router.get("/settings/connections")
async def show_connections(request: Request, desk: Desk, visitor: Keeping) -> Response:
    settings = desk.settings
    async with desk.database.session() as session:
        ill = await connections.troubled(session)
    page = ConnectionsPage(
        tabs(visitor, "connections"),
        await checkup.parts(settings, desk.address, desk.clock()),
        (
            (Part.WRITER, settings.writer_model),
            (Part.REVIEWER, settings.reviewer_model),
            (Part.IMAGES, settings.image_model),
            (Part.TELEGRAM, ""),
        ),
        checkup.played(desk),
        tuple(_line(account, state.sentence, state.remedy) for account, state in ill),
        checkup.places(desk),
    )
    return await show(request, visitor, "settings/connections.html", page)


def _line(account: Account, sentence: str, remedy: str) -> AccountLine:
    return AccountLine(account.id, account.label, f"{account.label} {sentence}. {remedy}")


@router.post("/settings/connections/{part}/try", dependencies=FOR_KEEPERS)
async def try_part(request: Request, desk: Desk, part: Part) -> Response:
    """What it answers is said on the page that the button was on."""
    found = await tried(desk, part)
    w = words().connections
    said = w.answers if found.ok else w.fails
    where = back(request, "/settings/connections")
    told = said.format(name=found.name, detail=found.detail, fix=found.fix)
    return go(request, where, told, is_trouble=not found.ok)


async def tried(desk: Services, part: Part) -> Finding:
    match part:
        case Part.WRITER:
            return await checkup.try_writer(desk)
        case Part.REVIEWER:
            return await checkup.try_reviewer(desk)
        case Part.IMAGES:
            return await checkup.try_images(desk)
        case Part.TELEGRAM:
            return await checkup.try_bot(desk)
