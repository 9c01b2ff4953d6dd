"""Owns the second step at a login: an app is set up, its codes and those on paper are taken, and it is ended.

The app's secret is sealed as every other one, of the codes on paper only hashes are kept. It refuses a code twice, and
guesses without end.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.logins import begin_login, hash_of, is_known, require_password
from integrations.services import Services
from integrations.vault import secret_key
from models.domain.errors import Refused
from models.domain.second_step import (
    RECOVERY_BYTES,
    RECOVERY_CODES,
    SECRET_BYTES,
    address_for_apps,
    as_recovery_code,
    recovery_code,
    secret_in_letters,
    step_of,
)
from models.domain.throttle import is_throttled_for_codes
from models.store import logins, second_steps
from models.tables import Person, SecondStep

HALF_IN_FOR: Final = timedelta(minutes=5)
_ISSUER: Final = "Copydesk"
_WRONG: Final = "This code is wrong, or was used already. Wait for the next one."
_TOO_MANY: Final = (
    "There were too many wrong codes. Wait a quarter of an hour, or let `copydesk login-link` make a link for you."
)
_TOO_LATE: Final = "Too much time has passed since your password. Log in once more."
_NONE: Final = "There is no second step to end."


@dataclass(frozen=True)
class SetUp:
    """What an app is told: by a picture of the address, or by hand."""

    address: str
    letters: str


@dataclass(frozen=True)
class CameIn:
    """The token for the browser to keep, and the name that was logged in with."""

    token: str
    login_name: str


async def introduce_app(desk: Services, person_id: int, password: str) -> SetUp:
    """It counts only when its first code is there, so that nobody is locked out by an app that got it wrong."""
    await require_password(desk, person_id, password)
    secret = secrets.token_bytes(SECRET_BYTES)
    sealed = desk.vault.seal(SecretStr(base64.b64encode(secret).decode()))
    async with desk.database.session() as session:
        if await second_steps.is_wanted(session, person_id):
            raise Refused("There is a second step already. End it first.")
        await second_steps.end(session, person_id)
        session.add(SecondStep(person_id=person_id, secret=sealed, begun_at=desk.clock()))
        person = await session.get_one(Person, person_id)
    return _set_up(secret, person)


async def under_way(desk: Services, person_id: int) -> SetUp | None:
    """What an app was told that has not shown its first code yet."""
    async with desk.database.session() as session:
        step = await second_steps.of_person(session, person_id)
        person = await session.get_one(Person, person_id)
    return _set_up(_secret(desk, step), person) if step and step.confirmed_at is None else None


async def confirm(desk: Services, person_id: int, code: str) -> tuple[str, ...]:
    """The codes for paper, which are shown this once."""
    async with desk.database.session() as session:
        step = await second_steps.of_person(session, person_id, for_use=True)
        if step is None or step.confirmed_at is not None:
            raise Refused("There is nothing to confirm. Begin anew.")
        used = step_of(_secret(desk, step), code, desk.clock(), None)
        if used is None:
            raise Refused("This is not the code that the app shows now. Is the clock of your phone right?")
        step.confirmed_at, step.used_step = desk.clock(), used
        return await _fresh_codes(session, person_id)


async def renew_codes(desk: Services, person_id: int, code: str) -> tuple[str, ...]:
    """Those before are good for nothing any more."""
    await _require_code(desk, person_id, code)
    async with desk.database.session() as session:
        return await _fresh_codes(session, person_id)


async def end(desk: Services, person_id: int, password: str, code: str) -> None:
    await require_password(desk, person_id, password)
    await _require_code(desk, person_id, code)
    async with desk.database.session() as session:
        await second_steps.end(session, person_id)


async def come_in_with_code(desk: Services, half: str, code: str, *, place: str, browser: str, known: str) -> CameIn:
    """`half` is what the browser was given for its password."""
    person = await _half_in(desk, half)
    name = person.login_name or ""
    await _require_code(desk, person.id, code, place=place, is_known=is_known(desk, name, known))
    async with desk.database.session() as session:
        await logins.forget_failures(session, name)
        return CameIn(begin_login(session, person, browser, desk.clock()), name)


async def _require_code(desk: Services, person_id: int, code: str, place: str = "", *, is_known: bool = True) -> None:
    """One guess at a time: whoever tries holds the row, and what failed is noted before the next one is looked at."""
    counted = f"Codes of {person_id}{' in a browser of theirs' if is_known else ''}"  # no name has a capital letter
    where = f"{place} with {counted}"
    async with desk.database.session() as session:
        step = await second_steps.of_person(session, person_id, for_use=True)
        if step is None or step.confirmed_at is None:
            raise Refused(_NONE)
        if is_throttled_for_codes(await logins.failures(session, counted, where, desk.clock())):
            raise Refused(_TOO_MANY)
        if is_right := await _is_right(desk, session, step, code):
            await logins.forget_failures(session, counted)
        else:
            await logins.note_failure(session, counted, where, desk.clock())
    if not is_right:
        raise Refused(_WRONG)


async def _is_right(desk: Services, session: AsyncSession, step: SecondStep, typed: str) -> bool:
    used = step_of(_secret(desk, step), typed, desk.clock(), step.used_step)
    if used is not None:
        step.used_step = used
        return True
    on_paper = await second_steps.recovery_code(session, step.person_id, hash_of(as_recovery_code(typed)))
    if on_paper is not None:
        on_paper.used_at = desk.clock()
    return on_paper is not None


async def _fresh_codes(session: AsyncSession, person_id: int) -> tuple[str, ...]:
    codes = tuple(recovery_code(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))
    await second_steps.replace_codes(session, person_id, [hash_of(each) for each in codes])
    return codes


def _secret(desk: Services, step: SecondStep) -> bytes:
    return base64.b64decode(desk.vault.open(step.secret).get_secret_value())


def _set_up(secret: bytes, person: Person) -> SetUp:
    letters = secret_in_letters(secret)
    fours = " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))
    return SetUp(address_for_apps(secret, _ISSUER, person.login_name or person.name), fours)


def half_in(desk: Services, person: Person) -> str:
    """What a browser is given for a right password where a code is wanted as well: good for five minutes."""
    until = int((desk.clock() + HALF_IN_FOR).timestamp())
    return f"{person.id}.{until}.{_mark(desk, person, until)}"


async def _half_in(desk: Services, half: str) -> Person:
    number, _, rest = half.partition(".")
    until, _, mark = rest.partition(".")
    if not (number.isdecimal() and until.isdecimal() and len(number) < 10 and len(until) < 12):  # noqa: PLR2004
        raise Refused(_TOO_LATE)
    async with desk.database.session() as session:
        person = await logins.person(session, int(number))
    is_ours = person is not None and hmac.compare_digest(_mark(desk, person, int(until)), mark)
    if person is None or not is_ours or desk.clock() >= datetime.fromtimestamp(int(until), desk.clock().tzinfo):
        raise Refused(_TOO_LATE)
    return person


def _mark(desk: Services, person: Person, until: int) -> str:
    """Another password makes it worthless."""
    key = hmac.new(secret_key(desk.settings).get_secret_value().encode(), b"half in", hashlib.sha256).digest()
    return hmac.new(key, f"{person.id}.{until}.{person.password_hash}".encode(), hashlib.sha256).hexdigest()
