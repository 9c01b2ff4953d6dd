"""The error tree: a class is a reaction, so whoever catches one must not catch another."""

import pytest

from models.domain import errors
from models.domain.errors import CopydeskError, LostLease, Misconfigured, NeedsPerson, Refused, TryLater, Unknown

REACTIONS = (Refused, TryLater, NeedsPerson, Unknown, LostLease)


@pytest.mark.parametrize("reaction", REACTIONS)
def test_no_reaction_is_a_kind_of_another(reaction: type[CopydeskError]) -> None:
    assert [other for other in REACTIONS if issubclass(reaction, other)] == [reaction]


def test_a_wrong_setting_is_said_to_the_person_like_any_refusal() -> None:
    assert issubclass(Misconfigured, Refused)


def test_every_class_of_the_tree_is_drawn_on_top_of_its_file() -> None:
    drawn = {name for name in vars(errors) if isinstance(vars(errors)[name], type)}
    assert all(name in (errors.__doc__ or "") for name in drawn)


def test_what_may_be_tried_later_can_say_when() -> None:
    assert TryLater("busy").retry_after_seconds is None
    assert TryLater("busy", 2.5).retry_after_seconds == 2.5
