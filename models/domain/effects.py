"""Owns the kinds of effects that cost money or that a person sees, and what follows when an outcome is unknown."""

from enum import StrEnum


class EffectKind(StrEnum):
    """What is done once; the sentence says what happens when a process died between the act and its record."""

    MODEL_CALL = "model_call"  # asked again, at most one more call is paid
    IMAGE_CALL = "image_call"  # likewise
    MESSAGE = "message"  # sent again; taps on the lost one say where the live one is
    EDIT = "edit"  # repeated: an edit to the same content changes nothing
    TEST_DRAFT = "test_draft"  # sent again: a second draft that only its writer sees harms nobody
    OBJECT = "object"  # repeated: it lies where it lay, under its content's hash or its article's address


PAID = (EffectKind.MODEL_CALL, EffectKind.IMAGE_CALL)


class AttemptOutcome(StrEnum):
    """What is known of one publish attempt."""

    INTENDED = "intended"  # written down before the request
    POSTED = "posted"  # Medium answered, or the feed shows it
    NOT_POSTED = "not_posted"  # proven: Medium refused, or was never reached
    UNKNOWN = "unknown"  # the answer was lost
    NOT_THERE = "not_there"  # the answer was lost, and the writer did not find it: a feed may still show it later


MADE_NO_STORY = (AttemptOutcome.NOT_POSTED, AttemptOutcome.NOT_THERE)


class MessageShows(StrEnum):
    """What a message in a chat is there for."""

    TEXT = "text"  # a part of the article
    CARD = "card"  # the card with the buttons of a review
    NOTICE = "notice"  # a word about the article
    CORRECTION = "correction"  # what its writer has to change on Medium


class RevisionBy(StrEnum):
    """Who wrote a revision."""

    MODEL = "model"
    PERSON = "person"


class ImageBy(StrEnum):
    """Who made an image: one by a person carries no AI caption."""

    MODEL = "model"
    PERSON = "person"
