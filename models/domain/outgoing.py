"""Owns an article in the form in which it goes to Medium: HTML, Markdown, or its words as they were typed.

HTML is what we answer for. Markdown is rendered by Medium, so it refuses there what only our HTML makes harmless: HTML
in the text, and addresses that are not of the web or of mail.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from models.domain.commonmark import is_web_or_mail
from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.image_references import reference_to, references_in
from models.domain.markdown import BlockKind, split_blocks
from models.domain.publication import ContentFormat, PublishingOptions
from models.domain.rendering import html_head, slot_figure, to_medium_html
from models.domain.slot_source import Slot, read_slot
from models.domain.slots import slot_faults

ORIGIN: Final = "Originally published at"

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def outgoing(draft: Draft, options: PublishingOptions, sha256_by_slot: Mapping[str, str]) -> str:
    """What an approval covers and an attempt sends, with references where the addresses of images will be."""
    sources = {name: reference_to(sha256) for name, sha256 in sha256_by_slot.items()}
    if faults := slot_faults(draft.body):
        raise Refused(" ".join(faults))
    match options.content_format:
        case ContentFormat.HTML:
            written = to_medium_html(draft.title, draft.subtitle, draft.body, sources)
        case ContentFormat.PLAIN:
            parts = _parts(draft.body, _typed, lambda slot: slot_figure(slot, sources))
            written = "\n".join([*html_head(draft.title, draft.subtitle), *parts])
        case ContentFormat.MARKDOWN:
            written = _markdown(draft, sources)
    return written + _origin(options)


def _parts(body: str, write: Callable[[str], str], show: Callable[[Slot], str]) -> list[str]:
    """The text between the images as it was typed, and the images."""
    parts, typed = list[str](), ""
    for block in split_blocks(body):
        slot = read_slot(block.text).slot if block.kind is BlockKind.SLOT else None
        if slot is None:
            typed += block.text
            continue
        parts += [write(_unix(typed)), show(slot)]
        typed = ""
    return [part for part in [*parts, write(_unix(typed))] if part]


def _typed(text: str) -> str:
    """Not in api.md as a format: it travels as escaped HTML, a paragraph for each that was typed."""
    paragraphs = [escape(one.strip()) for one in re.split(r"\n[ \t]*\n", text) if one.strip()]
    return "\n".join(f"<p>{one.replace(chr(10), '<br>')}</p>" for one in paragraphs)


def _markdown(draft: Draft, sources: Mapping[str, str]) -> str:
    _refuse_what_medium_would_run(draft.body)
    heads = [("# ", draft.title), ("## ", draft.subtitle)]
    head = [mark + _literal(" ".join(line.split())) for mark, line in heads if line.strip()]
    parts = _parts(draft.body, lambda text: text.strip("\n"), lambda slot: _markdown_image(slot, sources))
    return "\n\n".join([*head, *parts])


def _markdown_image(slot: Slot, sources: Mapping[str, str]) -> str:
    """Markdown has no captions: it stands beneath, emphasised."""
    slot_figure(slot, sources)  # refuses a slot without an image
    image = f"![{_literal(slot.alt)}]({sources[slot.name]})"
    return f"{image}\n\n*{_literal(slot.caption)}*" if slot.caption else image


def _refuse_what_medium_would_run(body: str) -> None:
    tokens = _every(_Permissive("commonmark").parse(body))
    if any(token.type in ("html_block", "html_inline") for token in tokens):
        raise Refused(
            "The text holds HTML, which Medium would take as such in Markdown: send it as html, or take it out."
        )
    addresses = [str(token.attrGet(name) or "") for token in tokens for name in ("href", "src")]
    if odd := [address for address in addresses if address and not is_web_or_mail(address)]:
        raise Refused(f"“{odd[0]}” is no address that may go out in Markdown: send it as html, or take it out.")
    if references_in(body, ContentFormat.MARKDOWN):
        raise Refused("The text itself holds an image:… address, which is ours to write: take it out.")


class _Permissive(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002 (what a stranger's parser may take for a link)
        return True


def _every(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in [token, *_every(token.children or [])]]


def _origin(options: PublishingOptions) -> str:
    """The line under a story that stood elsewhere first; its words are the account's."""
    if not options.origin_line or options.canonical_url is None:
        return ""
    host = urlsplit(options.canonical_url).netloc
    if options.content_format is ContentFormat.MARKDOWN:
        return f"\n\n*{_literal(options.origin_line)} [{_literal(host)}](<{options.canonical_url}>).*"
    link = f'<a href="{escape(options.canonical_url)}">{escape(host)}</a>'
    return f"\n<p><em>{escape(options.origin_line)} {link}.</em></p>"


def _literal(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", text)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
