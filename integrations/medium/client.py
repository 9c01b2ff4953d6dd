"""Owns the one door to Medium's API. A post is attempted once, whatever comes back; only reads are repeated.

The token leaves its wrapper in one place, on its way into a request, and is cut out of whatever Medium echoes.
"""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

import httpx
from pydantic import SecretStr

from integrations.medium import protocol
from integrations.medium.patience import Sleep, patiently
from integrations.medium.protocol import Request
from integrations.medium.refusals import Answer, DailyLimitReached, RateLimited, TokenRefused, refusal_in
from integrations.medium.results import Contributor, Posted, Profile, Publication, UploadedImage
from integrations.medium.token_line import Turn
from models.domain.errors import TryLater, Unknown
from models.domain.publication import Post

Result = TypeVar("Result")
InLine = Callable[[SecretStr], AbstractAsyncContextManager[Turn]]

_READ_SECONDS = 30.0
_POST_SECONDS = 120.0  # Medium fetches the images of a story before it answers
_CONNECT_SECONDS = 10.0
_NOTHING_WAS_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class _Bearer(httpx.Auth):
    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


@asynccontextmanager
async def _at_once(_: SecretStr) -> AsyncIterator[Turn]:
    yield Turn()


async def _nothing() -> None:
    return


class Medium:
    """Without a line its requests go at once, as a single look by hand may."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        token: SecretStr,
        base_url: str,
        *,
        in_line: InLine = _at_once,
        sleep: Sleep = asyncio.sleep,
        post_seconds: float = _POST_SECONDS,
    ) -> None:
        self._http, self._base_url, self._sleep = http, base_url.rstrip("/"), sleep
        self._token = SecretStr("".join(token.get_secret_value().split()))  # pasted tokens carry spaces and line ends
        self._post_seconds, self._in_line = post_seconds, in_line

    async def me(self) -> Profile:
        return await self._read(protocol.ask_me(), protocol.profile_in)

    async def publications(self, user_id: str) -> list[Publication]:
        return await self._read(protocol.ask_publications(user_id), protocol.publications_in)

    async def contributors(self, publication_id: str) -> list[Contributor]:
        return await self._read(protocol.ask_contributors(publication_id), protocol.contributors_in)

    async def create_post(
        self, author_id: str, post: Post, *, at_its_turn: Callable[[], Awaitable[None]] = _nothing
    ) -> Posted:
        """One attempt, in the publication its options name. TryLater and NeedsPerson prove that there is no post.

        `at_its_turn` is called right before the request is made, after whatever waiting in the token's line.
        """
        try:
            answer = await self._send(protocol.send_post(author_id, post), self._post_seconds, at_its_turn)
        except httpx.RequestError as error:
            raise Unknown(f"Medium's answer to the post was lost ({type(error).__name__}).") from error
        return protocol.posted_in(answer)

    async def upload_image(self, data: bytes, content_type: str) -> UploadedImage:
        return await self._once(protocol.send_image(data, content_type), protocol.uploaded_in)

    async def _read(self, request: Request, decipher: Callable[[Answer], Result]) -> Result:
        return await patiently(functools.partial(self._once, request, decipher), self._sleep)

    async def _once(self, request: Request, decipher: Callable[[Answer], Result]) -> Result:
        try:
            answer = await self._send(request, _READ_SECONDS)
        except httpx.RequestError as error:
            raise TryLater(f"Medium did not answer ({type(error).__name__}).") from error
        return decipher(answer)

    async def _send(
        self, request: Request, seconds: float, at_its_turn: Callable[[], Awaitable[None]] = _nothing
    ) -> Answer:
        self._refuse_an_unsendable_token()
        async with self._in_line(self._token) as turn:
            await at_its_turn()
            answer = await self._request(request, seconds)
            refusal = refusal_in(answer)
            if isinstance(refusal, RateLimited) and not isinstance(refusal, DailyLimitReached):
                turn.was_refused, turn.asked_seconds = True, refusal.retry_after_seconds
        return answer

    async def _request(self, request: Request, seconds: float) -> Answer:
        try:
            response = await self._http.request(
                request.method,
                self._base_url + request.path,
                headers=dict(request.headers),
                content=request.body,
                auth=_Bearer(self._token),
                timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
                follow_redirects=False,  # a redirected POST would be sent again, as something else
            )
        except _NOTHING_WAS_SENT as error:
            raise TryLater(f"Medium could not be reached ({type(error).__name__}).") from error
        return Answer(response.status_code, response.headers, self._without_token(response.content))

    def _refuse_an_unsendable_token(self) -> None:
        """httpx would quote such a token in its error."""
        if not _fits_a_header(self._token):
            raise TokenRefused("The Medium token is empty or has characters that no token has. Paste it again.")

    def _without_token(self, body: bytes) -> bytes:
        return body.replace(self._token.get_secret_value().encode(), b"[token]")


def _fits_a_header(token: SecretStr) -> bool:
    text = token.get_secret_value()
    return bool(text) and text.isascii() and text.isprintable()
