"""Owns a small piece of the web at large: pages that a test puts there, and one article that is always there.

It is no vendor: it stands for the sites that a writer's links lead to, good and bad ones.
"""

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.simulators.ledger import Ledger
from integrations.simulators.service import Service

_ARTICLE = """<!DOCTYPE html><html lang="en"><head><title>What a year of letters taught us</title>
<meta name="author" content="Mira Example"><meta property="og:site_name" content="The Quiet Review"></head><body>
<nav><a href="/">Home</a> <a href="/about">About</a></nav><article><h1>What a year of letters taught us</h1>
<p>For a year, forty people in our town wrote one letter a week by hand and sent it to somebody they had lost sight
of. We counted what came back: of the two thousand letters, eleven hundred were answered, most within a month.</p>
<p>The surprise was not the answers. It was that thirty-one of the forty went on writing after the year was over, and
said that they now wrote shorter messages on their phones as well, since they had become used to thinking first.</p>
<p>Whoever wants to repeat it needs paper, stamps and a list of names, and should write the first letter to the person
they owe one the longest.</p></article><footer>Copyright, imprint, cookies</footer></body></html>"""


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at: str
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    text: str = ""
    location: str | None = None
    kilobytes: int = 0  # of filling after the text


def build(ledger: Ledger) -> Service:
    async def page(request: Request) -> Response:
        path = str(request.path_params["path"])
        kept = ledger.get("pages", path)
        if kept is None and path == "letters":
            return Response(_ARTICLE, media_type="text/html")
        if kept is None:
            return Response("<title>404 Not Found</title>Nothing is here.", 404, media_type="text/html")
        shown = _Page.model_validate(kept)
        headers = {"location": shown.location} if shown.location else {}
        body = shown.text.encode() + b"a word " * (shown.kilobytes * 1024 // 7)
        return Response(body, shown.status, headers | {"content-type": shown.content_type})

    async def put(request: Request) -> Response:
        try:
            wanted = _Page.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"error": str(error)}, 422)
        ledger.put("pages", wanted.at, wanted.model_dump())
        return JSONResponse({"ok": True})

    return Service(
        name="web",
        app=Starlette(routes=[Route("/{path:path}", page)]),
        name_of_call=lambda _, path: path.strip("/"),
        control=[Route("/web/pages", put, methods=["POST"])],
        forget=ledger.clear,
    )
