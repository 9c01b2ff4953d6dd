"""The page that tells of the API: for everybody, true to the document, and well made."""

import httpx

from console.api.document import document
from tests.console.test_in_a_browser import Looks


async def test_every_operation_and_form_is_told(stranger: httpx.AsyncClient) -> None:
    page = (await stranger.get("/api/docs")).text
    told = [f"{verb.upper()} {path}" for path, verbs in document()["paths"].items() for verb in verbs]
    assert [each for each in [*told, *document()["components"]["schemas"]] if each not in page] == []


async def test_it_is_for_everybody(eyes: Looks) -> None:
    assert await (await eyes()).complaints("/api/docs", "What may be asked") == []
