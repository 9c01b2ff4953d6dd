"""Owns the questions of `/new`, one by one: for which account, about what, a brief, when; and what each answer is."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from models.domain.errors import Refused
from models.domain.typed_time import read_time

LONGEST_TOPIC: Final = 300


class Question(StrEnum):
    """What is asked next."""

    ACCOUNT = "account"
    TOPIC = "topic"
    BRIEF = "brief"
    TIME = "time"
    SURE = "sure"


class NewArticle(BaseModel):
    """What was answered so far."""

    model_config = ConfigDict(frozen=True)

    account_id: int | None = None
    topic: str = ""
    brief: str | None = None
    publish_at: AwareDatetime | None = None
    said: str = ""  # of the time: what the clocks do then, or that it is a slot
    queued_as: int | None = None  # the article, when the last question was answered with yes

    @property
    def question(self) -> Question:
        if self.account_id is None:
            return Question.ACCOUNT
        if not self.topic:
            return Question.TOPIC
        if self.brief is None:
            return Question.BRIEF
        return Question.TIME if self.publish_at is None else Question.SURE

    def answered(self, text: str, zone: str, now: datetime) -> "NewArticle":
        """With what was typed; at the end, words are another time."""
        match self.question:
            case Question.ACCOUNT:
                raise Refused("Tap the account that it is for, or /cancel.")
            case Question.TOPIC:
                return self.about(text)
            case Question.BRIEF:
                return self.model_copy(update={"brief": text})
            case Question.TIME | Question.SURE:
                settled = read_time(text, zone, now)
                return self.at(settled.at, settled.said)

    def about(self, topic: str) -> "NewArticle":
        return self.model_copy(update={"topic": read_topic(topic)})

    def at(self, moment: datetime, said: str) -> "NewArticle":
        return self.model_copy(update={"publish_at": moment, "said": said})


def read_topic(text: str) -> str:
    topic = " ".join(text.split())
    if not topic:
        raise Refused("I can only take words here. What is the article about?")
    if len(topic) > LONGEST_TOPIC:
        raise Refused(f"That is {len(topic)} characters; a topic has at most {LONGEST_TOPIC}. The brief may be longer.")
    return topic
