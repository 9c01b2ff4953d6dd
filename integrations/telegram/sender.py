"""Owns what the bot sends. It tells apart what was refused, what never arrived, and what nobody can know."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import telegram
from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from integrations.telegram.buttons import Button, Rows
from integrations.telegram.pacing import Pace
from models.domain.errors import Misconfigured, NeedsPerson, Refused, TryLater, Unknown
from models.tables import Chat

Answer = TypeVar("Answer")
BotOf = Callable[[int | None], Awaitable[telegram.Bot]]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NOTHING_CHANGED = ("message is not modified", "message to edit not found")
_TOO_LATE = ("query is too old", "query id is invalid")


class ChatMoved(TryLater):
    """The group became a supergroup and has another number: the same message goes there."""

    def __init__(self, new_chat_id: int) -> None:
        super().__init__("This group became a supergroup; it is written to there.")
        self.new_chat_id = new_chat_id


@dataclass(frozen=True)
class File:
    name: str
    data: bytes


class Sender:
    """Writes to a chat through the bot that it was paired with; every bot has a pace of its own."""

    def __init__(self, bots: BotOf, make_pace: Callable[[], Pace], own_bot: int | None = None) -> None:
        self._bots, self._make_pace, self._own_bot = bots, make_pace, own_bot
        self._paces: dict[int | None, Pace] = {}

    def through(self, own_bot: int) -> "Sender":
        """The same sender, answering the taps on an account's own bot."""
        other = Sender(self._bots, self._make_pace, own_bot)
        other._paces = self._paces
        return other

    async def text(self, chat: Chat, html: str, rows: Rows = (), *, reply_to: int | None = None) -> int:
        bot = await self._bots(chat.bot_id)
        return await self._message_id(
            chat,
            lambda: bot.send_message(
                chat.telegram_chat_id,
                html,
                message_thread_id=chat.thread_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(rows),
                reply_parameters=_reply(reply_to),
            ),
            is_answer=reply_to is not None,
        )

    async def photo(self, chat: Chat, data: bytes, html: str, rows: Rows = ()) -> int:
        bot = await self._bots(chat.bot_id)
        return await self._message_id(
            chat,
            lambda: bot.send_photo(
                chat.telegram_chat_id,
                data,
                caption=html,
                message_thread_id=chat.thread_id,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(rows),
            ),
        )

    async def document(self, chat: Chat, file: File, html: str = "") -> int:
        bot = await self._bots(chat.bot_id)
        return await self._message_id(
            chat,
            lambda: bot.send_document(
                chat.telegram_chat_id,
                file.data,
                caption=html or None,
                filename=file.name,
                message_thread_id=chat.thread_id,
                parse_mode=ParseMode.HTML,
            ),
        )

    async def edit(self, chat: Chat, message_id: int, html: str, rows: Rows = (), *, is_photo: bool = False) -> None:
        """Change a message; one that is gone or already so is as good as changed."""
        bot = await self._bots(chat.bot_id)
        where, markup = (chat.telegram_chat_id, message_id), _keyboard(rows)
        try:
            if is_photo:
                await told_apart(
                    lambda: bot.edit_message_caption(
                        *where, caption=html, parse_mode=ParseMode.HTML, reply_markup=markup
                    )
                )
            else:
                await told_apart(
                    lambda: bot.edit_message_text(
                        html,
                        *where,
                        parse_mode=ParseMode.HTML,
                        link_preview_options=_NO_PREVIEW,
                        reply_markup=markup,
                    )
                )
        except Refused as refusal:
            if not any(reason in str(refusal).lower() for reason in _NOTHING_CHANGED):
                raise

    async def rebutton(self, chat: Chat, message_id: int, rows: Rows) -> None:
        """Other buttons under a message that stays as it is."""
        bot = await self._bots(chat.bot_id)
        try:
            await told_apart(
                lambda: bot.edit_message_reply_markup(chat.telegram_chat_id, message_id, reply_markup=_keyboard(rows))
            )
        except Refused as refusal:
            if not any(reason in str(refusal).lower() for reason in _NOTHING_CHANGED):
                raise

    async def ask(self, chat: Chat, html: str, *, reply_to: int) -> int:
        """A question whose answer is typed: the phone opens a reply to it."""
        bot = await self._bots(chat.bot_id)
        return await self._message_id(
            chat,
            lambda: bot.send_message(
                chat.telegram_chat_id,
                html,
                message_thread_id=chat.thread_id,
                parse_mode=ParseMode.HTML,
                reply_markup=ForceReply(selective=True),
                reply_parameters=_reply(reply_to),
            ),
            is_answer=True,
        )

    async def remove(self, chat: Chat, message_id: int) -> None:
        """Take a message back; one that is gone is as good as taken back."""
        bot = await self._bots(chat.bot_id)
        try:
            await told_apart(lambda: bot.delete_message(chat.telegram_chat_id, message_id))
        except Refused as refusal:
            if "message to delete not found" not in str(refusal).lower():
                raise

    async def answer(self, query_id: str, text: str, *, alert: bool = False) -> bool:
        """Answer a tap. False: it was too late, or got lost on the way; the card itself has to tell."""
        bot = await self._bots(self._own_bot)
        try:
            await told_apart(lambda: bot.answer_callback_query(query_id, text[:200], show_alert=alert))
        except Refused as refusal:
            if any(reason in str(refusal).lower() for reason in _TOO_LATE):
                return False
            raise
        except Unknown:  # at worst the button goes on spinning for a while
            return False
        return True

    async def _message_id(
        self, chat: Chat, send: Callable[[], Awaitable[telegram.Message]], *, is_answer: bool = False
    ) -> int:
        """In its turn. A pause that Telegram asks for is kept by everybody who writes to this chat."""
        pace = self._paces.setdefault(chat.bot_id, self._make_pace())
        async with pace.turn(chat.telegram_chat_id, first=is_answer):
            try:
                return (await told_apart(send)).message_id
            except TryLater as limit:
                if limit.retry_after_seconds is not None:
                    pace.pause(chat.telegram_chat_id, limit.retry_after_seconds)
                raise


async def told_apart(call: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        return await call()
    except RetryAfter as limit:
        raise TryLater("Telegram asks for a pause.", seconds_of(limit)) from limit
    except ChatMigrated as moved:
        raise ChatMoved(moved.new_chat_id) from moved
    except InvalidToken as refusal:
        raise Misconfigured(
            "Telegram refuses the bot's token. Check TELEGRAM_BOT_TOKEN, or the account's own: copydesk account bot."
        ) from refusal
    except Forbidden as refusal:
        raise NeedsPerson(f"The bot may not write to this chat: {refusal.message}.") from refusal
    except BadRequest as refusal:
        raise Refused(f"Telegram refused the message: {refusal.message}.") from refusal
    except NetworkError as failure:
        if "ConnectError" in str(failure) or "ConnectTimeout" in repr(failure.__cause__):
            raise TryLater("Telegram cannot be reached right now.") from failure
        raise Unknown("Telegram's answer was lost; the message may have arrived.") from failure
    except TelegramError as failure:
        raise Unknown(f"Telegram gave an unclear answer: {failure.message}.") from failure


def seconds_of(limit: RetryAfter) -> float:
    wait = limit.retry_after
    return wait.total_seconds() if not isinstance(wait, int) else float(wait)


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(each) for each in row] for row in rows])


def _button(made: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(made.text, callback_data=made.data or None, url=made.url or None)


def _reply(to: int | None) -> ReplyParameters | None:
    return None if to is None else ReplyParameters(message_id=to, allow_sending_without_reply=True)
