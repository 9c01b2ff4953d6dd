"""Owns the drawing of images: each try is paid once, kept before anything else, and never lost."""

import asyncio
import base64
from contextlib import suppress

from prefect import task
from prefect.artifacts import acreate_markdown_artifact
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.affording import Payer
from integrations.bookkeeping import booked
from integrations.services import Services, services
from models.domain.article import Stage
from models.domain.draft import Answered
from models.domain.effects import EffectKind, ImageBy
from models.domain.errors import TryLater
from models.domain.picture import Picture
from models.domain.review import ReviewKind
from models.domain.slot_source import Slot
from models.domain.slots import slots_of
from models.store import articles, effects, pictures, reviews, texts
from models.tables import Article, Image, Json
from tasks.asking import ensure_asked
from tasks.assembling import small_jpeg
from tasks.image_decisions import leave_image_review
from tasks.lease import held
from tasks.policies import PAID_CALL, own_step

_THUMBNAIL_PIXELS = 320


@task(name="draw image", task_run_name="Draw image {slot}, try {number}", **PAID_CALL)
async def draw_image(article_id: int, slot: str, number: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article, account = await articles.article_and_account(session, article_id)
        style = account.image_style
        body = (await texts.require_current(session, article)).body
        note = await _note(session, article_id, slot)
    wanted = next(each for each in slots_of(body) if each.name == slot)
    key = f"article:{article_id}:image:{slot}:{number}"

    async def act() -> Json:
        picture = await _paid_before(desk, key)
        if picture is None:
            await desk.storage.has_bucket()  # while the store is away nothing is paid that would have no place
            picture = (await booked(desk, key, Payer.of(article), "image", draw)).value
            await _keep(desk, key, picture)
        return {
            "object_key": await desk.storage.put(picture.data, picture.content_type),
            "picture": picture.model_dump(mode="json", exclude={"data"}),
        }

    async def draw() -> Answered[Picture]:
        return await desk.illustrator.draw(_prompt(wanted, note), wanted.alt, style, body)

    async def hang(session: AsyncSession, outcome: Json) -> None:
        session.add(_image(article, wanted, number, _prompt(wanted, note), outcome, desk))
        await pictures.let_go(session, key)

    outcome = await desk.effects.once(key, EffectKind.IMAGE_CALL, act, hold=held(), also=hang)
    await _show_in_prefect(desk, article_id, wanted, number, outcome["object_key"])


async def _paid_before(desk: Services, key: str) -> Picture | None:
    """The store went away, or the process died, between the model's answer and its place."""
    async with desk.database.session() as session:
        return await pictures.kept(session, key)


async def _keep(desk: Services, key: str, picture: Picture) -> None:
    with suppress(TryLater):  # its place is the object store, which may well be there
        async with desk.database.session() as session:
            await pictures.keep(session, key, picture, desk.clock())


@own_step
async def hand_in_images(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        await effects.require_hold(session, held())
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is Stage.ILLUSTRATING:
            articles.move(session, article, Stage.IMAGE_REVIEW, desk.clock())
            await ensure_asked(desk, session, article, ReviewKind.IMAGE)  # also while others wait for their answer
            await leave_image_review(desk, session, article)


async def _note(session: AsyncSession, article_id: int, slot: str) -> str:
    decision = await reviews.last_decision(session, article_id, ReviewKind.IMAGE, slot)
    return decision.note if decision else ""


def _prompt(slot: Slot, note: str) -> str:
    return f"{slot.prompt}. {note}" if note else slot.prompt


def _image(article: Article, slot: Slot, number: int, prompt: str, outcome: Json, desk: Services) -> Image:
    object_key: str = outcome["object_key"]
    return Image(
        article_id=article.id,
        slot=slot.name,
        number=number,
        by=ImageBy.MODEL,
        prompt=prompt,
        object_key=object_key,
        sha256=object_key.rpartition("/")[2].partition(".")[0],
        created_at=desk.clock(),
        **outcome["picture"],
    )


async def _show_in_prefect(desk: Services, article_id: int, slot: Slot, number: int, object_key: str) -> None:
    """A small copy inside the artifact itself: an address would die with the machine or need a key."""
    await desk.precedence.give_way()
    data = await desk.storage.get(object_key)
    small = base64.b64encode(await asyncio.to_thread(small_jpeg, data, _THUMBNAIL_PIXELS)).decode()
    await acreate_markdown_artifact(
        key=f"article-{article_id}-image-{slot.name.lower().replace('_', '-')}",
        markdown=f"![{slot.alt}](data:image/jpeg;base64,{small})\n\n{slot.caption}",
        description=f"Image {slot.name}, try {number}",
    )
