"""Owns the scene that the bot's tests begin with: an article that waits for Ada's word, with its card on her phone."""

from dataclasses import dataclass

from integrations.services import Services
from integrations.telegram.buttons import Button, buttons
from models.domain.effects import MessageShows
from models.domain.review import ReviewKind
from models.store import accounts, reviews
from models.tables import Account, Article, Decision, Message, Review
from tests.builders import ADA, a_person, an_account, at_review, change, png, reread
from tests.conftest import Outside
from tests.recorded_prefect import RecordedPrefect

VIEWER, STRANGER, RIVAL = 2002, 3003, 4004


async def decision_on(desk: Services, review: Review) -> Decision | None:
    async with desk.database.session() as session:
        return await reviews.decision_on(session, review.id)


async def card_of(desk: Services, review: Review, chat: int = ADA) -> int:
    """A card with its real buttons that was sent to the chat."""
    shown = buttons(review.kind, review.id, review.subject_hash)
    async with desk.database.session() as session:
        known = (await accounts.chats_at(session, chat))[0]
        html = "<b>On keeping a notebook</b>"
        is_photo = review.kind is ReviewKind.IMAGE
        send = desk.sender.photo(known, png(), html, shown) if is_photo else desk.sender.text(known, html, shown)
        message_id = await send
        session.add(
            Message(
                chat_id=known.id,
                telegram_message_id=message_id,
                article_id=review.article_id,
                review_id=review.id,
                shows=MessageShows.CARD,
                html=html,
                sent_at=desk.clock(),
            )
        )
    return message_id


@dataclass(frozen=True)
class Scene:
    article: Article
    review: Review
    card: int


async def a_scene(desk: Services, prefect: RecordedPrefect, outside: Outside, kind: ReviewKind) -> Scene:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, zone="Europe/Berlin")
    await a_person(desk, account)
    article, [review, *_] = await at_review(desk, kind, account)
    await change(desk, article, flow_run_id=prefect.a_run())
    return Scene(await reread(desk, article), review, await card_of(desk, review))


async def account_of(desk: Services, scene: Scene) -> Account:
    async with desk.database.session() as session:
        return await accounts.account(session, scene.article.account_id)


async def a_part(desk: Services, scene: Scene, text: str, block_ids: list[str]) -> int:
    """A message with a part of the article's text."""
    async with desk.database.session() as session:
        known = (await accounts.chats_at(session, ADA))[0]
        message_id = await desk.sender.text(known, text)
        session.add(
            Message(
                chat_id=known.id,
                telegram_message_id=message_id,
                article_id=scene.article.id,
                review_id=scene.review.id,
                shows=MessageShows.TEXT,
                block_ids=block_ids,
                sent_at=desk.clock(),
            )
        )
    return message_id


async def mark_shown(desk: Services, scene: Scene) -> None:
    """Its showing was noted, as the step that shows it does."""
    async with desk.database.session() as session:
        (await reviews.review(session, scene.review.id)).shown_at = desk.clock()


async def forged_card(desk: Services, chat: int, data: str) -> int:
    async with desk.database.session() as session:
        known = (await accounts.chats_at(session, chat))[0]
    return await desk.sender.text(known, "forged", ((Button("tap me", data),),))
