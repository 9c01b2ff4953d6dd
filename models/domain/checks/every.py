"""Owns the list of all checks, in the order of what matters most, and what a language keeps them from looking at."""

from collections.abc import Callable, Iterator

from models.domain.checks.answers import answers
from models.domain.checks.citations import citations
from models.domain.checks.code import code
from models.domain.checks.disclosure import disclosure
from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.checks.forms import forms
from models.domain.checks.headings import headings
from models.domain.checks.languages import ai_in_words, is_english
from models.domain.checks.leftovers import leftovers
from models.domain.checks.length import length
from models.domain.checks.links import links
from models.domain.checks.phrases import phrases
from models.domain.checks.quotations import quotations
from models.domain.checks.repeats import repeats
from models.domain.checks.slots import slots
from models.domain.checks.titles import title

Check = Callable[[Manuscript], Iterator[Finding]]

EVERY: dict[CheckName, Check] = {
    CheckName.CODE: code,
    CheckName.SLOTS: slots,
    CheckName.LINKS: links,
    CheckName.CITATIONS: citations,
    CheckName.QUOTATIONS: quotations,
    CheckName.ANSWERS: answers,
    CheckName.TITLE: title,
    CheckName.HEADINGS: headings,
    CheckName.FORMS: forms,
    CheckName.LENGTH: length,
    CheckName.LEFTOVERS: leftovers,
    CheckName.REPEATS: repeats,
    CheckName.DISCLOSURE: disclosure,
    CheckName.PHRASES: phrases,
}

_IN_ENGLISH_ONLY = ("worn-out phrases", "placeholders in words", "small talk of the model", "a promise of a paywall")


def look_over(text: Manuscript) -> tuple[Finding, ...]:
    """All that is wrong with a text, each thing once."""
    found = (finding for check in EVERY.values() for finding in check(text))
    return tuple(dict.fromkeys(found))


def to_mend(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in found if not finding.is_hint)


def not_looked_at(language: str) -> str:
    """A word for the writer about checks that do not know the language; nothing where all of them do."""
    names = list(_IN_ENGLISH_ONLY) if not is_english(language) else []
    names += ["AI disclosure"] if ai_in_words(language) is None else []
    return f"Not checked in {language}: {', '.join(names[:-1])} and {names[-1]}." if names else ""
