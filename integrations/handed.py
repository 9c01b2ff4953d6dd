"""Owns what is handed to a writer to publish by hand: the text as Medium's editor takes it, and its images by name.

It is the same in the chat, on the page to copy from and on the page to import. Whatever the editor does not keep is cut
out of it, and so is whatever could run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

import nh3
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.sealing import Going, going
from integrations.storage import EXTENSIONS
from models.domain.image_references import reference_to
from models.domain.moving import is_cover, place_of
from models.domain.outgoing import outgoing
from models.domain.pasting import KEPT, for_the_editor
from models.domain.publication import ContentFormat
from models.domain.publications import known_publications, options_in_words
from models.domain.slots import slots_of
from models.tables import Article, Image

_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt"}}
_SCHEMES: Final = {"http", "https", "mailto", "image"}  # `image:` is our own reference, in whose place an address comes


@dataclass(frozen=True)
class HandedImage:
    """An image of the text, with the name of its file and what a writer needs who puts it in by hand."""

    name: str
    image: Image
    alt: str
    caption: str
    place: str
    is_cover: bool


@dataclass(frozen=True)
class Handed:
    going: Going
    images: tuple[HandedImage, ...]

    def rich_text(self, addresses: Mapping[str, str]) -> str:
        """Without title and subtitle, which have places of their own; `addresses` of images by the name of the file."""
        bare = self.going.draft.model_copy(update={"title": "", "subtitle": ""})
        options = self.going.options.model_copy(update={"content_format": ContentFormat.HTML})
        written = outgoing(bare, options, {slot: image.sha256 for slot, image in self.going.images.items()})
        rich = nh3.clean(
            for_the_editor(written), tags=set(KEPT), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None
        )
        for each in self.images:
            named, shown = reference_to(each.image.sha256), escape(addresses[each.name])
            rich = rich.replace(f'<img src="{named}"', f'<img src="{shown}"')  # in a text no `<` is left
        return rich

    @property
    def options(self) -> str:
        """As they were approved, in words; the form in which the API would have got it is not for a person."""
        options = self.going.options.model_copy(update={"content_format": ContentFormat.HTML})
        return options_in_words(options, known_publications(self.going.account.publications))


async def handed(session: AsyncSession, article: Article) -> Handed:
    found = await going(session, article)
    body = found.draft.body
    return Handed(
        found,
        tuple(
            HandedImage(
                f"image-{number}-{slot.name}.{EXTENSIONS[image.content_type]}",
                image,
                slot.alt,
                slot.caption,
                place_of(body, slot.name),
                is_cover(body, slot.name),
            )
            for number, slot in enumerate(slots_of(body), 1)
            for image in [found.images[slot.name]]
        ),
    )
