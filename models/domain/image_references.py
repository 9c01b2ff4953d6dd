"""Owns how sealed HTML names an image, `image:<sha256>`, and the swap for its address; refuses what cannot be undone.

The seal is over the HTML with references. What goes out differs from it in addresses only, and `take_addresses_out`
shows that: it gives back exactly what was approved.
"""

import re
from collections.abc import Mapping
from html import escape

from models.domain.errors import Refused

_REFERENCE = re.compile(r"image:[0-9a-f]{64}")
_WEB = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)
# Rendering writes every image this way and escapes quotes everywhere else, so no text can look like it.
_IMAGE_SOURCE = re.compile(r'(?<=<img src=")[^"]*(?=")')


def reference_to(sha256: str) -> str:
    reference = f"image:{sha256}"
    if not _REFERENCE.fullmatch(reference):
        raise Refused(f"“{sha256}” is not a sha256 in 64 small hexadecimal digits.")
    return reference


def is_image_source(source: str) -> bool:
    return bool(_REFERENCE.fullmatch(source) or _WEB.fullmatch(source))


def references_in(html: str) -> tuple[str, ...]:
    """The references that still wait for an address, each once, in their order."""
    return tuple(dict.fromkeys(source for source in _IMAGE_SOURCE.findall(html) if _REFERENCE.fullmatch(source)))


def fill_addresses(html_with_references: str, addresses: Mapping[str, str]) -> str:
    """Puts an address (by reference) in the place of every reference."""
    sources = _by_escaped_address(addresses)
    if missing := [reference for reference in references_in(html_with_references) if reference not in addresses]:
        raise Refused(f"No address is known for {', '.join(missing)}.")
    if taken := sources.keys() & set(_IMAGE_SOURCE.findall(html_with_references)):
        raise Refused(
            f"An image of the text already has the address {min(taken)}: it could not be told from the other."
        )
    return _IMAGE_SOURCE.sub(lambda source: escape(addresses.get(source[0], "")) or source[0], html_with_references)


def take_addresses_out(html: str, addresses: Mapping[str, str]) -> str:
    """Puts the references back: undoes `fill_addresses` with the same addresses."""
    references = _by_escaped_address(addresses)
    return _IMAGE_SOURCE.sub(lambda source: references.get(source[0], source[0]), html)


def _by_escaped_address(addresses: Mapping[str, str]) -> dict[str, str]:
    for reference, address in addresses.items():
        if not _REFERENCE.fullmatch(reference) or not _WEB.fullmatch(address):
            raise Refused(f"“{address}” cannot be the web address of “{reference}”.")
    turned = {escape(address): reference for reference, address in addresses.items()}
    if len(turned) < len(addresses):
        raise Refused("Two different images have the same address.")
    return turned
