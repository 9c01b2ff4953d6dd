"""Owns what the simulated editor says about a text and a picture: a score as it was told, and findings that fit."""

import json

from integrations.simulators.model.page import Page, blocks_of, sentences

_CONTENT = 9  # from here on there is nothing to find
_CRITERIA = ("substance", "truth", "voice", "structure", "language")
_PROBLEMS = (
    ("It stays general where a reader expects one real case.", "Say it more concretely, with one small observation."),
    ("The sentence could stand in any article.", "Make it shorter and say only what is true of this subject."),
)


def judge(body: str, score: int) -> str:
    page = Page("", "", blocks_of(body), "")
    quotes = [sentences(page.blocks[place])[0] for place in page.paragraphs[-len(_PROBLEMS) :]]
    found = [
        {"quote": quote, "problem": problem, "wish": wish}
        for quote, (problem, wish) in zip(quotes, _PROBLEMS, strict=False)
    ]
    is_fine = score >= _CONTENT
    summary = "It keeps what its title promises." if is_fine else "It reads well; some places could be sharper."
    said = dict.fromkeys(_CRITERIA, score) | {"summary": summary, "objections": [] if is_fine else found}
    return json.dumps(said, ensure_ascii=False)


def glance(score: int) -> str:
    is_fine = score >= _CONTENT - 1
    problem = "" if is_fine else "It shows something else than the text speaks of."
    return json.dumps({"score": score, "problem": problem, "wish": "" if is_fine else "Keep to what the caption says."})
