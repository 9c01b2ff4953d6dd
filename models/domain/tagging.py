"""Owns which tags an article is proposed with: its category's, the account's own, then the model's; never padded."""

from collections.abc import Iterable, Mapping, Sequence

from models.domain.errors import Refused
from models.domain.publication import TAGS_AT_MOST, check_tags, clean_tag

CategoryTags = Mapping[str, Sequence[str]]


def tags_of_category(category: str, mapped: CategoryTags) -> tuple[str, ...]:
    wanted = category.strip().casefold()
    return next((tuple(tags) for name, tags in mapped.items() if name.casefold() == wanted), ())


def first_tags(*sources: Iterable[str]) -> tuple[str, ...]:
    """In order, each once, five at most; what Medium would ignore is left out."""
    kept: dict[str, str] = {}
    for tag in (clean_tag(tag) for source in sources for tag in source):
        if tag and not check_tags([tag]):
            kept.setdefault(tag.casefold(), tag)
    return tuple(kept.values())[:TAGS_AT_MOST]


def read_tags(words: str) -> tuple[str, ...]:
    tags = tuple(clean_tag(tag) for tag in words.split(",") if tag.strip())
    if reasons := check_tags(tags):
        raise Refused("These tags cannot go out: " + "; ".join(reasons) + ".")
    return tags


def read_category_tags(words: str) -> dict[str, list[str]]:
    """“tech = Technology, Programming; life = Life”."""
    mapped: dict[str, list[str]] = {}
    for part in filter(str.strip, words.split(";")):
        category, equals, tags = part.partition("=")
        if not equals or not category.strip():
            raise Refused("Write each category with its tags: “tech = Technology, Programming; life = Life”.")
        mapped[" ".join(category.split())] = list(read_tags(tags))
    return mapped


def category_tags_in_words(mapped: CategoryTags) -> str:
    return "; ".join(f"{category} = {', '.join(tags)}" for category, tags in mapped.items())
