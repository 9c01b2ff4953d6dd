"""Owns what is asked about an article right now, as its page shows it: each question with all that may be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from console.words import words
from integrations import account_setting
from integrations.opinions_in_words import on_card
from integrations.options import options_of
from integrations.publishing_settings import FORMATS, LICENCES, STATUSES
from integrations.telegram.cards import outcome_word
from models.domain.markdown import BlockKind, headings_of, split_blocks
from models.domain.moving import is_cover, place_of
from models.domain.policy.breach import Breach, Rule
from models.domain.publication import ImagesBy, PublishingOptions, PublishStatus
from models.domain.publications import KnownPublication, known_publications, options_in_words
from models.domain.review import SPOKEN, ReviewKind
from models.domain.schedule import in_zone
from models.domain.slots import slots_of
from models.domain.story_links import shelf_of
from models.store.one_article import Asked
from models.store.texts import Text
from models.tables import Account, Article, Decision, Image, Opinion, Person, Review

_BEGINNING = 60


@dataclass(frozen=True)
class Key:
    """What every form carries: which question, and exactly what was looked at."""

    review_id: int
    subject_hash: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class DraftAsked:
    key: Key
    passages: tuple[Choice, ...]
    changes: tuple[str, ...]
    warnings: tuple[str, ...]
    findings: tuple[str, ...]
    template: str = "article/asked_draft.html"


@dataclass(frozen=True)
class ImageAsked:
    """One image; without an address it is one that the provider refused to draw."""

    key: Key
    slot: str
    address: str
    number: int
    alt: str
    caption: str
    prompt: str
    place: str
    is_cover: bool
    findings: tuple[str, ...]
    places: tuple[Choice, ...]
    decided: str = ""


@dataclass(frozen=True)
class ImagesAsked:
    images: tuple[ImageAsked, ...]
    open_ones: int
    open_key: Key | None  # of any that nobody decided about: for what concerns them all
    all_key: Key | None  # of the first that can be kept, where there are several
    template: str = "article/asked_images.html"


@dataclass(frozen=True)
class PlanAsked:
    key: Key
    tags: str
    tag_list: tuple[str, ...]
    how: str
    when: str
    local_time: str
    zone: str
    is_past: bool
    category: str
    categories: tuple[str, ...]
    statuses: tuple[Choice, ...]
    licences: tuple[Choice, ...]
    formats: tuple[Choice, ...]
    ways_of_images: tuple[Choice, ...]
    publications: tuple[Choice, ...]
    options: PublishingOptions
    findings: tuple[str, ...]
    stopped_by: tuple[str, ...]  # rules for which it cannot go out as it is
    noted: tuple[str, ...]
    may_add_disclosure: bool
    template: str = "article/asked_plan.html"


@dataclass(frozen=True)
class LostAsked:
    key: Key
    shelf_url: str
    lead: str
    template: str = "article/asked_lost.html"


@dataclass(frozen=True)
class QuestionAsked:
    key: Key
    question: str
    number: int
    count: int
    template: str = "article/asked_question.html"


Question = DraftAsked | ImagesAsked | PlanAsked | LostAsked | QuestionAsked


def decided_words(decision: Decision, person: Person | None) -> str:
    return outcome_word(decision.verdict, person.name if person else SPOKEN[decision.channel])


def key_of(review: Review) -> Key:
    return Key(review.id, review.subject_hash)


def draft_asked(review: Review, text: Text, changes: Sequence[str], opinion: Opinion | None) -> DraftAsked:
    return DraftAsked(
        key=key_of(review),
        passages=passages_of(text),
        changes=tuple(changes),
        warnings=tuple(text.revision.warnings),
        findings=on_card(opinion),
    )


def passages_of(text: Text) -> tuple[Choice, ...]:
    """What a note may be about, named as the model is told it."""
    found = [Choice("Title", f"Title: {_beginning(text.draft.title)}")]
    found += [Choice("Subtitle", f"Subtitle: {_beginning(text.draft.subtitle)}")] if text.draft.subtitle else []
    headings, number = {each.block: each.text.strip() for each in headings_of(text.body)}, 0
    for at, block in enumerate(split_blocks(text.body)):
        if block.kind is BlockKind.HEADING and headings[at]:
            found.append(Choice(f"Section “{headings[at]}”", f"Section: {_beginning(headings[at])}"))
        elif block.kind is BlockKind.PARAGRAPH:
            number += 1
            found.append(Choice(f"Paragraph {number}", f"¶ {number}: {_beginning(block.text)}"))
    return tuple(found)


def images_asked(
    gate: Sequence[Asked],
    article: Article,
    text: Text,
    images: Mapping[int, Image],
    opinions: Mapping[str, Opinion],
) -> ImagesAsked:
    """In the text's order, with those that were decided about and still wait for the others."""
    order = {slot.name: place for place, slot in enumerate(slots_of(text.body))}
    found = [_image(each, article, text, images, opinions) for each in gate if each[0].kind is ReviewKind.IMAGE]
    found.sort(key=lambda each: order.get(each.slot, len(order)))
    can_be_kept = [each.key for each in found if each.address and not each.decided]
    undecided = [each.key for each in found if not each.decided]
    return ImagesAsked(
        tuple(found),
        len(undecided),
        undecided[0] if undecided else None,
        can_be_kept[0] if len(can_be_kept) > 1 else None,
    )


def _image(
    asked: Asked, article: Article, text: Text, images: Mapping[int, Image], opinions: Mapping[str, Opinion]
) -> ImageAsked:
    review, decision, person = asked
    image = images.get(review.image_id) if review.image_id is not None else None
    slot = next((each for each in slots_of(text.body) if each.name == review.subject), None)
    return ImageAsked(
        key=key_of(review),
        slot=review.subject,
        address=f"/articles/{article.id}/images/{image.id}" if image else "",
        number=image.number if image else 0,
        alt=slot.alt if slot else "",
        caption=slot.caption if slot else "",
        prompt=slot.prompt if slot else "",
        place=place_of(text.body, review.subject),
        is_cover=is_cover(text.body, review.subject),
        findings=on_card(opinions.get(review.subject_hash)),
        places=places_in(text),
        decided=decided_words(decision, person) if decision else "",
    )


def places_in(text: Text) -> tuple[Choice, ...]:
    """The headings under which an image may be moved, in the words in which that is asked for."""
    headings = [each.text.strip() for each in headings_of(text.body) if each.text.strip()]
    return tuple(Choice(f"move it under “{name}”", name) for name in dict.fromkeys(headings))


def plan_asked(
    review: Review,
    article: Article,
    account: Account,
    now: datetime,
    opinion: Opinion | None,
    broken: Sequence[Breach],
) -> PlanAsked:
    options = options_of(article, account)
    return PlanAsked(
        key=key_of(review),
        tags=", ".join(article.tags),
        tag_list=tuple(article.tags),
        how=options_in_words(options, known_publications(account.publications)),
        when=in_zone(article.publish_at, account.zone),
        local_time=local_time(article.publish_at, account.zone),
        zone=account.zone,
        is_past=article.publish_at < now,
        category=article.category,
        categories=tuple(account.category_tags),
        statuses=_choices(STATUSES, options.status),
        licences=_choices(LICENCES, options.licence),
        formats=_choices(FORMATS, options.content_format),
        ways_of_images=_ways_of_images(options.images_by),
        publications=_publications(known_publications(account.publications), options),
        options=options,
        findings=on_card(opinion),
        stopped_by=tuple(each.message for each in broken if each.stops),
        may_add_disclosure=any(each.rule is Rule.DISCLOSURE for each in broken),
        noted=tuple(each.message for each in broken if not each.stops),
    )


def local_time(moment: datetime, zone: str) -> str:
    """As a browser's field for a time has it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _choices(known: Sequence[account_setting.Choice], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(str(each.words), each.meaning or str(each.words), each.words == chosen) for each in known)


def _ways_of_images(chosen: ImagesBy) -> tuple[Choice, ...]:
    said = words().article
    named = {ImagesBy.UPLOAD: said.images_uploaded, ImagesBy.ADDRESS: said.images_fetched}
    return tuple(Choice(each.value, named[each], each is chosen) for each in ImagesBy)


def _publications(known: Sequence[KnownPublication], options: PublishingOptions) -> tuple[Choice, ...]:
    """The empty one is the writer's own profile."""
    return tuple(Choice(each.name, each.name, each.medium_id == options.publication_id) for each in known)


def lost_asked(review: Review, account: Account, status: PublishStatus) -> LostAsked:
    said = words().article
    lead = said.lead_lost if status is PublishStatus.PUBLIC else said.lead_lost_unseen
    return LostAsked(key_of(review), shelf_of(status, account.medium_username), lead)


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _BEGINNING else line[: _BEGINNING - 1].rstrip() + "…"
