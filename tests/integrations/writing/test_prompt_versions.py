"""A model's words have a version, by which two drafts are told apart: whoever changes the words changes the version.

What was recorded for a version stays. A changed word gives another fingerprint, and the failure says how to go on.
"""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from integrations.writing import picture_prompts, prompts, reviewer, rubric, sections, shapes
from models.domain import assessment, voice

WRITER = (prompts, sections, shapes)
IMAGES = (picture_prompts, sections)
REVIEWER = (rubric, reviewer)
_FILLED_IN = {"writer": (voice.MOST_RULES,), "images": (), "reviewer": (assessment.BEST, *assessment.RUBRIC.items())}

RECORDED = {
    ("writer", "2026-11-9"): "c160342b81901384",
    ("images", "2026-11-9"): "6365d624317eb348",
    ("reviewer", "2026-11-1"): "480569462d3d4071",
}
ROLES = [("writer", WRITER, prompts), ("images", IMAGES, prompts), ("reviewer", REVIEWER, rubric)]


@pytest.mark.parametrize(("role", "modules", "versioned"), ROLES, ids=[role for role, *_ in ROLES])
def test_words_for_a_model_change_with_their_version_alone(
    role: str, modules: tuple[ModuleType, ...], versioned: ModuleType
) -> None:
    found = fingerprint([Path(str(each.__file__)).read_text() for each in modules], _FILLED_IN[role])
    version: str = vars(versioned)["VERSION"]
    assert RECORDED.get((role, version)) == found, (
        f"What the role “{role}” is told is not what was recorded for version {version}. If a word changed, raise "
        f"VERSION in {Path(str(versioned.__file__)).name}, run `python -m deployments.docs`, and add here, beside the "
        f'older ones: ("{role}", VERSION): "{found}". If words only moved, record that for the version as it is.'
    )


def test_a_changed_word_is_seen_and_a_changed_comment_is_not() -> None:
    source = 'VERSION = "1"\n_TASK = """Write it."""\ndef asked(tags):\n    """Say so."""\n    return f"Tags: {tags}"\n'
    found = fingerprint([source])
    assert fingerprint([source.replace("Write", "Rewrite")]) != found
    assert fingerprint([source.replace("Tags:", "Usual tags:")]) != found
    assert fingerprint([source.replace("Say so.", "Tell it.") + "# a word to readers\n"]) == found


def fingerprint(sources: list[str], filled_in: tuple[object, ...] = ()) -> str:
    words = [said for source in sources for said in _literals(ast.parse(source))]
    return hashlib.sha256(repr((words, filled_in)).encode()).hexdigest()[:16]


def _literals(tree: ast.Module) -> Iterator[str]:
    """Every string of the code but its docstrings and its version, in order."""
    for node in ast.walk(tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_docstring or _is_the_version(node):
            node.value = ast.Constant(None)  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_the_version(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == ["VERSION"]
