"""Owns what the writer is sent: each message once for each chat of the account, and recorded with what it shows."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services, services
from integrations.telegram.cards import in_chat
from integrations.telegram.sender import ChatMoved
from models.domain.effects import EffectKind, MessageShows
from models.domain.errors import NeedsPerson
from models.store import accounts, articles, concerns
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
    sent: list[int] = []

    async def act() -> Json:
        try:
            sent.append(await send(chat))
        except ChatMoved as moved:
            async with desk.database.session() as session:
                await accounts.move_chat(session, chat.telegram_chat_id, moved.new_chat_id, chat.bot_id)
            raise
        return {"telegram_message_id": sent[0]}

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

    outcome = await desk.effects.once(in_chat(key, chat.id), EffectKind.MESSAGE, act, hold=held(), also=remember)
    if sent and sent[0] != outcome["telegram_message_id"]:  # an earlier try had arrived, as a tap on it proved
        await desk.sender.remove(chat, sent[0])


async def chats_for(desk: Services, article_id: int) -> list[Chat]:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        return list(await accounts.chats_of(session, article.account_id))


async def to_every_chat(
    desk: Services, article_id: int, chats: Sequence[Chat], send: Callable[[Chat], Awaitable[None]]
) -> None:
    """A chat that shut the bot out does not stop the others; when all of them did, a person has to know."""
    shut_out: list[NeedsPerson] = []
    for chat in chats:
        try:
            await send(chat)
        except NeedsPerson as refusal:
            shut_out.append(refusal)
            async with desk.database.session() as session:
                articles.tell(session, article_id, str(refusal), desk.clock())
    if shut_out and len(shut_out) == len(chats):
        async with desk.database.session() as session:
            article = await articles.article(session, article_id)
            account = await accounts.account(session, article.account_id)
            await concerns.nobody_to_ask(session, account, desk.clock())
        raise shut_out[0]


async def notify(key: str, article_id: int, html: str) -> None:
    """A word about the article to every chat of its account; where all shut the bot out, to its owners' others."""
    desk = await services()
    shown = Shown(MessageShows.NOTICE)

    async def send(chat: Chat) -> None:
        await send_once(key, article_id, chat, shown, lambda to: desk.sender.text(to, html))

    try:
        await to_every_chat(desk, article_id, await chats_for(desk, article_id), send)
    except NeedsPerson:
        for chat in await _elsewhere(desk, article_id):
            with suppress(NeedsPerson):  # a word that nobody can hear stays in the article's story
                await send(chat)


async def _elsewhere(desk: Services, article_id: int) -> list[Chat]:
    """Where the account's owners are alone with a bot for another account."""
    async with desk.database.session() as session:
        account_id = (await articles.article(session, article_id)).account_id
        return [each for each in await accounts.chats_of_owners(session, account_id) if each.account_id != account_id]
