"""Owns what a reader's browser and feed reader get: stories, profiles, images and feeds. It changes nothing."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.simulators.medium.api import root_of
from integrations.simulators.medium.feed import LATEST, feed_of, story_html
from integrations.simulators.medium.pictures import Pictures
from integrations.simulators.medium.records import Records, Story, moment

# Nothing but text, styles and images from here: whatever slipped through the cleaning stays harmless.
_HEADERS = {
    "content-security-policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
}
_STYLE = """body{font:20px/1.6 Georgia,serif;color:#242424;max-width:680px;margin:2em auto;padding:0 1em}
h1,h2,h3,h4,header,footer{font-family:system-ui,sans-serif;line-height:1.25}header,footer{font-size:15px;color:#6b6b6b}
img{max-width:100%}figcaption{font-size:14px;text-align:center;color:#6b6b6b}pre{background:#f2f2f2;padding:1em;
overflow:auto;font-size:15px}blockquote{border-left:3px solid #242424;margin-left:0;padding-left:1em;font-style:italic}
.note{background:#fff4d6;padding:.5em 1em;border-radius:4px}"""
_NOTES = {
    "draft": "This is a draft: on Medium only its author can see it.",
    "unlisted": "This story is unlisted: on Medium only those who have its address see it.",
}


def routes(records: Records, pictures: Pictures) -> list[Route]:
    async def story(request: Request) -> Response:
        found = records.story(request.path_params["slug"].rpartition("-")[2])
        if found is None or found.username != request.path_params["user"]:
            return _not_found()
        return _page(found, records, root_of(request))

    async def short(request: Request) -> Response:
        found = records.story(request.path_params["story"])
        return RedirectResponse(root_of(request) + found.path, 302) if found else _not_found()

    async def profile(request: Request) -> Response:
        user = records.people.named(request.path_params["user"])
        if user is None:
            return _not_found()
        return _list(user.name, records.latest(f"@{user.username}", LATEST), root_of(request))

    async def image(request: Request) -> Response:
        found = pictures.read(request.path_params["name"])
        return Response(found[0], media_type=found[1], headers=_HEADERS) if found else _not_found()

    async def user_feed(request: Request) -> Response:
        user = records.people.named(request.path_params["user"])
        if user is None:
            return _not_found()
        return _feed(request, records, f"@{user.username}", f"Stories by {user.name} on Medium")

    async def publication_feed(request: Request) -> Response:
        publication = records.people.publication_called(request.path_params["publication"])
        if publication is None:
            return _not_found()
        return _feed(request, records, publication["slug"], f"{publication['name']} - Medium")

    return [
        Route("/feed/@{user}", user_feed),
        Route("/feed/{publication}", publication_feed),
        Route("/images/{name}", image),
        Route("/p/{story}", short),
        Route("/@{user}", profile),
        Route("/@{user}/{slug}", story),
    ]


def _feed(request: Request, records: Records, name: str, title: str) -> Response:
    root = root_of(request)
    document = feed_of(title, f"{root}/{name}", root, records.latest(name, LATEST), records.now())
    return Response(document, media_type="text/xml; charset=UTF-8")


def _page(story: Story, records: Records, root: str) -> Response:
    user = records.people.by_id(story.author_id)
    where = f" in {escape(story.publication_name)}" if story.publication_name else ""
    when = f"{moment(story.published_at or story.created_at):%d %b %Y, %H:%M} UTC"
    note = f'<p class="note">{_NOTES[story.status]}</p>' if story.status in _NOTES else ""
    head = f"<header>{escape(user.name if user else story.username)}{where} · {when}</header>"
    tags = " · ".join(escape(tag) for tag in story.tags)
    text = story_html(story, root, names_lost_images=True)
    body = f"{note}{head}<article>{text}</article><footer>{tags}</footer>"
    canonical = f'<link rel="canonical" href="{escape(story.canonical_url)}">' if story.canonical_url else ""
    return _html(story.title, body, canonical)


def _list(name: str, stories: list[Story], root: str) -> Response:
    rows = "".join(f'<li><a href="{escape(root + one.path)}">{escape(one.title)}</a></li>' for one in stories)
    return _html(name, f"<h1>{escape(name)}</h1><ul>{rows}</ul>")


def _html(title: str, body: str, head: str = "") -> Response:
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>{body}</body></html>',
        headers=_HEADERS,
    )


def _not_found() -> Response:
    return HTMLResponse("<!DOCTYPE html><title>Not found</title><h1>404</h1>", 404)
