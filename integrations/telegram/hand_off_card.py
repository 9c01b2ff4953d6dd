"""Owns what the card of a handed-off article says and which buttons it has. Pure: text in, card out."""

from collections.abc import Sequence
from html import escape

from integrations.hand_off_pages import NOWHERE, Pages
from integrations.telegram.buttons import Button, Rows
from integrations.telegram.marks import Mark
from models.domain.errors import Refused

EDITOR, IMPORTER = "https://medium.com/new-story", "https://medium.com/p/import"
_MARK = Mark.HAND_OFF
_WORDS = ("drop", "sure", "back")
_LONGEST = 300


def hand_off_card(
    title: str, subtitle: str, tags: Sequence[str], why: str, how: str, *, images: int, pages: Pages = NOWHERE
) -> str:
    """`how` are the publishing options, which have to be set by hand."""
    shown = [
        f"📋 <b>{escape(title[:_LONGEST])}</b>\nIt is time. I cannot publish this myself: {escape(why)}. "
        "You can, in two minutes.",
        _to_copy(title, subtitle, tags),
        *([f"<b>Either import it</b>\n{_import_steps(pages.imported)}"] if pages.imported else []),
        f"<b>{'Or paste it' if pages.imported else 'Paste it'}</b>\n{_paste_steps(pages.copied, images)}",
        f"Approved as: {escape(how)}. Set what differs from Medium's defaults in its “⋯” menu.",
        "<b>Then reply to this with the story's link.</b> If I find it in Medium's feed before, I tell you.",
    ]
    return "\n\n".join(shown)


def _to_copy(title: str, subtitle: str, tags: Sequence[str]) -> str:
    lines = [f"Title: <code>{escape(title[:_LONGEST])}</code>"]
    lines += [f"Subtitle: <code>{escape(subtitle[:_LONGEST])}</code>"] if subtitle.strip() else []
    lines += [f"Tag {number}: <code>{escape(tag)}</code>" for number, tag in enumerate(tags, 1)]
    return "\n".join(lines)


def _import_steps(address: str) -> str:
    return (
        f"1. Open {IMPORTER} and paste <code>{escape(address)}</code>\n"
        "2. Look through the draft that Medium makes, add the tags, publish."
    )


def _paste_steps(address: str, images: int) -> str:
    source = "Open the page (the button below)" if address else "Open the .html file above in a browser"
    steps = [
        f"Open {EDITOR} and put in title and subtitle.",
        f"{source}, copy the text, and paste it under them.",
        *([f"Where one of the {images} images did not come along, drop in its file from above."] if images else []),
        "Publish, with the tags in this order.",
    ]
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def hand_off_rows(article_id: int, pages: Pages = NOWHERE) -> Rows:
    links = [Button("📋 Page to copy from", url=pages.copied)] if pages.copied else []
    links += [Button("📥 Page to import", url=pages.imported)] if pages.imported else []
    given_up = Button("🗑 Give it up", _data(article_id, "drop"))
    return (*((each,) for each in links), (given_up,))


def sure_rows(article_id: int) -> Rows:
    sure, back = Button("🗑 Yes, give it up", _data(article_id, "sure")), Button("↩️ No, back", _data(article_id, "back"))
    return ((sure, back),)


def _data(article_id: int, word: str) -> str:
    return f"{_MARK}:{article_id}:{word}"


def is_ours(data: str | None) -> bool:
    return _MARK.begins(data)


def read(data: str) -> tuple[int, str]:
    _, number, word = [*data.split(":"), "", ""][:3]
    if not number.isdecimal() or word not in _WORDS:
        raise Refused("This button is not one of mine.")
    return int(number), word
