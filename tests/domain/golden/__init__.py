"""Owns the golden files: a construct in Markdown beside the HTML that Medium's API gets, and what its editor is given
to paste; refuses constructs in pairs.

After a wanted change of the rendering, write them anew and read the difference before it is committed:

    .venv/bin/python -m tests.domain.golden
"""

from pathlib import Path

from models.domain.pasting import for_the_editor
from models.domain.rendering import to_medium_html
from models.domain.slots import slots_of

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def source(name: str) -> str:
    return (FOLDER / f"{name}.md").read_bytes().decode()  # read_text would turn every line end into \n


def golden(name: str) -> str:
    return (FOLDER / f"{name}.html").read_text(encoding="utf-8")


def golden_of_the_editor(name: str) -> str:
    return (FOLDER / f"{name}.editor").read_text(encoding="utf-8")


def render(name: str) -> str:
    return _html(name, "The title") + "\n"


def render_for_the_editor(name: str) -> str:
    return for_the_editor(_html(name, "")) + "\n"


def _html(name: str, title: str) -> str:
    body = source(name)
    addresses = {slot.name: f"https://images.example/{slot.name}.png?a=1&b=2" for slot in slots_of(body)}
    return to_medium_html(title, "", body, addresses)


def rewrite() -> None:
    for name in names():
        (FOLDER / f"{name}.html").write_text(render(name), encoding="utf-8")
        (FOLDER / f"{name}.editor").write_text(render_for_the_editor(name), encoding="utf-8")
