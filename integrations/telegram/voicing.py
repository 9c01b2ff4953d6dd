"""Owns the voice on the phone: proposed rules come one by one with the sentence that they stand on, and are tapped.

A rule is text that nobody can change, so a button needs no more than its number.
"""

from contextlib import suppress
from html import escape

import telegram

from integrations.services import Services
from integrations.telegram.buttons import Button, Rows
from integrations.telegram.graphemes import utf16_length
from integrations.telegram.marks import Mark
from integrations.telegram.packing import MESSAGE_LIMIT
from integrations.telegram.speakers import MAY_NOT
from integrations.telegram.tapped import Tapped
from integrations.voice_desk import Ruled, decide
from models.domain.effects import EffectKind
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.domain.voice import RuleOrigin, RuleState
from models.store import accounts, voices
from models.tables import Account, Chat, Json, Person, VoiceRule

_MARK = Mark.VOICE_RULE
_NOTHING = "No rule waits for a word. copydesk voice learn reads your stories and proposes some."
_WORDS = {RuleState.ACCEPTED: "Made a rule", RuleState.REFUSED: "Refused", RuleState.PROPOSED: "Open"}


def is_ours(data: str | None) -> bool:
    return _MARK.begins(data)


def rule_buttons(rule_id: int) -> Rows:
    return (
        (
            Button("✅ Make it a rule", f"{_MARK}:{rule_id}:{RuleState.ACCEPTED}"),
            Button("🚫 No", f"{_MARK}:{rule_id}:{RuleState.REFUSED}"),
        ),
    )


def rule_card(rule: VoiceRule, label: str) -> str:
    head = f"✍️ <b>{escape(label)}</b>: make this a rule of the voice?\n\n{escape(rule.text)}\n\n"
    quote = f"<blockquote>{escape(rule.sentence)}</blockquote>"
    if rule.origin is RuleOrigin.FEEDBACK:
        return f"{head}You have asked for it several times, the last time like this:\n{quote}"
    return f"{head}It stands on this sentence of “{escape(rule.story)}”:\n{quote}"


async def offer(desk: Services, account_id: int) -> None:
    """Show the next proposal to every chat of the account, each once."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id)
        waiting = await voices.proposed(session, account_id)
        chats = await accounts.chats_of(session, account_id)
    for chat in chats if waiting else ():
        with suppress(NeedsPerson, Refused, TryLater, Unknown):  # it waits, and is found by /voice and on the shell
            await _send(desk, account, waiting[0], chat)


async def _send(desk: Services, account: Account, rule: VoiceRule, chat: Chat) -> None:
    async def act() -> Json:
        html = rule_card(rule, account.label)
        return {"telegram_message_id": await desk.sender.text(chat, html, rule_buttons(rule.id))}

    await desk.effects.once(_card_key(rule, chat), EffectKind.MESSAGE, act)


def _card_key(rule: VoiceRule, chat: Chat) -> str:
    return f"voice:{rule.id}:card:chat:{chat.id}"


async def shown_voice(desk: Services, telegram_chat_id: int) -> str:
    """What goes into the prompts of this chat's accounts; the next proposal of each follows in a message of its own."""
    async with desk.database.session() as session:
        mine = [
            await accounts.account(session, c.account_id)
            for c in await accounts.chats_at(session, telegram_chat_id, desk.own_bot)
        ]
        shown = [(account, await voices.prompt_of(session, account)) for account in mine]
        waiting = sum([len(await voices.proposed(session, account.id)) for account in mine])
    for account in mine:
        await offer(desk, account.id)
    parts = [f"<b>{escape(account.label)}</b>\n{escape(text) or 'nothing yet'}" for account, text in shown]
    said = "This goes into the prompt as the voice:\n\n" + "\n\n".join(parts)
    left = f"{waiting} proposed rules wait for your word." if waiting else _NOTHING
    room = MESSAGE_LIMIT - utf16_length(left) - 40
    return f"{said}\n\n{left}" if utf16_length(said) <= room else f"It is too long for a message.\n\n{left}"


class Voicing:
    def __init__(self, desk: Services) -> None:
        self._desk = desk

    async def tap(self, query: telegram.CallbackQuery) -> None:
        try:
            rule_id, state = read(query.data or "")
            person = await self._person(query.from_user.id, rule_id)
            ruled = await decide(self._desk, rule_id, state, person.id)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        word = await word_of(self._desk, ruled.rule)
        with suppress(TryLater):
            await self._desk.sender.answer(query.id, word if ruled.counts else f"Already decided: {word}.")
        await show_ruled(self._desk, ruled, query.message)

    async def _person(self, telegram_user_id: int, rule_id: int) -> Person:
        async with self._desk.database.session() as session:
            rule = await voices.rule(session, rule_id)
            account = await accounts.account(session, rule.account_id)
            if account.bot_id != self._desk.own_bot:
                raise Refused(f"{account.label} has another bot now. Decide there.")
            person = await accounts.person_on_telegram(session, telegram_user_id)
            if person is None or not await accounts.may_decide(session, person.id, rule.account_id):
                raise Refused(MAY_NOT)
        return person


async def show_ruled(desk: Services, ruled: Ruled, tapped: telegram.MaybeInaccessibleMessage | None = None) -> str:
    """Every card of this rule shows what was decided and loses its buttons; then the next proposal is shown."""
    word = await word_of(desk, ruled.rule)
    await _settle(desk, ruled, word, tapped)
    await offer(desk, ruled.rule.account_id)
    return word


async def word_of(desk: Services, rule: VoiceRule) -> str:
    if rule.person_id is None:
        return f"{_WORDS[rule.state]} on the shell"
    async with desk.database.session() as session:
        return f"{_WORDS[rule.state]} by {(await session.get_one(Person, rule.person_id)).name}"


async def _settle(desk: Services, ruled: Ruled, word: str, tapped: telegram.MaybeInaccessibleMessage | None) -> None:
    """The tapped one surely, also where it is not known to have arrived."""
    async with desk.database.session() as session:
        account = await accounts.account(session, ruled.rule.account_id)
        chats = await accounts.chats_of(session, account.id)
        cards = {
            (chat.telegram_chat_id, sent): chat
            for chat in chats
            if (sent := await voices.sent_card(session, _card_key(ruled.rule, chat)))
        }
    if tapped is not None:
        here = next((chat for chat in chats if chat.telegram_chat_id == tapped.chat.id), None)
        if here is not None:
            cards[here.telegram_chat_id, tapped.message_id] = here
    html = f"{rule_card(ruled.rule, account.label)}\n\n<b>{escape(word)}</b>"
    for (_, message_id), chat in cards.items():
        with suppress(NeedsPerson, Refused, TryLater, Unknown):
            key = f"{_card_key(ruled.rule, chat)}:settled:{message_id}"
            await Tapped(desk, chat, message_id, key).edit(html)


def read(data: str) -> tuple[int, RuleState]:
    try:
        mark, rule_id, state = data.split(":")
        read = int(rule_id), RuleState(state)
    except ValueError:
        raise Refused("This button is not one of mine.") from None
    if mark != _MARK or read[1] is RuleState.PROPOSED or f"{mark}:{read[0]}:{read[1]}" != data:
        raise Refused("This button is not one of mine.")
    return read
