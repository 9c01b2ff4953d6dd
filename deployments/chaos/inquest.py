"""Owns the looking after a run: it reads the vendors' ledgers, tries every button that is still there, and judges."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from deployments.chaos.approved import approved_by, gone_out
from deployments.chaos.blows import Dealt
from deployments.chaos.outside import Call, Message, Outside, Post
from deployments.chaos.plan import Script
from deployments.chaos.repeats import Repeat, repeats
from deployments.chaos.verdict import Fate
from deployments.chaos.writer import Act, Diary, Writer

_FILE = re.compile(r"article-(\d+)\.md")
_END = re.compile(r"” (?:is out|was dropped)\b")
_CARD = re.compile(r"r:(\d+):")
_ANSWERED_WITHIN_SECONDS = 12.0


@dataclass(frozen=True)
class Scene:
    """What was played, by whom, and what befell it."""

    outside: Outside
    writers: Sequence[Writer]
    queued: dict[int, Script]
    diary: Diary
    dealt: Sequence[Dealt]

    def chat_of(self, article_id: int) -> int:
        return self.writers[self.queued[article_id].account].chat


async def untold(scene: Scene) -> list[int]:
    """Articles whose writer has not heard of their end yet."""
    heard = {writer.chat: await _told(scene, writer.chat) for writer in scene.writers}
    return [each for each, script in scene.queued.items() if script.word not in heard[scene.chat_of(each)]]


async def _told(scene: Scene, chat: int) -> str:
    """The last words on articles: published, or dropped."""
    return "\n".join(
        message.words
        for message in await scene.outside.chat(chat)
        if message.sender == "bot" and tells_an_end(message.words)
    )


def tells_an_end(words: str) -> bool:
    return _END.search(words) is not None


async def fates(scene: Scene, stands: dict[int, str]) -> tuple[Fate, ...]:
    posts, waiting = await scene.outside.posts(), set(await untold(scene))
    return tuple([await _fate(scene, each, posts, each not in waiting, stands.get(each, "")) for each in scene.queued])


async def _fate(scene: Scene, article_id: int, posts: Sequence[Post], was_told: bool, stands: str) -> Fate:
    word = scene.queued[article_id].word
    acts = [act for act in scene.diary.acts if act.about.article_id == article_id]
    mine = [post for post in posts if word in post.content]
    return Fate(
        article_id=article_id,
        word=word,
        approved=await approved_by(acts, article_id, scene.chat_of(article_id), scene.outside),
        out=tuple([await gone_out(post, scene.outside) for post in mine]),
        was_told=was_told,
        stands=stands,
    )


async def repeated(scene: Scene) -> tuple[Repeat, ...]:
    calls = await scene.outside.calls()
    allowed = {scene.queued[article_id].word: count for article_id, count in scene.diary.resumed.items()}
    return tuple(repeats(calls, scene.dealt, lambda call: _article_of(call, scene), allowed))


def _article_of(call: Call, scene: Scene) -> str:
    """Its word; nothing when the call does not tell."""
    body = unquote_plus(call.body)
    if found := next((script.word for script in scene.queued.values() if script.word in body), None):
        return found
    if found_file := _FILE.search(body):
        return scene.queued[int(found_file[1])].word
    if found_card := _CARD.search(body):
        owners = {act.about.review_id: act.about.article_id for act in scene.diary.acts}
        return scene.queued[owners[int(found_card[1])]].word if int(found_card[1]) in owners else ""
    return ""


async def lost_answers(scene: Scene) -> tuple[str, ...]:
    """Cards that still offer buttons are tapped once more: a true answer has to come, whatever it says."""
    lost = await _swallowed(scene)
    for writer in scene.writers:
        left = [each for each in await scene.outside.chat(writer.chat) if each.sender == "bot" and each.data]
        for card in left:
            if not await _answers(scene.outside, writer, card):
                lost.append(f"{writer.name}: the card “{card.words[:40]}” has buttons that do nothing")
    return tuple(lost)


async def _swallowed(scene: Scene) -> list[str]:
    """Decisions that got no answer and left their card as it was."""
    answered = {tap.query_id for tap in await scene.outside.taps() if tap.answered}
    chats = {writer.chat: await scene.outside.chat(writer.chat) for writer in scene.writers}
    return [
        f"{act.about.kind} review {act.about.review_id}: {act.verdict or act.said} was swallowed"
        for act in scene.diary.acts
        if not _is_heard(act, chats[scene.chat_of(act.about.article_id)], answered)
    ]


def _is_heard(act: Act, chat: Sequence[Message], answered: set[str]) -> bool:
    """It was answered, or its card shows what came of it."""
    if answered & set(act.query_ids):
        return True
    is_open = any(each.message_id == act.card.message_id and each.data for each in chat)
    return not is_open or any(each.reply_to == act.message_id and each.sender == "bot" for each in chat)


async def _answers(outside: Outside, writer: Writer, card: Message) -> bool:
    queries = await outside.tap(writer.chat, writer.name, card.message_id, card.data[0])
    deadline = time.monotonic() + _ANSWERED_WITHIN_SECONDS
    while queries and time.monotonic() < deadline:
        if any(tap.answered for tap in await outside.taps() if tap.query_id in queries):
            return True
        await asyncio.sleep(0.2)
    return not queries
