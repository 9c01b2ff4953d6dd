"""Owns the gate: every rule on a story, asked before the final review and before the one POST. It changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.domain.policy.ai import disclosure
from models.domain.policy.breach import Breach, Rule
from models.domain.policy.likeness import Other, likeness, print_of
from models.domain.policy.paywall import paywall
from models.domain.publication import PublishStatus, check_title
from models.domain.quota import POSTS, has_room


@dataclass(frozen=True)
class Story:
    """A text with all that the rules want to know of it and of what is around it."""

    title: str
    body: str
    language: str
    status: PublishStatus
    publish_at: datetime
    is_by_model: bool = False  # any of its passages, on an account that says that AI is used
    disclosure: str = ""
    others: Sequence[Other] = ()
    posts: Sequence[datetime] = ()  # of the profile, made and planned, in order, without this one
    unreachable: Sequence[str] = ()
    shut_root: str = ""  # where Medium is to fetch images that we put there, and nobody can open it
    fault_of_form: str = ""


def _disclosure(story: Story) -> Iterator[Breach]:
    if story.is_by_model:
        yield from disclosure(story.body, story.language, story.disclosure)


def _paywall(story: Story) -> Iterator[Breach]:
    if story.is_by_model:
        yield from paywall(story.body)


def _likeness(story: Story) -> Iterator[Breach]:
    yield from likeness(print_of(story.body), story.others)


def _title(story: Story) -> Iterator[Breach]:
    for reason in check_title(story.title):
        yield Breach(Rule.TITLE, f"{reason[:1].upper()}{reason[1:]}.")


def _quota(story: Story) -> Iterator[Breach]:
    if not has_room(story.publish_at, story.posts):
        yield Breach(
            Rule.QUOTA,
            f"Medium takes {POSTS} posts of a profile in 24 hours, and as many go out around that time already: it "
            "would wait until there is room. Another time is better.",
        )


def _images(story: Story) -> Iterator[Breach]:
    for address in story.unreachable:
        yield Breach(Rule.IMAGES, f"Nothing answers at {address}, so the story would go out without that image.")
    if story.shut_root:
        yield Breach(
            Rule.IMAGES,
            f"Medium is to fetch the images from {story.shut_root}, and nobody can open what is put there: at its time "
            "it would wait for that. Let everybody read what lies under story/, or say “images-by: upload”.",
        )


def _form(story: Story) -> Iterator[Breach]:
    if story.fault_of_form:
        yield Breach(Rule.FORM, story.fault_of_form, stops=True)


RULES: dict[Rule, Callable[[Story], Iterator[Breach]]] = {
    Rule.FORM: _form,
    Rule.DUPLICATE: _likeness,
    Rule.DISCLOSURE: _disclosure,
    Rule.PAYWALL: _paywall,
    Rule.TITLE: _title,
    Rule.QUOTA: _quota,
    Rule.IMAGES: _images,
}


def breaches(story: Story) -> tuple[Breach, ...]:
    """What stops first. Of a draft, which only the writer sees, nothing stops but what cannot be sent at all."""
    found = [breach for rule in RULES.values() for breach in rule(story)]
    if story.status is PublishStatus.DRAFT:
        found = [breach if breach.rule is Rule.FORM else replace(breach, stops=False) for breach in found]
    return tuple(sorted(found, key=lambda breach: not breach.stops))
