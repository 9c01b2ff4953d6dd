"""Owns `/new`: it asks question by question, shows the time back in full, and queues the article at the last yes.

What was answered is kept, so that a restart asks on where it was. An update that comes twice is one answer, and a
button that is tapped twice asks once.
"""

import hashlib
from html import escape

import telegram
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.queueing import Wanted, queue, writing_begins
from integrations.services import Services
from integrations.telegram.buttons import Button, Rows
from integrations.telegram.marks import Mark
from integrations.telegram.replies import Replies, Said
from models.domain.errors import Refused
from models.domain.new_article import NewArticle, Question
from models.domain.schedule import in_zone
from models.store import accounts, articles, calendar, conversations
from models.tables import Account, Conversation

_MARK = Mark.NEW_ARTICLE
_LABEL_SHOWN = 40
_SURE = "Is that right? Another time can simply be typed."
_OVER = "This is over. /new begins again."
_OTHER_TIME = "You named another time since. The newest message counts."
_MAY_NOT = "There is no account here for which you may do that."


class NewArticles:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def start(self, message: telegram.Message, topic: str) -> Said:
        """`/new`, or `/new` with the topic."""
        if message.from_user is None:
            raise Refused(_MAY_NOT)
        where = (message.chat.id, message.from_user.id, self._desk.own_bot)
        async with self._desk.database.session() as session:
            mine = await accounts.decided_by(session, *where)
            if not mine:
                raise Refused(_MAY_NOT)
            state = NewArticle(account_id=mine[0].id if len(mine) == 1 else None)
            state = state.about(topic) if topic.strip() else state
            begun = await conversations.start(session, *where, state.model_dump(mode="json"), self._desk.clock())
            return await self._asked(session, begun, state)

    async def cancel(self, message: telegram.Message) -> Said:
        async with self._desk.database.session() as session:
            user = message.from_user
            was_open = user is not None and await conversations.end(
                session, message.chat.id, user.id, self._desk.own_bot
            )
        return Said("Cancelled." if was_open else "There is nothing to cancel.")

    async def answer(self, update_id: int, message: telegram.Message, text: str) -> Said | None:
        """What to say to words that answer the question; None where nothing was begun."""
        if message.from_user is None:
            return None
        async with self._desk.database.session() as session:
            begun = await conversations.current(
                session, message.chat.id, message.from_user.id, self._desk.own_bot, self._desk.clock()
            )
            state = None if begun is None else NewArticle.model_validate(begun.state)
            if begun is None or state is None or state.queued_as is not None:
                return None
            if update_id > begun.last_update_id:
                try:
                    state = state.answered(text, await self._zone(session, state), self._desk.clock())
                except Refused as refusal:
                    return Said(escape(str(refusal)))
                self._keep(begun, state, update_id)
            return await self._asked(session, begun, state)

    async def tap(self, query: telegram.CallbackQuery) -> None:
        try:
            answered, said = await self._tapped(query)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        await self._desk.sender.answer(query.id, "")
        if isinstance(query.message, telegram.Message):
            words = hashlib.sha256(said.html.encode()).hexdigest()[:16]
            await self._replies.send_ever_once(f"new:{answered}:{words}", query.message, said.html, said.rows)
            await self._replies.settle(query.id, query.message, asked=_SURE)

    async def _tapped(self, query: telegram.CallbackQuery) -> tuple[str, Said]:
        """What to say, and after which typed answer of which conversation it is said."""
        serial, word, argument = read(query.data or "")
        if query.message is None:
            raise Refused(_OVER)
        where = (query.message.chat.id, query.from_user.id, self._desk.own_bot)
        async with self._desk.database.session() as session:
            begun = await conversations.current(session, *where, self._desk.clock())
            if begun is None or begun.id != serial:
                raise Refused(_OVER)
            said = await self._after_tap(session, begun, word, argument, where)
            return f"{serial}:{begun.last_update_id}", said

    async def _after_tap(
        self, session: AsyncSession, begun: Conversation, word: str, argument: str, where: tuple[int, int, int | None]
    ) -> Said:
        state = NewArticle.model_validate(begun.state)
        if state.queued_as is not None:
            return await self._queued(session, state.queued_as)
        if word == "no":
            await conversations.end(session, *where)
            return Said("Left. Nothing was queued.")
        if word == "yes" and state.question is Question.SURE:
            if argument != _moment(state):
                raise Refused(_OTHER_TIME)
            return await self._queue(session, begun, state, where)
        state = await self._with_tap(session, state, word, argument, where)
        self._keep(begun, state, begun.last_update_id)
        return await self._asked(session, begun, state)

    async def _with_tap(
        self, session: AsyncSession, state: NewArticle, word: str, argument: str, where: tuple[int, int, int | None]
    ) -> NewArticle:
        """A button of an earlier question changes nothing: what is asked now is asked again."""
        mine = {account.id: account for account in await accounts.decided_by(session, *where)}
        match state.question, word:
            case Question.ACCOUNT, "account" if argument.isdecimal() and int(argument) in mine:
                return state.model_copy(update={"account_id": int(argument)})
            case Question.BRIEF, "skip":
                return state.model_copy(update={"brief": ""})
            case Question.TIME | Question.SURE, "slot" if state.account_id in mine:
                [slot] = await calendar.slots_for_topics(session, state.account_id, self._desk.clock())
                return state.at(slot, "That is the next free slot.")
        return state

    async def _queue(
        self, session: AsyncSession, begun: Conversation, state: NewArticle, where: tuple[int, int, int | None]
    ) -> Said:
        mine = {account.id: account for account in await accounts.decided_by(session, *where)}
        if state.account_id not in mine or state.publish_at is None:
            raise Refused(_MAY_NOT)
        account, now = mine[state.account_id], self._desk.clock()
        if state.publish_at <= now:
            raise Refused("That time has passed meanwhile. Type another one.")
        wanted = Wanted(state.topic, state.brief or "")
        article, _ = await queue(session, account, wanted, state.publish_at, now)
        self._keep(begun, state.model_copy(update={"queued_as": article.id}), begun.last_update_id)
        return await self._queued(session, article.id)

    async def _queued(self, session: AsyncSession, article_id: int) -> Said:
        article = await articles.article(session, article_id)
        account = await accounts.account(session, article.account_id)
        writing = escape(writing_begins(article.publish_at, account, self._desk.clock()))
        return Said(
            f"Article {article.id}, “{escape(article.topic)}”, is queued for "
            f"<b>{escape(in_zone(article.publish_at, account.zone))}</b>. Its writing begins {writing}."
        )

    async def _asked(self, session: AsyncSession, begun: Conversation, state: NewArticle) -> Said:
        match state.question:
            case Question.ACCOUNT:
                mine = await accounts.decided_by(session, begun.telegram_chat_id, begun.telegram_user_id, begun.bot_id)
                return Said("For which account?", tuple((_account(begun, each),) for each in mine))
            case Question.TOPIC:
                return Said("What is the article about? Write it, or /cancel.")
            case Question.BRIEF:
                return Said(
                    "What should it say? Write a few words: an angle, facts, for whom.",
                    ((_button(begun, "Skip", "skip"),),),
                )
            case Question.TIME:
                zone = escape(await self._zone(session, state))
                return Said(
                    f"When should it go out? Write it, as “next tuesday 9am”, in the time of {zone}.",
                    ((_button(begun, "Next free slot", "slot"),),),
                )
            case Question.SURE:
                return Said(await self._summary(session, state), _sure(begun, state))

    async def _summary(self, session: AsyncSession, state: NewArticle) -> str:
        account = await accounts.account(session, state.account_id or 0)
        when = in_zone(state.publish_at, account.zone) if state.publish_at else ""
        brief = f"\n{escape(state.brief)}" if state.brief else ""
        said = f"\n{escape(state.said)}" if state.said else ""
        return (
            f"<b>{escape(state.topic)}</b>, for {escape(account.label)}{brief}\n\n"
            f"Goes out <b>{escape(when)}</b>.{said}\n\n{_SURE}"
        )

    async def _zone(self, session: AsyncSession, state: NewArticle) -> str:
        return "UTC" if state.account_id is None else (await accounts.account(session, state.account_id)).zone

    def _keep(self, begun: Conversation, state: NewArticle, update_id: int) -> None:
        begun.state, begun.last_update_id = state.model_dump(mode="json"), update_id
        begun.changed_at = self._desk.clock()


def is_ours(data: str | None) -> bool:
    return _MARK.begins(data)


def read(data: str) -> tuple[int, str, str]:
    match data.split(":"):
        case [mark, serial, word, argument] if mark == _MARK and serial.isdecimal() and str(int(serial)) == serial:
            return int(serial), word, argument
    raise Refused("This button is not one of mine.")


def _button(begun: Conversation, text: str, word: str, argument: str = "") -> Button:
    return Button(text, f"{_MARK}:{begun.id}:{word}:{argument}")


def _account(begun: Conversation, account: Account) -> Button:
    return _button(begun, account.label[:_LABEL_SHOWN], "account", str(account.id))


def _moment(state: NewArticle) -> str:
    """A yes is to the time that stands above it."""
    return str(int(state.publish_at.timestamp())) if state.publish_at else ""


def _sure(begun: Conversation, state: NewArticle) -> Rows:
    return (
        (_button(begun, "✅ Yes, queue it", "yes", _moment(state)), _button(begun, "🗑 No, leave it", "no")),
        (_button(begun, "Next free slot", "slot"),),
    )
