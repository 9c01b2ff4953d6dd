"""Owns a program in front of the API: the token of somebody, and the real application over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from console.app import create_app
from integrations.api_tokens import make_token
from integrations.services import Services
from models.tables import Person
from tests.console.conftest import ROOT, a_visitor
from tests.integrations.telegram.phone import Phone

Programs = Callable[..., Awaitable[httpx.AsyncClient]]


async def a_token(desk: Services, person: Person, name: str = "notes") -> str:
    async with desk.database.session() as session:
        return await make_token(session, person.id, name, desk.clock())


@pytest.fixture
async def program_of(desk: Services, phone: Phone) -> AsyncIterator[Programs]:
    """`await program_of(person)`, or `await program_of()` for one without a token."""
    async with AsyncExitStack() as stack:

        async def open_for(person: Person | None = None) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(create_app(desk, phone.mailbox.receive), raise_app_exceptions=False)
            headers = {"Authorization": f"Bearer {await a_token(desk, person)}"} if person else {}
            client = httpx.AsyncClient(transport=transport, base_url=ROOT, headers=headers)
            return await stack.enter_async_context(client)

        yield open_for


@pytest.fixture
async def program(desk: Services, program_of: Programs) -> httpx.AsyncClient:
    """Of whoever runs the desk."""
    return await program_of(await a_visitor(desk))
