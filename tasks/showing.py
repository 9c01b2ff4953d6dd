"""Owns what the writer is sent: each message once for each chat of the account, and recorded with what it shows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services, services
from models.domain.effects import EffectKind, MessageShows
from models.domain.errors import NeedsPerson
from models.store import accounts, articles
from models.tables import Chat, Json, Message
from tasks.lease import held

Send = Callable[[Chat], Awaitable[int]]


@dataclass(frozen=True)
class Shown:
    """What a message is there for, so that an answer to it finds its way."""

    shows: MessageShows
    review_id: int | None = None
    block_ids: tuple[str, ...] = ()
    html: str = ""


async def send_once(key: str, article_id: int, chat: Chat, shown: Shown, send: Send) -> None:
    """Send it to this chat if that was not done, and keep where it is."""
    desk = await services()

    async def act() -> Json:
        return {"telegram_message_id": await send(chat)}

    async def remember(session: AsyncSession, outcome: Json) -> None:
        session.add(
            Message(
                chat_id=chat.id,
                telegram_message_id=outcome["telegram_message_id"],
                article_id=article_id,
                review_id=shown.review_id,
                shows=shown.shows,
                html=shown.html,
                block_ids=list(shown.block_ids),
                sent_at=desk.clock(),
            )
        )

    await desk.effects.once(f"{key}:chat:{chat.id}", EffectKind.MESSAGE, act, hold=held(), also=remember)


async def chats_for(desk: Services, article_id: int) -> list[Chat]:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        return list(await accounts.chats_of(session, article.account_id))


async def notify(key: str, article_id: int, html: str) -> None:
    """A word about the article to every chat of its account; a chat that shut the bot out does not stop the others."""
    desk = await services()
    for chat in await chats_for(desk, article_id):
        try:
            await send_once(key, article_id, chat, Shown(MessageShows.NOTICE), lambda to: desk.sender.text(to, html))
        except NeedsPerson as shut_out:
            async with desk.database.session() as session:
                articles.tell(session, article_id, str(shut_out), desk.clock())
