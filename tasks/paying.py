"""Owns paid calls of an article's steps: each answer is kept once by its key."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel

from integrations.affording import Payer
from integrations.bookkeeping import booked
from integrations.services import services
from models.domain.draft import Answered
from models.domain.effects import EffectKind
from models.tables import Article, Json
from tasks.lease import held

Value = TypeVar("Value", bound=BaseModel)


async def paid(
    key: str, article: Article, purpose: str, form: type[Value], call: Callable[[], Awaitable[Answered[Value]]]
) -> Value:
    """The model's answer to this key: asked for and paid once, read from the record ever after."""
    desk = await services()

    async def act() -> Json:
        return (await booked(desk, key, Payer.of(article), purpose, call)).model_dump(mode="json")

    outcome = await desk.effects.once(key, EffectKind.MODEL_CALL, act, hold=held())
    return form.model_validate(outcome["value"])
