"""Owns which answer a chat request gets: an article, tags, an instance of its schema, prose. It keeps no state."""

import json

from integrations.simulators.model.composing import Commission, Composed, compose
from integrations.simulators.model.instances import smallest
from integrations.simulators.model.interview import answers_in, claims, questions
from integrations.simulators.model.judging import glance, judge
from integrations.simulators.model.memory import Habits
from integrations.simulators.model.mending import mend
from integrations.simulators.model.passages import answer_passages
from integrations.simulators.model.request import Asked
from integrations.simulators.model.revising import revise
from integrations.simulators.model.sources import sources_in
from integrations.simulators.model.tagging import tags_for
from integrations.simulators.model.voice import traits
from integrations.simulators.model.wire import Body

_WORDS_OF_A_LOOSE_ANSWER = 90


def answer(asked: Asked, habits: Habits) -> str:  # noqa: PLR0911 (a line for every task)
    match asked.task:
        case "draft":
            return _article(compose(_commission(asked)), asked)
        case "revision":
            return _article(revise(_current(asked), _listed(asked, "notes"), asked.system), asked)
        case "repair":
            return _article(mend(_current(asked), _listed(asked, "faults"), asked.system), asked)
        case "voice":
            return traits(asked.section("stories"), asked.number("Rules", 5))
        case "questions":
            return questions(asked.topic, asked.number("Questions", 3))
        case "passages":
            return answer_passages(asked, _listed(asked, "notes"), _listed(asked, "faults"))
        case "rewording":
            return json.dumps({"prompt": "An empty desk by a window, in the light of the early morning"})
        case "tags":
            current = _current(asked)
            return json.dumps({"tags": tags_for(current.title, current.body, _usual(asked))}, ensure_ascii=False)
        case "review":
            return judge(_current(asked).body, habits.review_score)
        case "picture":
            return glance(habits.picture_score)
        case _:
            return _something(asked)


def _something(asked: Asked) -> str:
    if asked.schema is not None:
        return json.dumps(smallest(asked.schema), ensure_ascii=False)
    prose = _loose(asked)
    return json.dumps({"answer": prose}, ensure_ascii=False) if asked.wants_json else prose


def _article(composed: Composed, asked: Asked) -> str:
    fields: Body = {"title": composed.title, "subtitle": composed.subtitle, "body": composed.body}
    if '"answers_used"' in asked.text:
        fields["answers_used"] = claims(composed.body, answers_in(asked.section("answers")))
    return json.dumps(fields, ensure_ascii=False)


def _commission(asked: Asked) -> Commission:
    return Commission(
        topic=asked.topic,
        brief=asked.section("brief") or asked.line("Brief"),
        words=asked.words,
        images=asked.number("Images", 2),
        image_style=asked.line("Image style"),
        seed=asked.system + asked.text,
        sources=sources_in(asked.section("sources")),
        answers=tuple(told.paragraph for told in answers_in(asked.section("answers"))),
    )


def _current(asked: Asked) -> Composed:
    """An <article> section: labelled title and subtitle, a blank line, the body."""
    head, _, body = asked.section("article").partition("\n\n")
    lines = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return Composed(lines.get("Title", ""), lines.get("Subtitle", ""), body)


def _listed(asked: Asked, section: str) -> list[str]:
    """A note begins with a dash; its further lines are indented."""
    text = "\n" + asked.section(section)
    return [note.replace("\n  ", "\n").strip() for note in text.split("\n- ")[1:]]


def _usual(asked: Asked) -> list[str]:
    return [tag.strip() for tag in asked.line("Usual tags").split(";") if tag.strip()]


def _loose(asked: Asked) -> str:
    """A plain question gets a short reflection on what it names."""
    commission = Commission(asked.topic, "", _WORDS_OF_A_LOOSE_ANSWER, 0, "", asked.system + asked.text)
    paragraphs = compose(commission).body.split("\n\n")
    return "\n\n".join(text for text in paragraphs if not text.startswith(("#", "*")))
