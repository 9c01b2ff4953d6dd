"""Owns what happens to the bot's chats: it is blocked, removed or let in again, and a group becomes a supergroup.

An article whose account nobody can be asked for any more goes on hold; whoever can still be reached is told, and until
somebody can be asked again it stands as a concern where no chat is needed to see it.
"""

from collections.abc import Sequence
from html import escape

import telegram
from telegram.constants import ChatMemberStatus

from integrations.resuming import hold_article
from integrations.services import Services
from integrations.telegram.replies import Replies
from models.domain.article import WAITING_FOR_A_PERSON
from models.domain.errors import NeedsPerson, Refused
from models.store import accounts, articles, cards, concerns
from models.tables import Account, Chat

_OUT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
_NOBODY = "the bot was blocked or removed in the only chat of {label}; let it in again, or pair another chat"


class Members:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def change(self, update_id: int, change: telegram.ChatMemberUpdated) -> None:
        if change.new_chat_member.status in _OUT:
            await self._leave(update_id, change.chat)
        else:
            await self._come_back(change.chat.id)

    async def move(self, old_chat_id: int, new_chat_id: int) -> None:
        """The group got another number; cards in the old one are dead, so open ones are sent again."""
        async with self._desk.database.session() as session:
            for account_id in await accounts.move_chat(session, old_chat_id, new_chat_id, self._desk.own_bot):
                await cards.show_again(session, account_id)

    async def _come_back(self, telegram_chat_id: int) -> None:
        async with self._desk.database.session() as session:
            for chat in await accounts.chats_at(session, telegram_chat_id, self._desk.own_bot):
                await concerns.somebody_to_ask(session, chat.account_id, self._desk.clock())
                if chat.left_at is not None:
                    chat.left_at = None
                    await cards.show_to_new_chat(session, chat.account_id)

    async def _leave(self, update_id: int, where: telegram.Chat) -> None:
        async with self._desk.database.session() as session:
            left = await accounts.chats_at(session, where.id, self._desk.own_bot)
            for chat in left:
                chat.left_at = self._desk.clock()
            gone = [await accounts.account(session, chat.account_id) for chat in left]
        for account in gone:
            held = await self._hold_what_waits(account)
            await self._tell(update_id, account, where, held)

    async def _hold_what_waits(self, account: Account) -> int:
        async with self._desk.database.session() as session:
            if any(chat.left_at is None for chat in await accounts.chats_of(session, account.id)):
                return 0
            await concerns.nobody_to_ask(session, account, self._desk.clock())
            waiting = [a.id for a in await articles.articles(session, account.id) if a.stage in WAITING_FOR_A_PERSON]
        for article_id in waiting:
            try:
                await hold_article(self._desk, article_id, _NOBODY.format(label=account.label))
            except Refused:  # somebody decided meanwhile
                continue
        return len(waiting)

    async def _tell(self, update_id: int, account: Account, where: telegram.Chat, held: int) -> None:
        name = escape(where.title or where.full_name or str(where.id))
        on_hold = f" {held} of its articles are on hold: /queue shows them." if held else ""
        html = f"I was blocked or removed in “{name}”, a chat of {escape(account.label)}.{on_hold}"
        for chat in await self._reachable(account):
            try:
                await self._replies.say_once(self._desk.of_bot(f"left:{update_id}:{account.id}:{chat.id}"), chat, html)
            except NeedsPerson:  # shut out there as well; the concern tells it
                continue

    async def _reachable(self, account: Account) -> Sequence[Chat]:
        """The account's other chats; else what its owners are paired with for other accounts."""
        async with self._desk.database.session() as session:
            mine = [chat for chat in await accounts.chats_of(session, account.id) if chat.left_at is None]
            return mine or await accounts.chats_of_owners(session, account.id)
