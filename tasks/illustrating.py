"""Owns the drawing of images: each try is paid once, kept before anything else, and never lost."""

import base64
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256

from prefect import task
from prefect.artifacts import acreate_markdown_artifact
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.affording import Payer
from integrations.bookkeeping import booked
from integrations.services import Services, services
from integrations.writing.errors import ContentRefused
from models.domain.article import Stage
from models.domain.draft import Answered, Assignment, Rewording
from models.domain.effects import EffectKind, ImageBy
from models.domain.errors import TryLater
from models.domain.picture import Change, Picture
from models.domain.review import ReviewKind
from models.domain.slot_source import Slot
from models.domain.slots import slots_of
from models.store import articles, effects, image_reviews, pictures, texts
from models.tables import Article, Image, Json
from tasks.asking import ask_for_another_prompt, ensure_asked
from tasks.assembling import thumbnail
from tasks.drafting import assignment_of
from tasks.image_decisions import leave_image_review
from tasks.lease import held
from tasks.paying import paid
from tasks.policies import PAID_CALL, own_step


@dataclass(frozen=True)
class Order:
    """One try at one slot: what is asked for, and what it grows from."""

    article: Article
    assignment: Assignment
    body: str
    slot: Slot
    number: int
    prompt: str
    before: Image | None = None
    change: str = ""  # of the image before; without one it is drawn anew

    @property
    def key(self) -> str:
        return f"article:{self.article.id}:image:{self.slot.name}:{self.number}"


@task(name="draw image", task_run_name="Draw image {slot}, try {number}", **PAID_CALL)
async def draw_image(article_id: int, slot: str, number: int) -> None:
    desk = await services()
    order = await _order(desk, article_id, slot, number)
    try:
        await _drawn(desk, order)
    except ContentRefused as refusal:
        await _in_other_words(desk, order, str(refusal))


async def _order(desk: Services, article_id: int, name: str, number: int) -> Order:
    async with desk.database.at_once() as session:
        article, account = await articles.article_and_account(session, article_id)
        body = await texts.require_body(session, article)
        notes = await image_reviews.notes_on_image(session, article_id, name) if number > 1 else []
        before = (await articles.newest_images(session, article_id)).get(name) if number > 1 else None
    slot = next(each for each in slots_of(body) if each.name == name)
    said = [note for note in notes if note]
    change = notes[-1] if notes and before else ""
    prompt = ". ".join([slot.prompt.rstrip("."), *said])
    return Order(article, assignment_of(article, account), body, slot, number, prompt, before, change)


async def _in_other_words(desk: Services, order: Order, reason: str) -> None:
    """A prompt that the provider refuses is reworded once, and then a person is asked for another."""

    async def reword() -> Answered[Rewording]:
        return await desk.writer.reword(order.assignment, order.prompt, reason)

    words = sha256(order.prompt.encode()).hexdigest()[:8]  # a person may give others, and those may be refused as well
    reworded = await paid(f"{order.key}:reworded:{words}", order.article, "rewording", Rewording, reword)
    try:
        await _drawn(desk, replace(order, prompt=reworded.prompt, change=""))
    except ContentRefused as refusal:
        async with desk.database.session() as session:
            article = await effects.article_under(session, order.article.id, held())
            await ask_for_another_prompt(desk, session, article, order.slot.name, order.number)
            articles.tell(session, article.id, f"image “{order.slot.name}”: {refusal}", desk.clock())


async def _drawn(desk: Services, order: Order) -> None:
    key = order.key

    async def act() -> Json:
        picture = await _paid_before(desk, key)
        if picture is None:
            await desk.storage.has_bucket()  # while the store is away nothing is paid that would have no place
            picture = (await booked(desk, key, Payer.of(order.article), "image", draw)).value
            await _keep(desk, key, picture)
        await desk.precedence.give_way()
        return {
            "object_key": await desk.storage.put(picture.data, picture.content_type),
            "picture": picture.model_dump(mode="json", exclude={"data"}),
        }

    async def draw() -> Answered[Picture]:
        slot, style, change = order.slot, order.assignment.image_style, await _change(desk, order)
        return await desk.illustrator.draw(order.prompt, slot.alt, style, order.body, change, slot.shape)

    async def hang(session: AsyncSession, outcome: Json) -> None:
        session.add(_image(order, outcome, desk))
        await pictures.let_go(session, key)

    outcome = await desk.effects.once(key, EffectKind.IMAGE_CALL, act, hold=held(), also=hang)
    await _show_in_prefect(desk, order, outcome["object_key"])


async def _change(desk: Services, order: Order) -> Change | None:
    if order.before is None or not order.change:
        return None
    data = await desk.storage.get(order.before.object_key)
    return Change.model_validate({"data": data, "content_type": order.before.content_type, "note": order.change})


async def _paid_before(desk: Services, key: str) -> Picture | None:
    """The store went away, or the process died, between the model's answer and its place."""
    async with desk.database.at_once() as session:
        return await pictures.kept(session, key)


async def _keep(desk: Services, key: str, picture: Picture) -> None:
    with suppress(TryLater):  # its place is the object store, which may well be there
        async with desk.database.session() as session:
            await pictures.keep(session, key, picture, desk.clock())


@own_step
async def hand_in_images(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await effects.article_under(session, article_id, held())
        if article.stage is Stage.ILLUSTRATING:
            articles.move(session, article, Stage.IMAGE_REVIEW, desk.clock())
            await ensure_asked(desk, session, article, ReviewKind.IMAGE)  # also while others wait for their answer
            await leave_image_review(desk, session, article)


def _image(order: Order, outcome: Json, desk: Services) -> Image:
    object_key: str = outcome["object_key"]
    return Image(
        article_id=order.article.id,
        slot=order.slot.name,
        number=order.number,
        by=ImageBy.MODEL,
        prompt=order.prompt,
        object_key=object_key,
        sha256=object_key.rpartition("/")[2].partition(".")[0],
        parent_id=order.before.id if order.before else None,
        created_at=desk.clock(),
        **outcome["picture"],
    )


async def _show_in_prefect(desk: Services, order: Order, object_key: str) -> None:
    """A small copy inside the artifact itself: an address would die with the machine or need a key."""
    await desk.precedence.give_way()
    small, slot = base64.b64encode(await thumbnail(desk, object_key)).decode(), order.slot
    await acreate_markdown_artifact(
        key=f"article-{order.article.id}-image-{slot.name.lower().replace('_', '-')}",
        markdown=f"![{slot.alt}](data:image/jpeg;base64,{small})\n\n{slot.caption}",
        description=f"Image {slot.name}, try {order.number}",
    )
