"""Owns the vendor's API under /v1, in the words and status codes that api.md and recorded answers have."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.simulators.medium.people import Membership, User
from integrations.simulators.medium.pictures import Pictures
from integrations.simulators.medium.posting import Desk, Refusal, read_wanted
from integrations.simulators.medium.records import Records, Story

Handler = Callable[[Request, User], Awaitable[Response]]

_LICENCE_PAGE = "https://medium.com/policy/9db0094a1e0f"  # api.md's example


def root_of(request: Request) -> str:
    """Where this Medium lives, as the caller addressed it, so that the addresses we give can be opened."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"


def routes(records: Records, pictures: Pictures, desk: Desk) -> list[Route]:
    async def me(request: Request, user: User) -> Response:
        root = root_of(request)
        profile = {"id": user.id, "username": user.username, "name": user.name}
        return _data(profile | {"url": f"{root}/@{user.username}", "imageUrl": f"{root}/images/avatar.png"})

    async def publications(request: Request, user: User) -> Response:
        _require_self(request, user, records)
        root = root_of(request)
        return _data([_publication(membership, root) for membership in user.publications])

    async def contributors(request: Request, _: User) -> Response:
        publication_id = request.path_params["publication"]
        if not records.people.publication(publication_id):
            raise Refusal(404, "Publication not found", -1)
        people = records.people.contributors(publication_id)
        return _data([{"publicationId": publication_id, "userId": one["user"], "role": one["role"]} for one in people])

    async def post(request: Request, user: User) -> Response:
        _require_self(request, user, records)
        body = await request.body()
        return _data(_post(await desk.post(user, read_wanted(body), root_of(request), body)), 201)

    async def publication_post(request: Request, user: User) -> Response:
        membership = _require_membership(request, user, records)
        body = await request.body()
        wanted = read_wanted(body)
        if membership.role == "writer" and wanted.status != "draft":  # README: a writer may only create drafts
            raise Refusal(403, "User does not have permission to publish in this publication.", -1)
        return _data(_post(await desk.post(user, wanted, root_of(request), body, membership)), 201)

    async def images(request: Request, user: User) -> Response:
        if not user.uploads_images:
            raise Refusal(403, "The token does not have the scope uploadImage.", -1)
        name = await _keep_upload(request, user, pictures)
        return _data({"url": f"{root_of(request)}/images/{name}", "md5": name.partition(".")[0]}, 201)

    def guarded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def guarded_handler(request: Request) -> Response:
            try:
                return await handler(request, _require_user(request, records))
            except Refusal as refusal:
                errors = [{"message": refusal.message, "code": refusal.code}]
                return JSONResponse({"errors": errors}, refusal.status)

        return guarded_handler

    return [
        Route("/v1/me", guarded(me)),
        Route("/v1/users/{user}/publications", guarded(publications)),
        Route("/v1/publications/{publication}/contributors", guarded(contributors)),
        Route("/v1/users/{user}/posts", guarded(post), methods=["POST"]),
        Route("/v1/publications/{publication}/posts", guarded(publication_post), methods=["POST"]),
        Route("/v1/images", guarded(images), methods=["POST"]),
    ]


def _require_user(request: Request, records: Records) -> User:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "An access token is required.", 6000)  # andremueller/md-publisher #1
    user, is_revoked = records.people.holder_of(token.strip())
    if is_revoked:
        raise Refusal(401, "Invalid integration token", 2)
    if user is None:
        raise Refusal(401, "Token was invalid.", 6003)
    return user


def _require_self(request: Request, user: User, records: Records) -> None:
    wanted = request.path_params["user"]
    if not records.people.by_id(wanted):
        raise Refusal(404, "User not found", 6004)  # the words and the code of Medium/medium-sdk-nodejs #33
    if wanted != user.id:
        raise Refusal(403, "User does not have permission to publish.", -1)


def _require_membership(request: Request, user: User, records: Records) -> Membership:
    wanted = request.path_params["publication"]
    if not records.people.publication(wanted):
        raise Refusal(404, "Publication not found", -1)
    for membership in user.publications:
        if membership.id == wanted:
            return membership
    raise Refusal(403, "User does not have permission to publish in this publication.", -1)


async def _keep_upload(request: Request, user: User, pictures: Pictures) -> str:
    """The one field `image`; message and code as seen in the wild, the status is our guess."""
    try:
        form = await request.form()
    except HTTPException as error:
        raise Refusal(400, str(error.detail), -1) from error
    image = form.get("image")
    if len(form.multi_items()) != 1 or not isinstance(image, UploadFile):
        raise Refusal(400, "Exactly one image has to be sent, in the field image.", -1)
    name = pictures.keep(await image.read(), image.content_type or "", f"uploaded by {user.username}")
    if name is None:
        raise Refusal(400, "The media is not in a format we understand.", -1)
    return name


def _publication(membership: Membership, root: str) -> dict[str, str]:
    return {
        "id": membership.id,
        "name": membership.name,
        "description": membership.description,
        "url": f"{root}/{membership.slug}",
        "imageUrl": f"{root}/images/avatar.png",
    }


def _post(story: Story) -> dict[str, Any]:
    """api.md: no `publishedAt` for a draft, no `canonicalUrl` when none was given."""
    data: dict[str, Any] = {
        "id": story.id,
        "title": story.title,
        "authorId": story.author_id,
        "tags": story.tags,
        "url": story.url,
        "publishStatus": story.status,
        "license": story.licence,
        "licenseUrl": _LICENCE_PAGE,
    }
    told = {
        "canonicalUrl": story.canonical_url,
        "publishedAt": round(story.published_at * 1000) if story.published_at is not None else None,
        "publicationId": story.publication_id,
    }
    return data | {name: value for name, value in told.items() if value is not None}


def _data(data: Any, status: int = 200) -> Response:
    return JSONResponse({"data": data}, status, media_type="application/json; charset=utf-8")
