"""Owns the pages of the docs about what a model is told and what its texts are checked for, rendered from the code.

What stands between guillemets is filled in for each article.
"""

from collections.abc import Iterator

from integrations.writing import picture_prompts, prompts, rubric, shapes
from integrations.writing.prompts import Prompt
from integrations.writing.reviewer import REVIEW
from models.domain.checks.every import EVERY
from models.domain.draft import Assignment, Draft
from models.domain.extract import Extract, Part
from tasks.mending import MOST_REPAIRS

_WORDS, _IMAGES = 900, 2
_ASSIGNMENT = Assignment(
    topic="«topic»",
    brief="«brief»",
    custom_prompt="«the prompt of the account, then that of the article»",
    voice="«voice»",
    language="«language»",
    words=_WORDS,
    images=_IMAGES,
    image_style="«image style»",
    openings="«advice on openings»",
    call_to_action="«advice on the closing call to action»",
)
_DRAFT = Draft(title="«title»", subtitle="«subtitle»", body="«the text»")
_EXTRACT = Extract(
    "«title»",
    "«subtitle»",
    ("«heading»", "«heading»"),
    (
        Part(
            "«the passage»",
            before="«the passage before it»",
            after="«the passage after it»",
            wishes=("«what to change»",),
        ),
    ),
)


def prompts_part() -> tuple[str, ...]:
    return (
        f"This is what the models are told, word for word, in the version `{prompts.VERSION}` (the reviewer: "
        f"`{rubric.VERSION}`). The version stands with every revision. What stands between guillemets is filled in for "
        "each article; sections without content are left out. Your own prompt, voice and advice come first and win.",
        "## Standing before every task of the writer",
        _block(prompts.for_draft(_ASSIGNMENT, {}).system),
        *(part for name, prompt in _tasks() for part in (f"## {name}", _block(prompt.user))),
        "## The reviewer",
        _block(f"{_review().system}\n\n{_review().user}"),
        "## An image",
        _block(
            picture_prompts.for_picture("«prompt of the slot»", "«alt text»", "«image style»", "«the text»", 32_000)
        ),
        "## A change of an image",
        _block(picture_prompts.for_changed_picture("«what should be different»", "«image style»")),
        "## When an answer could not be used",
        _block(prompts.to_ask_again("«what is wrong with it»")),
    )


def checks_part() -> tuple[str, ...]:
    rows = "\n".join(f"| `{name}` | {_purpose(check.__doc__)} |" for name, check in EVERY.items())
    return (
        "What a model wrote is looked over before you see it. It is told what was found and asked to mend it, at most "
        f"{MOST_REPAIRS} times; each request is paid and stands among the costs of the article. What is still wrong "
        "stands on the card with a ⚠️. A revision that is worse than the text it revises is not taken at all.",
        f"| check | what has to be so |\n|---|---|\n{rows}",
        "A hint, such as a title of more than 70 characters, is shown and not mended. In a text that you handed in "
        "yourself only what Medium cannot show is named.",
    )


def _tasks() -> Iterator[tuple[str, Prompt]]:
    passages = shapes.passages_shape(1, title=False, subtitle=False)
    yield "Questions before the draft", prompts.for_questions(_ASSIGNMENT, 3, shapes.QUESTIONS.fields)
    yield "The first draft", prompts.for_draft(_ASSIGNMENT, shapes.DRAFT.fields)
    yield "A revision of the whole", prompts.for_revision(_ASSIGNMENT, _DRAFT, ["«note»"], shapes.REVISION.fields)
    yield "A revision of named passages", prompts.for_passages(_ASSIGNMENT, _EXTRACT, (), passages.fields)
    yield "A repair", prompts.for_repair(_ASSIGNMENT, _DRAFT, ["«what was found»"], shapes.REPAIR.fields)
    reworded = prompts.for_rewording(_ASSIGNMENT, "«prompt»", "«the provider's reason»", shapes.REWORDING.fields)
    yield "A picture that was refused", reworded
    yield "Tags", prompts.for_tags(_DRAFT, ["«tag»"], shapes.TAGS.fields)


def _review() -> Prompt:
    return rubric.for_text(_ASSIGNMENT, _DRAFT, REVIEW.fields)


def _purpose(text: str | None) -> str:
    return " ".join((text or "").split())


def _block(text: str) -> str:
    return f"~~~text\n{text.strip()}\n~~~"
