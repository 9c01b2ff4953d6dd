"""Owns what was approved, as the writer saw it, and what went out, as a reader gets it: both as one comparable text.

It reads the chat and Medium, and renders the approved Markdown itself. It refuses to look at seals and records.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from deployments.chaos.outside import Message, Outside, Post
from deployments.chaos.writer import Act
from integrations.simulators.telegram.files import photo_sizes
from integrations.simulators.telegram.wire import Upload
from models.domain.policy.ai import with_credits
from models.domain.rendering import with_references
from models.domain.review import ReviewKind, Verdict
from models.domain.slots import replace_slot

_IMAGE_SOURCE = re.compile(r'(?<=<img src=")[^"]*(?=")')
_TAG = re.compile(r"^\d+\. (.+?)(?: ✓)?$", re.MULTILINE)
_OPTIONS = re.compile(r"^Goes out .*, (\w+, [\w ]+, followers are (?:not )?notified)\.$", re.MULTILINE)


@dataclass(frozen=True)
class Out:
    """A story in the form in which two can be compared: images are named by the photo that Telegram makes of them."""

    title: str
    html: str
    tags: tuple[str, ...]
    options: str

    def difference(self, other: "Out") -> str:
        names = [name for name in ("title", "html", "tags", "options") if getattr(self, name) != getattr(other, name)]
        return ", ".join("text" if name == "html" else name for name in names)


async def approved_by(acts: Sequence[Act], article_id: int, chat: int, outside: Outside) -> Out | None:
    """None where no final approval was given."""
    draft, final = _last(acts, ReviewKind.DRAFT), _last(acts, ReviewKind.FINAL)
    if draft is None or final is None:
        return None
    shown = [message for message in await outside.chat(chat) if message.message_id < draft.card.message_id]
    title, subtitle, body = await _text(shown, article_id, outside)
    photos = {}
    for slot, act in _images(acts).items():
        if act.verdict is Verdict.OMIT:
            body = replace_slot(body, slot, None)
        elif act.card.photo:
            photos[slot] = hashlib.sha256(await outside.file(act.card.photo)).hexdigest()
    return Out(
        title=title,
        html=with_references(title, subtitle, with_credits(body, photos, "English", ""), photos),
        tags=tags_on(final.card.words),
        options=options_on(final.card.words),
    )


def tags_on(card: str) -> tuple[str, ...]:
    return tuple(_TAG.findall(card))


def options_on(card: str) -> str:
    found = _OPTIONS.search(card)
    return found[1] if found else ""


async def gone_out(post: Post, outside: Outside) -> Out:
    request = json.loads(post.request)
    html = request["content"]
    for source in set(_IMAGE_SOURCE.findall(html)):
        html = html.replace(f'src="{source}"', f'src="{await _as_photo(unescape(source), outside)}"')
    notified = "notified" if request["notifyFollowers"] else "not notified"
    options = f"{request['publishStatus']}, {request['license'].replace('-', ' ')}, followers are {notified}"
    return Out(request["title"], html, tuple(request["tags"]), options)


async def _as_photo(source: str, outside: Outside) -> str:
    content = await outside.picture(source)
    return f"image:{hashlib.sha256(photo_sizes(Upload('photo.png', content, 'image/png'))[-1].content).hexdigest()}"


async def _text(shown: Sequence[Message], article_id: int, outside: Outside) -> tuple[str, str, str]:
    """Title and body from the file that was sent with the draft, the subtitle from the head of its message."""
    file = [each for each in shown if each.document and each.document.file_name == f"article-{article_id}.md"][-1]
    markdown = (await outside.file(file.document.file_id if file.document else "")).decode()
    title, _, body = markdown.removeprefix("# ").partition("\n\n")
    heads = [each.words.split("\n") for each in shown if each.words.startswith(f"{title}\n") and not each.document]
    texts = [lines for lines in heads if len(lines) > 2 and lines[2] == ""]
    return title, texts[-1][1], body


def _last(acts: Sequence[Act], kind: ReviewKind) -> Act | None:
    """The newest approval of that kind."""
    return next((act for act in reversed(acts) if act.about.kind is kind and act.verdict is Verdict.APPROVE), None)


def _images(acts: Sequence[Act]) -> dict[str, Act]:
    """The last word on each slot, in the order of the words."""
    return {act.about.subject: act for act in acts if act.about.kind is ReviewKind.IMAGE}
