"""Owns how a publishing option is typed, by whoever sets it, wherever: a name and words. Nothing unclear is guessed."""

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from models.domain.errors import Refused
from models.domain.outgoing import ORIGIN
from models.domain.publication import ContentFormat, ImagesBy, Licence, PublishingOptions, PublishStatus
from models.domain.publications import KnownPublication, publication_called

OPTIONS: Final = ("status", "licence", "notify", "canonical", "publication", "format", "origin", "images-by")
OFF: Final = "off"
_LONGEST_LINE: Final = 100
_YES: Final = ("yes", "on", "true")
_NO: Final = ("no", OFF, "false")
_SPELLINGS: Final = {"license": "licence", "canonical-url": "canonical", "followers": "notify", "originally": "origin"}
_SHORT: Final = {"cc-0": Licence.CC_ZERO, "cc0": Licence.CC_ZERO, "cc-zero": Licence.CC_ZERO} | {
    each.value.replace("cc-40-", "cc-"): each for each in Licence if each is not Licence.CC_ZERO
}


def option_called(name: str) -> str | None:
    """Its name as we write it; None for what is no option."""
    clean = name.strip().lower().replace("_", "-").replace(" ", "-")
    clean = _SPELLINGS.get(clean, clean)
    return clean if clean in OPTIONS else None


def read_option(  # noqa: PLR0911 (a line for every option)
    name: str, words: str, known: Sequence[KnownPublication]
) -> dict[str, object]:
    """What is kept for it: a field of the options and its value."""
    said = words.strip()
    match name:
        case "status":
            return {"status": _word(said, PublishStatus, "status").value}
        case "licence":
            return {"licence": _licence(said).value}
        case "notify":
            return {"notify_followers": _is_yes(said)}
        case "canonical":
            return {"canonical_url": None if said.lower() in _NO else _address(said)}
        case "publication":
            return {"publication_id": None if said.lower() in _NO else publication_called(said, known).medium_id}
        case "format":
            return {"content_format": _word(said.lower().removesuffix(" text"), ContentFormat, "format").value}
        case "origin":
            return {"origin_line": _origin(said)}
        case "images-by":
            return {"images_by": _images_by(said).value}
        case _:
            raise Refused(f"There is no publishing option “{name}”. There is: {', '.join(OPTIONS)}.")


def _word(said: str, words: type[PublishStatus] | type[ContentFormat], what: str) -> PublishStatus | ContentFormat:
    try:
        return words(said.lower())
    except ValueError:
        raise Refused(f"A {what} is one of: {', '.join(words)}.") from None


def _licence(said: str) -> Licence:
    clean = "-".join(said.lower().replace("4.0", "").split()).strip("-")
    if clean in _SHORT:
        return _SHORT[clean]
    try:
        return Licence(clean)
    except ValueError:
        raise Refused(f"A licence is one of: {', '.join(Licence)}.") from None


def _images_by(said: str) -> ImagesBy:
    try:
        return ImagesBy(said.lower())
    except ValueError:
        raise Refused("Images come to Medium by “upload” or by their public “address”.") from None


def _is_yes(said: str) -> bool:
    if said.lower() not in (*_YES, *_NO):
        raise Refused("Followers are notified: “yes” or “no”.")
    return said.lower() in _YES


def _address(said: str) -> str:
    try:
        return PublishingOptions(canonical_url=said).canonical_url or ""
    except ValidationError:
        raise Refused(f"“{said[:80]}” is no web address: it begins with http:// or https://, or “{OFF}”.") from None


def _origin(said: str) -> str:
    line = " ".join(said.split())
    if len(line) > _LONGEST_LINE:
        raise Refused(f"The line has {len(line)} characters; at most {_LONGEST_LINE}, without the address.")
    return "" if line.lower() in _NO else ORIGIN if line.lower() in _YES else line
