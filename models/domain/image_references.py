"""Owns how sealed HTML names an image, `image:<sha256>`, and the swap for its address; refuses what cannot be undone.

The seal is over the HTML with references. What goes out differs from it in addresses only, and `take_addresses_out`
shows that: it gives back exactly what was approved.
"""

import re
from collections.abc import Mapping
from html import escape

from models.domain.errors import Refused
from models.domain.publication import ContentFormat

_REFERENCE = re.compile(r"image:[0-9a-f]{64}")
_WEB = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)
# Rendering writes every image this way and escapes quotes everywhere else, so no text can look like it.
_IN_HTML = re.compile(r'(?<=<img src=")[^"]*(?=")')
_IN_MARKDOWN = re.compile(r"(?<=\]\()[^\s()<>]+(?=\))")  # the text is refused when it holds a reference of its own


def reference_to(sha256: str) -> str:
    reference = f"image:{sha256}"
    if not _REFERENCE.fullmatch(reference):
        raise Refused(f"“{sha256}” is not a sha256 in 64 small hexadecimal digits.")
    return reference


def is_image_source(source: str) -> bool:
    return bool(_REFERENCE.fullmatch(source) or _WEB.fullmatch(source))


def references_in(written: str, content_format: ContentFormat = ContentFormat.HTML) -> tuple[str, ...]:
    """The references that still wait for an address, each once, in their order."""
    sources = _sources_in(content_format).findall(written)
    return tuple(dict.fromkeys(source for source in sources if _REFERENCE.fullmatch(source)))


def fill_addresses(
    with_references: str, addresses: Mapping[str, str], content_format: ContentFormat = ContentFormat.HTML
) -> str:
    """Puts an address (by reference) in the place of every reference."""
    references = _by_written_address(addresses, content_format)
    if missing := [one for one in references_in(with_references, content_format) if one not in addresses]:
        raise Refused(f"No address is known for {', '.join(missing)}.")
    sources = _sources_in(content_format)
    if taken := references.keys() & set(sources.findall(with_references)):
        raise Refused(
            f"An image of the text already has the address {min(taken)}: it could not be told from the other."
        )
    written = {reference: address for address, reference in references.items()}
    return sources.sub(lambda source: written.get(source[0], source[0]), with_references)


def take_addresses_out(
    sent: str, addresses: Mapping[str, str], content_format: ContentFormat = ContentFormat.HTML
) -> str:
    """Puts the references back: undoes `fill_addresses` with the same addresses."""
    references = _by_written_address(addresses, content_format)
    return _sources_in(content_format).sub(lambda source: references.get(source[0], source[0]), sent)


def _sources_in(content_format: ContentFormat) -> re.Pattern[str]:
    return _IN_MARKDOWN if content_format is ContentFormat.MARKDOWN else _IN_HTML


def _by_written_address(addresses: Mapping[str, str], content_format: ContentFormat) -> dict[str, str]:
    is_markdown = content_format is ContentFormat.MARKDOWN
    for reference, address in addresses.items():
        fits = _WEB.fullmatch(address) and not (is_markdown and set("()") & set(address))
        if not _REFERENCE.fullmatch(reference) or not fits:
            raise Refused(f"“{address}” cannot be the web address of “{reference}”.")
    turned = {address if is_markdown else escape(address): one for one, address in addresses.items()}
    if len(turned) < len(addresses):
        raise Refused("Two different images have the same address.")
    return turned
