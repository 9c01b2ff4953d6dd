"""Owns a provider that shows what lies under `story/` of the test's bucket to everybody, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.services import Services
from tests.integrations.medium.served import served


@asynccontextmanager
async def public_store(desk: Services) -> AsyncIterator[str]:
    """Its address, as S3_PUBLIC_URL names one."""

    async def show(request: Request) -> Response:
        key = request.path_params["key"]
        if not key.startswith("story/") or not await desk.storage.exists(key):
            return Response(status_code=403)
        return Response(await desk.storage.get(key), media_type="text/html" if key.endswith(".html") else "image/png")

    async with served(Starlette(routes=[Route("/{key:path}", show)])) as address:
        yield address
