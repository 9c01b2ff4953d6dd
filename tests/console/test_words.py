"""Every sentence of the console stands in one folder, and none in a template."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from console.frame import TEMPLATES
from console.words import count, words

PAGES = sorted(TEMPLATES.rglob("*.html"))
_CODE = re.compile(r"<(code|style|script|kbd)\b.*?</\1>", re.S)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.name))
def test_no_template_holds_a_sentence(path: Path) -> None:
    source = path.read_text()
    data = "\0".join(
        node.data for node in Environment(autoescape=True).parse(source).find_all(nodes.TemplateData)
    )  # a tag that is cut by an expression stays open, so all of it is looked at together
    plain = re.sub(r"<[^>]*>", "", _CODE.sub("", data.replace("\0", "")))
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"&\w+;", "", plain)) == []


def test_one_and_many_are_told_apart() -> None:
    forms = ["{n} article", "{n} articles"]
    assert [count(number, forms) for number in (0, 1, 1234)] == ["0 articles", "1 article", "1,234 articles"]


def test_a_sentence_that_is_not_there_is_noticed() -> None:
    with pytest.raises(AttributeError):
        _ = words().frame.nothing_of_the_kind
