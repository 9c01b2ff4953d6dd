"""Owns the comparison of what was sent to Medium with what its answer says that it kept, in words for the writer."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.publication import Post


@dataclass(frozen=True)
class Kept:
    """What Medium's answer names; None where it says nothing."""

    title: str | None = None
    tags: Sequence[str] = ()
    status: str | None = None
    licence: str | None = None
    canonical_url: str | None = None


def differences(sent: Post, kept: Kept) -> tuple[str, ...]:
    """Each a sentence; what the answer does not name is not compared."""
    found = [_of_tags(sent.tags, kept.tags)]
    if kept.title is not None and _words(kept.title) != _words(sent.title):
        found.append(f"Medium shows it under the title “{kept.title}”.")
    if kept.status is not None and kept.status != sent.options.status:
        found.append(f"Medium made it {kept.status}, and not {sent.options.status}.")
    if kept.licence is not None and kept.licence != sent.options.licence:
        found.append(f"Medium gave it the licence {kept.licence}, and not {sent.options.licence}.")
    asked = sent.options.canonical_url
    if asked is not None and (kept.canonical_url or "").rstrip("/") != asked.rstrip("/"):
        found.append(f"Medium kept the canonical address {kept.canonical_url or 'out'}, and not {asked}.")
    return tuple(sentence for sentence in found if sentence)


def _of_tags(sent: Sequence[str], kept: Sequence[str]) -> str:
    if not kept:
        return ""  # an answer without tags tells nothing
    names = {tag.casefold() for tag in kept}
    dropped = [tag for tag in sent if tag.casefold() not in names]
    added = [tag for tag in kept if tag.casefold() not in {tag.casefold() for tag in sent}]
    said = f"Medium kept the tags {', '.join(kept)}"
    if dropped:
        return f"{said} and dropped {', '.join(dropped)}."
    return f"{said}, where {', '.join(sent)} were sent." if added else ""


def _words(title: str) -> str:
    return " ".join(title.split()).casefold()
