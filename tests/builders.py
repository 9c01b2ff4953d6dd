"""Owns the making of what a test begins with: accounts, people, articles at any stage, texts, images, reviews.

Everything goes through the product's own functions where there is one, so that a test never stands on a fiction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image as Pixels
from pydantic import SecretStr

from integrations.review_desk import Ruling
from integrations.services import Services
from models.domain.article import Stage
from models.domain.draft import Draft
from models.domain.effects import ImageBy, MessageShows, RevisionBy
from models.domain.people import Role
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import accounts, articles, effects, reviews, texts
from models.store.effects import Hold
from models.store.texts import Text
from models.tables import Account, Article, Image, Membership, Message, Person, Review
from tasks.asking import ensure_asked, seal_of
from tests.integrations.medium.served import DEMO_ID, DEMO_TOKEN

ADA = 1001  # her Telegram id, and that of her private chat
SLOT = ":::image {name}\nprompt: A harbour at dawn\nalt: Boats in still water\ncaption: The {name} (made with AI)\n:::"
PLAIN = Draft(
    title="On keeping a notebook",
    subtitle="What stays when you write it down",
    body="A notebook remembers what its owner forgets. It was drafted with the help of AI.\n\n"
    "## Why\n\nBecause whoever writes slowly thinks twice, and whoever thinks twice writes less and better.\n\n"
    "## How\n\nEvery morning, one page, with a pen, before the first message of the day has arrived.\n",
)
PICTURED = PLAIN.model_copy(
    update={"body": f"{PLAIN.body}\n{SLOT.format(name='cover')}\n\nOne page more.\n\n{SLOT.format(name='desk')}\n"}
)


async def an_account(desk: Services, label: str = "demo", token: str | None = DEMO_TOKEN, **fields: Any) -> Account:
    account = Account(
        label=label,
        medium_token=desk.vault.seal(SecretStr(token)) if token else None,
        medium_user_id=DEMO_ID if token else None,
        medium_username="demo",
        created_at=desk.clock(),
        **fields,
    )
    async with desk.database.session() as session:
        session.add(account)
    return account


async def a_person(desk: Services, account: Account, telegram_id: int = ADA, role: Role = Role.OWNER) -> Person:
    """Somebody in a private chat that is paired with the account, called after their role."""
    async with desk.database.session() as session:
        person = Person(name=f"{role}".title(), telegram_user_id=telegram_id, created_at=desk.clock())
        session.add(person)
        await session.flush()
        session.add(Membership(person_id=person.id, account_id=account.id, role=role))
        await accounts.pair(session, account.id, telegram_id, None, person, desk.clock())
    return person


async def an_article(desk: Services, account: Account, stage: Stage = Stage.QUEUED, **fields: Any) -> Article:
    given: dict[str, Any] = {"topic": "Notebooks", "publish_at": desk.clock() + timedelta(days=1)}
    article = Article(
        account_id=account.id, stage=stage, stage_since=desk.clock(), created_at=desk.clock(), **(given | fields)
    )
    async with desk.database.session() as session:
        session.add(article)
    return article


async def a_text(desk: Services, article: Article, draft: Draft = PLAIN) -> Text:
    async with desk.database.session() as session:
        return await texts.save(
            session, await articles.article(session, article.id), draft, RevisionBy.MODEL, desk.clock()
        )


def png(shade: int = 0) -> bytes:
    out = BytesIO()
    Pixels.new("RGB", (64, 48), (shade, 128, 128)).save(out, "PNG")
    return out.getvalue()


async def an_image(desk: Services, article: Article, slot: str, number: int = 1, *, is_kept: bool = False) -> Image:
    """Its bytes are in the object store, and other ones for every slot and try."""
    key = await desk.storage.put(png(sum(slot.encode()) % 200 + number), "image/png")
    image = Image(
        article_id=article.id,
        slot=slot,
        number=number,
        by=ImageBy.MODEL,
        prompt="a harbour",
        object_key=key,
        sha256=key.rpartition("/")[2].removesuffix(".png"),
        content_type="image/png",
        width=64,
        height=48,
        is_kept=is_kept,
        created_at=desk.clock(),
    )
    async with desk.database.session() as session:
        session.add(image)
    return image


async def asked(desk: Services, article: Article, kind: ReviewKind) -> list[Review]:
    async with desk.database.session() as session:
        await ensure_asked(desk, session, await articles.article(session, article.id), kind)
        return [each for each in await reviews.open_reviews(session, article.id) if each.kind == kind]


async def a_card(desk: Services, review: Review, chat: int = ADA, text: str = "the card") -> int:
    """A message that was sent to the chat for real and that shows this review."""
    async with desk.database.session() as session:
        known = (await accounts.chats_at(session, chat))[0]
        message_id = await desk.sender.text(known, text)
        session.add(
            Message(
                chat_id=known.id,
                telegram_message_id=message_id,
                article_id=review.article_id,
                review_id=review.id,
                shows=MessageShows.CARD,
                html=text,
                sent_at=desk.clock(),
            )
        )
    return message_id


async def decided(desk: Services, review: Review, verdict: Verdict, note: str = "") -> Ruling:
    return await desk.desk.decide(review.id, verdict, Channel.CONSOLE, desk.clock(), note=note)


async def at_review(desk: Services, kind: ReviewKind, account: Account | None = None) -> tuple[Article, list[Review]]:
    """An article that waits for a person, with its reviews open and its run asleep."""
    stage = {
        ReviewKind.DRAFT: Stage.DRAFT_REVIEW,
        ReviewKind.IMAGE: Stage.IMAGE_REVIEW,
        ReviewKind.FINAL: Stage.FINAL_REVIEW,
    }[kind]
    article = await an_article(desk, account or await an_account(desk), stage, tags=["Writing", "Habits"])
    await a_text(desk, article, PICTURED if kind is ReviewKind.IMAGE else PLAIN)
    if kind is ReviewKind.IMAGE:
        await an_image(desk, article, "cover")
        await an_image(desk, article, "desk")
    return await reread(desk, article), await asked(desk, article, kind)


async def a_sealed_article(
    desk: Services,
    account: Account | None = None,
    draft: Draft = PLAIN,
    tags: Sequence[str] = ("Writing", "Habits"),
    publish_at: datetime | None = None,
) -> Article:
    """Approved, and its time has come."""
    account = account or await an_account(desk)
    article = await an_article(desk, account, Stage.SCHEDULED, tags=list(tags), publish_at=publish_at or desk.clock())
    await a_text(desk, article, draft)
    if draft is PICTURED:
        await an_image(desk, article, "cover", is_kept=True)
        await an_image(desk, article, "desk", is_kept=True)
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        kept.seal = await seal_of(session, kept)
    return kept


async def reread(desk: Services, article: Article) -> Article:
    async with desk.database.session() as session:
        return await articles.article(session, article.id)


async def change(desk: Services, article: Article, **fields: Any) -> None:
    async with desk.database.session() as session:
        found = await articles.article(session, article.id)
        for name, value in fields.items():
            setattr(found, name, value)


async def taken(desk: Services, article_id: int, holder: str) -> Hold | None:
    """The lease of the article, for twenty seconds."""
    async with desk.database.session() as session:
        return await effects.take_lease(session, article_id, holder, desk.clock(), timedelta(seconds=20))
