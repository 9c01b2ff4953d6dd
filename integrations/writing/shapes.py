"""Owns the JSON of an answer, as a strict schema and as its reader. It refuses what does not fit, with a reason."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from openai.types.shared_params import ResponseFormatJSONObject, ResponseFormatJSONSchema
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from models.domain.draft import Draft, Flaw, Passages, Questions, Rewording, Traits, Words
from models.domain.legible import why_not_legible

Found = TypeVar("Found", bound=BaseModel)

JSON_OBJECT: ResponseFormatJSONObject = {"type": "json_object"}
TAGS_WANTED = 5
LONGEST_TAG = 25  # characters; Medium ignores longer ones (api.md of Medium/medium-api-docs)


class UnfitAnswer(ValueError):
    """Why an answer is not of its shape, in words that go back to the model."""

    def __init__(self, complaint: str, flaw: Flaw = Flaw.UNFIT) -> None:
        super().__init__(complaint)
        self.flaw = flaw


@dataclass(frozen=True)
class Shape(Generic[Found]):
    """One kind of answer: its name at the endpoint, its fields as the prompt explains them, and what reads it."""

    name: str
    fields: dict[str, str]
    lists: frozenset[str]
    found: type[Found]
    schemas: Mapping[str, object] = field(default_factory=dict)  # of fields that are no strings

    @property
    def response_format(self) -> ResponseFormatJSONSchema:
        schema: dict[str, object] = {
            "type": "object",
            "properties": {name: self._property(name) for name in self.fields},
            "required": list(self.fields),
            "additionalProperties": False,
        }
        return {"type": "json_schema", "json_schema": {"name": self.name, "strict": True, "schema": schema}}

    def read(self, text: str) -> Found:
        try:
            found = self.found.model_validate(_json_in(text))
        except ValidationError as error:
            raise UnfitAnswer("; ".join(_complaint(part["loc"], part["msg"]) for part in error.errors())) from None
        if why := _why_not_legible(found):
            raise UnfitAnswer(why)
        return found

    def _property(self, name: str) -> object:
        if name in self.schemas:
            return self.schemas[name]
        if name in self.lists:
            return {"type": "array", "items": {"type": "string"}, "description": self.fields[name]}
        return {"type": "string", "description": self.fields[name]}


def _all_different(tags: tuple[str, ...]) -> tuple[str, ...]:
    if len({tag.casefold() for tag in tags}) < len(tags):
        raise ValueError("the tags have to differ from each other")
    return tags


_Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TAG)]


class _FiveTags(BaseModel):
    model_config = ConfigDict(frozen=True)

    tags: Annotated[
        tuple[_Tag, ...], Field(min_length=TAGS_WANTED, max_length=TAGS_WANTED), AfterValidator(_all_different)
    ]


_ARTICLE = {
    "title": "the title, at most 70 characters",
    "subtitle": "one sentence under the title",
    "body": "the article in Markdown, without its title, with its image slots",
}

_INTERVIEWED = _ARTICLE | {
    "answers_used": "for every passage that uses an answer: the answer's number, a colon, and the first eight words of "
    "that passage as they stand in the body"
}

DRAFT = Shape("draft", _ARTICLE, frozenset(), Draft)
REVISION = Shape("revision", _ARTICLE, frozenset(), Draft)
REPAIR = Shape("repair", _ARTICLE, frozenset(), Draft)
INTERVIEWED_DRAFT = Shape("draft", _INTERVIEWED, frozenset({"answers_used"}), Draft)
INTERVIEWED_REPAIR = Shape("repair", _INTERVIEWED, frozenset({"answers_used"}), Draft)
QUESTIONS = Shape("questions", {"questions": "the questions, each one sentence"}, frozenset({"questions"}), Questions)


def passages_shape(count: int, *, title: bool, subtitle: bool) -> Shape[Passages]:
    """Exactly as many passages as were given; the head only where it may change."""
    fields = {name: _ARTICLE[name] for name, is_asked in (("title", title), ("subtitle", subtitle)) if is_asked}
    if count:
        fields["passages"] = f"the {count} passages in Markdown, in their order, each as its own string"
    head: Any = (Annotated[Words, Field(min_length=1)], ...)
    given: dict[str, Any] = {"title": head} if title else {}
    given["passages"] = (Annotated[tuple[Words, ...], Field(min_length=count, max_length=count)], ... if count else ())
    return Shape("passages", fields, frozenset({"passages"}), create_model("Passages", __base__=Passages, **given))


TRAITS = Shape(
    "voice",
    {
        "rules": "the rules, each one short sentence that tells how to write",
        "sentences": "for each rule, in their order, one sentence of the stories that shows it, copied word for word",
    },
    frozenset({"rules", "sentences"}),
    Traits,
)
REWORDING = Shape("rewording", {"prompt": "the new description of the picture"}, frozenset(), Rewording)
TAGS = Shape("tags", {"tags": "five tags, the most important first"}, frozenset({"tags"}), _FiveTags)


def _why_not_legible(found: BaseModel) -> str:
    match found:
        case Draft():
            return why_not_legible(found.body)
        case Passages():
            return why_not_legible("\n\n".join(found.passages))
        case _:
            return ""


def _json_in(text: str) -> object:
    """The JSON object of an answer, also out of a fence or between friendly sentences."""
    fenced = re.search(r"```(?:json)?\s*\n(.*)\n\s*```", text, re.DOTALL)
    for candidate in (text, fenced[1] if fenced else "", text[text.find("{") : text.rfind("}") + 1]):
        try:
            return json.loads(candidate, strict=False)  # plain-text models leave line breaks inside strings
        except json.JSONDecodeError:
            continue
    raise UnfitAnswer("the answer holds no complete JSON object" if text else "the answer is empty", Flaw.MALFORMED)


def _complaint(where: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, where)) or 'answer'}: {message}"
