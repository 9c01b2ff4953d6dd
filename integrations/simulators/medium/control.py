"""Owns our own control of the simulated Medium under /_sim/medium. It refuses unknown fields.

A publication is named by its name; those of the same name are one publication, with several contributors.
"""

import hashlib
import re
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.simulators.medium.people import Membership, User
from integrations.simulators.medium.pictures import Pictures
from integrations.simulators.medium.posting import Desk, Wanted
from integrations.simulators.medium.records import Records, moment

Order = TypeVar("Order", bound=BaseModel)


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Joined(_Order):
    name: str
    role: str = "editor"


class _NewUser(_Order):
    token: str
    username: str
    name: str = ""
    publications: list[_Joined] = []
    posts_per_day: int = 10
    uploads_images: bool = True


class _Token(_Order):
    token: str


class _Clock(_Order):
    """Set to a moment, or moved on; with neither, it shows the true time again."""

    now: AwareDatetime | None = None
    advance_seconds: float | None = None


class _Seconds(_Order):
    seconds: float


class _ByHand(_Order):
    username: str
    title: str
    content: str
    content_format: str = "html"
    tags: list[str] = []


class _Edit(_Order):
    content: str
    title: str | None = None


def routes(records: Records, pictures: Pictures, desk: Desk) -> list[Route]:
    async def list_posts(_: Request) -> Response:
        return JSONResponse(records.stories())

    async def list_images(_: Request) -> Response:
        return JSONResponse(pictures.known())

    async def publish_draft(request: Request) -> Response:
        story = records.story(request.path_params["story"])
        if story is None or story.status != "draft":
            return JSONResponse({"error": "there is no such draft"}, 404)
        return JSONResponse(desk.publish_draft(story).model_dump())

    def edit(order: _Edit, request: Request) -> Response:
        story = records.story(request.path_params["story"])
        if story is None:
            return JSONResponse({"error": "there is no such story"}, 404)
        return JSONResponse(desk.edit(story, order.content, order.title).model_dump())

    def add_user(order: _NewUser, _: Request) -> Response:
        user = _user_of(order)
        records.people.keep(user, order.token)
        return JSONResponse(user.model_dump())

    def revoke(order: _Token, _: Request) -> Response:
        return JSONResponse({"ok": records.people.revoke(order.token)})

    def set_clock(order: _Clock, _: Request) -> Response:
        return JSONResponse({"now": _turn(records, order)})

    def set_delay(order: _Seconds, _: Request) -> Response:
        records.set_feed_delay(order.seconds)
        return JSONResponse({"ok": True})

    def by_hand(order: _ByHand, request: Request) -> Response:
        user = records.people.named(order.username)
        if user is None:
            return JSONResponse({"error": "there is no such user"}, 404)
        wanted = Wanted(title=order.title, content=order.content, tags=order.tags, contentFormat=order.content_format)
        return JSONResponse(desk.by_hand(user, wanted, _vendor_root(request)).model_dump())

    return [
        Route("/medium/users", _carried_out(_NewUser, add_user), methods=["POST"]),
        Route("/medium/revoke", _carried_out(_Token, revoke), methods=["POST"]),
        Route("/medium/clock", _carried_out(_Clock, set_clock), methods=["POST"]),
        Route("/medium/feed_delay", _carried_out(_Seconds, set_delay), methods=["POST"]),
        Route("/medium/posts", list_posts),
        Route("/medium/posts/{story}/publish", publish_draft, methods=["POST"]),
        Route("/medium/posts/{story}/edit", _carried_out(_Edit, edit), methods=["POST"]),
        Route("/medium/by_hand", _carried_out(_ByHand, by_hand), methods=["POST"]),
        Route("/medium/images", list_images),
    ]


def _carried_out(
    kind: type[Order], act: Callable[[Order, Request], Response]
) -> Callable[[Request], Awaitable[Response]]:
    async def carried_out(request: Request) -> Response:
        try:
            order = kind.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"error": error.errors(include_url=False, include_context=False)}, 422)
        return act(order, request)

    return carried_out


def _vendor_root(request: Request) -> str:
    """Where the server mounts the vendor's side: our own control lives beside it, not in it."""
    return f"{request.url.scheme}://{request.url.netloc}/medium"


def _user_of(order: _NewUser) -> User:
    memberships = [
        Membership(id=_identity(f"publication {one.name}")[:12], name=one.name, slug=_slug(one.name), role=one.role)
        for one in order.publications
    ]
    return User(
        id=_identity(f"user {order.username}"),
        username=order.username,
        name=order.name or order.username,
        publications=memberships,
        posts_per_day=order.posts_per_day,
        uploads_images=order.uploads_images,
    )


def _turn(records: Records, order: _Clock) -> str:
    if order.now is not None:
        records.set_clock(order.now.timestamp() - time.time())
    elif order.advance_seconds is not None:
        records.set_clock(records.now() - time.time() + order.advance_seconds)
    else:
        records.set_clock(0.0)
    return moment(records.now()).isoformat()


def _identity(of: str) -> str:
    """As long as Medium's user ids."""
    return hashlib.sha256(of.encode()).hexdigest()[:35]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "publication"
