"""Owns the browser of the console's tests: the real application over HTTP, with or without somebody logged in."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from functools import cache

import httpx
import pytest
import pytest_asyncio
from argon2 import PasswordHasher, profiles
from playwright.async_api import Browser

from console.app import create_app
from console.visitors import COOKIE
from integrations.logins import hash_of, hasher
from integrations.services import Services
from models.domain.people import Role
from models.store import logins
from models.tables import Account, Article, Login, Person
from tasks.deciding import take_in
from tasks.lease import working_on
from tests.conftest import Outside
from tests.console.eyes import Eyes, a_browser
from tests.integrations.medium.served import served
from tests.integrations.telegram.phone import Phone

ROOT = "http://console"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}

Opened = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """The product's own, for whoever looks at it; meanwhile a password takes a thousandth of its time."""
    real = hasher()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("integrations.logins.hasher", cache(lambda: PasswordHasher.from_parameters(profiles.CHEAPEST)))
        yield real


@pytest.fixture
def phone(desk: Services, outside: Outside) -> Phone:
    return Phone(desk, outside)


async def a_visitor(
    desk: Services, name: str = "ada", *, account: Account | None = None, role: Role | None = None
) -> Person:
    """Somebody with a role on one account, or, without one, who runs the desk. They have no password yet."""
    async with desk.database.session() as session:
        person = Person(name=name.title(), login_name=name, runs_the_desk=account is None, created_at=desk.clock())
        session.add(person)
        await session.flush()
        if account is not None and role is not None:
            await logins.make_member(session, person.id, account.id, role)
    return person


async def a_login(desk: Services, person: Person) -> str:
    """What a browser of theirs keeps; it saves the second that a password takes."""
    token = secrets.token_urlsafe(32)
    async with desk.database.session() as session:
        session.add(Login(token_hash=hash_of(token), person_id=person.id, began_at=desk.clock(), seen_at=desk.clock()))
    return token


async def taken_in(article: Article) -> None:
    """What was decided changes the article, as by its run."""
    async with working_on(article.id):
        await take_in(article.id)


@pytest.fixture
async def opened(desk: Services, phone: Phone) -> AsyncIterator[Opened]:
    """Opens the console in a browser of its own: `await opened()` for nobody, `await opened(person)` for somebody."""
    async with AsyncExitStack() as stack:

        async def open_for(person: Person | None = None, services: Services = desk) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(create_app(services, phone.mailbox.receive), raise_app_exceptions=False)
            cookies = {COOKIE: await a_login(services, person)} if person else {}
            client = httpx.AsyncClient(transport=transport, base_url=ROOT, cookies=cookies, headers=FROM_HERE)
            return await stack.enter_async_context(client)

        yield open_for


@pytest.fixture
async def stranger(opened: Opened) -> httpx.AsyncClient:
    return await opened()


@pytest.fixture
async def console(desk: Services, opened: Opened) -> httpx.AsyncClient:
    """Opened by whoever runs the desk."""
    return await opened(await a_visitor(desk))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened_once:
        yield opened_once


@pytest.fixture
async def eyes(desk: Services, phone: Phone, browser: Browser) -> AsyncIterator[Callable[..., Awaitable[Eyes]]]:
    """Somebody's real browser in front of the real console: `await eyes()` for nobody, `await eyes(person)`."""
    async with served(create_app(desk, phone.mailbox.receive)) as root:
        looking = list[Eyes]()

        async def open_for(person: Person | None = None) -> Eyes:
            looking.append(Eyes(root, browser, await a_login(desk, person) if person else None))
            return looking[-1]

        yield open_for
        for each in looking:
            await each.close()
