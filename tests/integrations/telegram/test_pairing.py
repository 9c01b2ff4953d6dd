"""Pairing: a code that works once, for an hour, and of which only a hash is kept."""

import asyncio

import psycopg
from pydantic import SecretStr
from sqlmodel import select

from integrations.services import Services
from integrations.telegram.pairing import _hash, make_code
from models.database import without_driver
from models.domain.people import Role
from models.domain.review import ReviewKind
from models.store import accounts
from models.store.wake import CHANNEL
from models.tables import Account, Membership, Pairing
from tests.builders import ADA, an_account, at_review
from tests.conftest import Clock
from tests.integrations.telegram.phone import Phone

BOB = 2002
NOT_VALID = "This code is not valid any more."


async def a_code(desk: Services, account: Account) -> str:
    async with desk.database.session() as session:
        return await make_code(session, account.id, desk.clock())


async def test_a_code_ties_the_chat_and_the_person_to_the_account(desk: Services, phone: Phone) -> None:
    account = await an_account(desk, "Demo & Co")
    await phone.write(f"/start {await a_code(desk, account)}")
    assert (await phone.said())[-1].startswith("Paired with Demo & Co. Its articles come to this chat.")
    async with desk.database.session() as session:
        [chat] = await accounts.chats_of(session, account.id)
        person = await accounts.person_on_telegram(session, ADA)
        assert person is not None
        membership = await session.get_one(Membership, (person.id, account.id))
    assert (chat.telegram_chat_id, person.name, membership.role) == (ADA, "Ada", Role.OWNER)


async def test_what_waits_in_an_account_is_shown_at_once_to_a_chat_that_is_paired_late(
    desk: Services, phone: Phone, database_url: SecretStr
) -> None:
    account, other = await an_account(desk), await an_account(desk, "other")
    waiting, _ = await at_review(desk, ReviewKind.DRAFT, account)
    await at_review(desk, ReviewKind.DRAFT, other)
    with psycopg.connect(without_driver(database_url), autocommit=True) as listening:
        listening.execute(f"listen {CHANNEL}")
        await phone.write(f"/start {await a_code(desk, account)}")
        woken = [note.payload for note in listening.notifies(timeout=1)]
    assert woken == [str(waiting.id)]


async def test_a_code_works_once(desk: Services, phone: Phone) -> None:
    code = await a_code(desk, await an_account(desk))
    await phone.write(f"/start {code}")
    await phone.write(f"/start {code}", chat=BOB, first_name="Bob")
    assert (await phone.said(BOB))[-1].startswith(NOT_VALID)
    async with desk.database.session() as session:
        assert await accounts.person_on_telegram(session, BOB) is None


async def test_of_two_who_send_the_same_code_at_once_one_is_paired(desk: Services) -> None:
    code = await a_code(desk, await an_account(desk))

    async def redeem() -> Pairing | None:
        async with desk.database.session() as session:
            return await accounts.redeem(session, _hash(code), desk.clock())

    redeemed = await asyncio.gather(redeem(), redeem())
    assert sum(pairing is not None for pairing in redeemed) == 1


async def test_a_code_runs_out_after_an_hour(desk: Services, phone: Phone, clock: Clock) -> None:
    account = await an_account(desk)
    code, other = await a_code(desk, account), await a_code(desk, account)
    clock.advance(minutes=60)
    await phone.write(f"/start {other}")
    assert (await phone.said())[-1].startswith("Paired")
    clock.advance(seconds=1)
    await phone.write(f"/start {code}", chat=BOB)
    assert (await phone.said(BOB))[-1].startswith(NOT_VALID)


async def test_a_wrong_code_is_said_to_be_wrong_and_ties_nobody(desk: Services, phone: Phone) -> None:
    await an_account(desk)
    await phone.write("/start a-guess")
    assert (await phone.said())[-1].startswith(NOT_VALID)
    async with desk.database.session() as session:
        assert await accounts.chats_at(session, ADA) == []


async def test_the_code_itself_is_kept_nowhere(desk: Services) -> None:
    code = await a_code(desk, await an_account(desk))
    async with desk.database.session() as session:
        [pairing] = (await session.exec(select(Pairing))).all()
    assert code not in pairing.code_hash
    assert code not in repr(pairing)


async def test_pairing_again_changes_no_role_and_makes_no_second_chat(desk: Services, phone: Phone) -> None:
    account = await an_account(desk)
    await phone.write(f"/start {await a_code(desk, account)}")
    async with desk.database.session() as session:
        person = await accounts.person_on_telegram(session, ADA)
        assert person is not None
        (await session.get_one(Membership, (person.id, account.id))).role = Role.EDITOR
    await phone.write(f"/start {await a_code(desk, account)}")
    async with desk.database.session() as session:
        assert len(await accounts.chats_of(session, account.id)) == 1
        assert (await session.get_one(Membership, (person.id, account.id))).role is Role.EDITOR


async def test_one_chat_may_serve_two_accounts(desk: Services, phone: Phone) -> None:
    for label in ("one", "two"):
        await phone.write(f"/start {await a_code(desk, await an_account(desk, label))}")
    async with desk.database.session() as session:
        assert len(await accounts.chats_at(session, ADA)) == 2
        assert await accounts.person_on_telegram(session, ADA) is not None
