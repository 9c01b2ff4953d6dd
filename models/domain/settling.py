"""Owns what a model's answer comes to: the text as it can stand, what is wrong with it, what the writer has to know.

What code can put right is put right here, whatever came back: passages outside the place that was named, image slots,
links that lead to nothing we know. What it cannot is found, so that the model is asked to mend it.
"""

from dataclasses import dataclass, replace

from models.domain.checks.every import look_over, not_looked_at, to_mend
from models.domain.checks.finding import CheckName, Finding, Manuscript, WordRange
from models.domain.checks.links import addresses_named, foreign_link, foreign_links, links_in
from models.domain.draft import Assignment, Draft, Passages
from models.domain.merging import merged
from models.domain.notes import Note
from models.domain.scope import Scope
from models.domain.slot_keeping import keep_slots
from models.domain.slots import slots_of
from models.domain.subjects import is_about_length
from models.domain.unlinking import without_foreign_links
from models.domain.wishes import NOTHING, Place, Version


@dataclass(frozen=True)
class Settled:
    """A text before a person sees it; `came_from` tells which old passage each of its own is, where that is known."""

    draft: Draft
    found: tuple[Finding, ...] = ()
    words: tuple[str, ...] = ()
    came_from: tuple[int | None, ...] | None = None
    unlocked: Place = NOTHING

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(finding.message for finding in to_mend(self.found))

    @property
    def is_spoilt(self) -> bool:
        return any(finding.spoils for finding in to_mend(self.found))

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.words, *(finding.for_the_writer for finding in self.found))))


def demands_of_draft(assignment: Assignment) -> Manuscript:
    return Manuscript(
        _NOTHING,
        assignment.language,
        WordRange.asked(assignment.words),
        assignment.images,
        links=_named(assignment),
        to_cite=frozenset(each.url for each in assignment.materials if each.url),
        materials=assignment.materials,
        answers=assignment.answers,
    )


def demands_of_revision(assignment: Assignment, before: Draft, notes: tuple[Note, ...]) -> Manuscript:
    """It has to keep to what it was, but for what was asked."""
    is_resized = any(is_about_length(note.text) for note in notes)
    return Manuscript(
        before,
        assignment.language,
        words=None if is_resized else WordRange.kept(before.body),
        links=_named(assignment, *(note.text for note in notes)) | frozenset(links_in(before.body)),
        materials=assignment.materials,
    )


def _named(assignment: Assignment, *said: str) -> frozenset[str]:
    """The addresses that came from people."""
    given = [each.url or each.text for each in assignment.materials]
    return addresses_named("\n\n".join([assignment.brief, assignment.custom_prompt, *given, *said]))


def unchanged(version: Version, scope: Scope, demands: Manuscript) -> Settled:
    """Nothing of what was asked may be done, and the writer is told why."""
    kept = tuple(range(len(version.blocks)))
    found = _found(demands, version.draft, version.draft)
    return Settled(version.draft, found, scope.refusals, kept, scope.unlocked)


def or_as_it_was(version: Version, scope: Scope, demands: Manuscript, settled: Settled) -> Settled:
    """A revision that is worse than what it revises is not taken: the writer keeps the text, and hears why."""
    if not settled.is_spoilt:
        return settled
    reasons = " ".join(dict.fromkeys(finding.message for finding in to_mend(settled.found) if finding.spoils))
    kept = unchanged(version, scope, demands)
    return replace(
        kept, words=(f"What the model sent was not taken, and the text is as it was. {reasons}", *kept.words)
    )


def settled_draft(demands: Manuscript, answer: Draft) -> Settled:
    final = answer.model_copy(update={"body": without_foreign_links(answer.body, demands.links or ())})
    return Settled(final, _told(_found(demands, None, answer), final, demands))


def settled_whole(version: Version, scope: Scope, demands: Manuscript, answer: Draft) -> Settled:
    body = answer.body if scope.may_change_images else keep_slots(version.draft.body, answer.body)
    draft = answer.model_copy(update={"body": body})
    final = answer.model_copy(update={"body": without_foreign_links(body, demands.links or ())})
    found = _told(_found(demands, version.draft, draft), final, demands)
    words = (*scope.refusals, *_lost_images(version.draft, final))
    return Settled(final, found, words, unlocked=scope.unlocked)


def settled_parts(version: Version, scope: Scope, demands: Manuscript, answer: Passages) -> Settled:
    before, links = version.draft, demands.links or frozenset()
    result = merged(before.body, scope, answer.passages, links)
    is_empty = not result.body.strip()
    final = Draft(
        title=(answer.title.strip() if scope.title is not None else "") or before.title,
        subtitle=answer.subtitle.strip() if scope.subtitle is not None else before.subtitle,
        body=before.body if is_empty else result.body,
    )
    invented = [foreign_link(address) for each in answer.passages for address in foreign_links(each, links)]
    found = _told((*result.found, *invented, *_found(demands, before, final)), final, demands)
    words = (*scope.refusals, *_lost_images(before, final))
    came_from = tuple(range(len(version.blocks)) if is_empty else result.came_from)
    return Settled(final, found, words, came_from, scope.unlocked)


def _found(demands: Manuscript, before: Draft | None, draft: Draft) -> tuple[Finding, ...]:
    """What was wrong before and was not to be changed is shown and not mended."""
    known = {finding.message for finding in look_over(demands.holding(before))} if before else set[str]()
    found = look_over(demands.holding(draft))
    marked = tuple(replace(each, is_hint=each.is_hint or each.message in known) for each in found)
    unknown = not_looked_at(demands.language)
    return (*marked, *([Finding(CheckName.PHRASES, unknown, is_hint=True)] if unknown else []))


def _told(found: tuple[Finding, ...], final: Draft, demands: Manuscript) -> tuple[Finding, ...]:
    """The writer hears that links were taken out, once they are."""
    left = {foreign_link(address).message for address in foreign_links(final.body, demands.links or ())}
    return tuple(
        replace(each, told=each.message.replace(": leave it out.", ", so it was taken out."))
        if each.check is CheckName.LINKS and each.message not in left
        else each
        for each in found
    )


def _lost_images(before: Draft, after: Draft) -> tuple[str, ...]:
    left = {slot.name for slot in slots_of(after.body)}
    lost = (slot.name for slot in slots_of(before.body) if slot.name not in left)
    return tuple(f"The image slot “{name}” is gone from the text." for name in lost)


_NOTHING = Draft(title="-", body="-")
