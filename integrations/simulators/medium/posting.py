"""Owns how a post is made: what Medium requires of it, what it ignores without a word, and what it makes up."""

import hashlib
import re
import secrets

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from integrations.simulators.medium.people import Membership, User
from integrations.simulators.medium.pictures import Pictures
from integrations.simulators.medium.readable import as_html, clean, first_words, images_in
from integrations.simulators.medium.records import Records, Story

_TITLE_LIMIT = 100  # longer ones are ignored and one is made up (Medium/medium-api-docs)
_TAGS_USED = 3  # api.md: "Only the first three will be used."
_TAG_LIMIT = 25  # api.md: "Tags longer than 25 characters will be ignored."
_SLUG_LENGTH = 60
_FORMATS = frozenset({"html", "markdown"})
_STATUSES = frozenset({"public", "draft", "unlisted"})
_CREATIVE_COMMONS = frozenset({"by", "by-sa", "by-nd", "by-nc", "by-nc-nd", "by-nc-sa", "zero"})
_LICENCES = frozenset({"all-rights-reserved", "public-domain"} | {f"cc-40-{kind}" for kind in _CREATIVE_COMMONS})


class Refusal(Exception):
    def __init__(self, status: int, message: str, code: int) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


class Wanted(BaseModel):
    """The fields of api.md, 3.2; unknown ones are ignored, as by Medium."""

    model_config = ConfigDict(extra="ignore")

    title: str = ""
    content_format: str = Field(default="", alias="contentFormat")
    content: str = ""
    tags: list[str] = []
    canonical_url: str | None = Field(default=None, alias="canonicalUrl")
    status: str = Field(default="public", alias="publishStatus")  # api.md: "The default is “public”."
    licence: str = Field(default="all-rights-reserved", alias="license")
    notify_followers: bool | None = Field(default=None, alias="notifyFollowers")


def read_wanted(body: bytes) -> Wanted:
    """The fields, or a 400. Only code 2002 is recorded (medium-api-docs #117), the other words are ours."""
    try:
        wanted = Wanted.model_validate_json(body)
    except ValidationError as error:
        named = ".".join(str(part) for part in error.errors()[0]["loc"]) or "body"
        raise Refusal(400, f"Invalid value for {named}.", 2000) from error
    if not wanted.content.strip():
        raise Refusal(400, "No content specified.", 2002)
    if not wanted.title.strip():
        raise Refusal(400, "No title specified.", 2001)
    for name, value, known in (
        ("contentFormat", wanted.content_format, _FORMATS),
        ("publishStatus", wanted.status, _STATUSES),
        ("license", wanted.licence, _LICENCES),
    ):
        if value not in known:
            raise Refusal(400, f"Invalid value for {name}.", 2000)
    return wanted


def used_tags(tags: list[str]) -> list[str]:
    return [tag for tag in tags if len(tag) <= _TAG_LIMIT][:_TAGS_USED]


class Desk:
    """Turns what is wanted into a story on record."""

    def __init__(self, records: Records, pictures: Pictures) -> None:
        self._records, self._pictures = records, pictures

    async def post(
        self, user: User, wanted: Wanted, root: str, request: bytes, publication: Membership | None = None
    ) -> Story:
        body = as_html(wanted.content, wanted.content_format)
        images = await self._pictures.side_load(images_in(body), root)
        at = self._records.now()
        if not self._records.people.take_a_slot(user, at):
            raise Refusal(429, "User has reached the rate limit for publishing today.", -1)  # words of #105
        story = self._story(user, wanted, body, root, at, publication)
        story = story.model_copy(update={"images": images, "request": request.decode("utf-8", "replace")})
        self._records.keep_story(story)
        return story

    def by_hand(self, user: User, wanted: Wanted, root: str) -> Story:
        """What the writer publishes or imports in a browser: no limit, all tags, and nothing we asked for."""
        body = as_html(wanted.content, wanted.content_format)
        story = self._story(user, wanted, body, root, self._records.now(), None)
        story = story.model_copy(update={"tags": wanted.tags})
        self._records.keep_story(story)
        return story

    def publish_draft(self, story: Story) -> Story:
        public = story.model_copy(update={"status": "public", "published_at": self._records.now()})
        self._records.keep_story(public)
        return public

    def edit(self, story: Story, content: str, title: str | None) -> Story:
        """What the writer changes in Medium's editor."""
        edited = story.model_copy(update={"content": content, "title": title or story.title})
        self._records.keep_story(edited)
        return edited

    def _story(
        self, user: User, wanted: Wanted, body: str, root: str, at: float, publication: Membership | None
    ) -> Story:
        number = self._records.ledger.next("post")
        identity = hashlib.sha256(f"{number} {secrets.token_hex(8)}".encode()).hexdigest()[:12]
        title = _title(wanted.title, body)
        path = f"/@{user.username}/{_slug(title)}-{identity}"
        return Story(
            id=identity,
            number=number,
            title=title,
            content=wanted.content,
            content_format=wanted.content_format,
            status=wanted.status,
            tags=used_tags(wanted.tags),
            author_id=user.id,
            username=user.username,
            url=root + path,
            path=path,
            created_at=at,
            published_at=None if wanted.status == "draft" else at,
            publication_id=publication.id if publication else None,
            publication_slug=publication.slug if publication else None,
            publication_name=publication.name if publication else None,
            canonical_url=wanted.canonical_url,
            licence=wanted.licence,
            notify_followers=wanted.notify_followers,
        )


def _title(wanted: str, body: str) -> str:
    if len(wanted) <= _TITLE_LIMIT:
        return wanted
    return first_words(clean(body, lambda _: None), _TITLE_LIMIT) or "Untitled"


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:_SLUG_LENGTH].strip("-") or "story"
