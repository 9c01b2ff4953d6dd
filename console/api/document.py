"""Owns the OpenAPI document of the API, made from its routes, and the page that a person reads of it.

It refuses to promise what the API does not do: what cannot be understood is answered with 400, and never with 422.
"""

from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from console.api import adding, articles, decisions, life

VERSION: Final = "1"
_SAID: Final = (
    "The verbs of the console and of Telegram, for programs. Show a token, `Authorization: Bearer copydesk_…`; it may "
    'do what its person may. Whatever is not done is answered with `{"error": sentence}`.'
)
_NEVER: Final = ("HTTPValidationError", "ValidationError")
router = APIRouter(prefix="/api", generate_unique_id_function=lambda route: route.name)
for _part in (articles, adding, decisions, life):
    router.include_router(_part.router)


@cache
def document() -> dict[str, Any]:
    made = get_openapi(title="Copydesk", version=VERSION, description=_SAID, routes=[*router.routes])
    for operations in made["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    for name in _NEVER:
        made["components"]["schemas"].pop(name, None)
    return made


@router.get("/openapi.json", include_in_schema=False)
async def show_document() -> Response:
    return JSONResponse(document())
