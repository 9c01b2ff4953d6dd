"""Owns the address of a story on Medium as a writer sends it: which story, and whose. It refuses what names no story.

Medium shows one story as medium.com/@name/title-id, name.medium.com/title-id, medium.com/publication/title-id,
medium.com/p/id, and as title-id on a publication's own domain; apps add `?source=…` and `#…` to each of them.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from models.domain.errors import Refused
from models.domain.publication import PublishStatus

_ADDRESS = re.compile(r"(?:https?://|(?<![\w.@/-])(?=(?:[\w-]+\.)*medium\.com/))[^\s<>\"'“”]+", re.IGNORECASE)
_IDENTITY = re.compile(r"(?:^|-)([0-9a-f]{8,16})$")
_USER = re.compile(r"@([\w.-]+)")
_SHORT = "link.medium.com"
_HOST = ".medium.com"
_SHELVES = {PublishStatus.PUBLIC: "public", PublishStatus.UNLISTED: "unlisted", PublishStatus.DRAFT: "drafts"}
_HOW = "Open the published story in a browser and send me the address that stands there."


@dataclass(frozen=True)
class StoryLink:
    """A story, at an address without what the sender's app added."""

    story_id: str
    url: str
    username: str | None = None  # where the address names the writer
    subdomain: str | None = None  # of medium.com: a writer's or a publication's
    slug: str = ""


def has_address(text: str) -> bool:
    return _ADDRESS.search(text) is not None


def is_lone_address(text: str) -> bool:
    """Nothing but one address, as somebody sends who shares a story."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def story_link_in(text: str) -> StoryLink:
    found = _ADDRESS.search(text)
    if found is None:
        raise Refused(f"I see no address in that. {_HOW}")
    written = found[0].rstrip(".,;:!?)]}")
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
    except ValueError:  # such as a bracket that opens an IPv6 address and never closes it
        raise Refused(f"I cannot read that address. {_HOW}") from None
    host, path = (parts.hostname or "").lower(), [each for each in parts.path.split("/") if each]
    if host == _SHORT:
        raise Refused(f"That is a short link, which I cannot follow. {_HOW}")
    if path[-1:] == ["edit"]:
        raise Refused(f"That is the editor's address, which only you can open. Publish the story. {_HOW}")
    identity = _IDENTITY.search(path[-1]) if path else None
    if identity is None:
        raise Refused(f"I see no story of Medium's in that address. {_HOW}")
    user = next(filter(None, map(_USER.fullmatch, path[:-1])), None)
    below = host.removesuffix(_HOST) if host.endswith(_HOST) else ""
    return StoryLink(
        story_id=identity[1],
        url=parts._replace(query="", fragment="").geturl(),
        username=user[1] if user else None,
        subdomain=below if below not in ("", "www") else None,
        slug=path[-1][: identity.start()],
    )


def fits_title(link: StoryLink, title: str) -> bool:
    """Medium makes the slug from the title; a writer who changed the title changed the slug, too."""
    return bool(link.slug) and _slug(title).startswith(link.slug.lower())


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", title.lower())).strip("-")


def shelf_of(status: PublishStatus, username: str | None) -> str:
    """Where a writer who is logged in finds their stories of this kind."""
    if status is PublishStatus.PUBLIC and username:
        return f"https://medium.com/@{username}"
    return f"https://medium.com/me/stories/{_SHELVES[status]}"
