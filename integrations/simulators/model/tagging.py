"""Owns the simulated choice of tags: five that fit the text. It refuses tags over Medium's 25 characters."""

from collections import Counter

from integrations.simulators.model.subjects import code_language, kinship, subjects_of, words_of

_LONGEST = 25  # characters; Medium ignores longer tags (api.md of Medium/medium-api-docs)
_WANTED = 5
_TECHNICAL = ("Programming", "Software Development", "Technology")
_GENERAL = ("Life Lessons", "Personal Growth", "Habits", "Self Improvement", "Learning")


def tags_for(title: str, body: str, usual: list[str]) -> list[str]:
    """The title's subjects, usual tags that the text bears out, what comes up often, then what fits any story."""
    subjects = subjects_of(title, body)
    fitting = [tag for tag in usual if kinship(tag, f"{title} {body}")]
    broad = _TECHNICAL if code_language(title) else _GENERAL
    wanted = [*_as_tags(subjects_of(title))[:2], *fitting[:2], *_as_tags(_frequent(subjects, body))[:2], *usual, *broad]
    return _distinct([tag for tag in wanted if 0 < len(tag) <= _LONGEST])[:_WANTED]


def _frequent(subjects: list[str], body: str) -> list[str]:
    said = Counter(word.lower() for word in words_of(body))
    return [subject for subject in subjects if all(said[word.lower()] > 1 for word in subject.split())]


def _as_tags(subjects: list[str]) -> list[str]:
    return [" ".join(word[:1].upper() + word[1:] for word in subject.split()) for subject in subjects]


def _distinct(tags: list[str]) -> list[str]:
    return list({tag.lower(): tag for tag in reversed(tags)}.values())[::-1]
