"""Owns the showing of what a person has to decide: the text, the images, tags and time, a lost answer."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from html import escape

from prefect import task

from integrations.abiding import broken_rules, what_medium_would_not_find
from integrations.comparing import since_the_last_look
from integrations.opinions_in_words import on_card
from integrations.options import options_of
from integrations.previews import card_buttons
from integrations.sealing import going
from integrations.services import Services, services
from integrations.telegram import cards
from integrations.telegram.buttons import buttons, refused_image_buttons
from integrations.telegram.formatting import to_telegram
from integrations.telegram.graphemes import utf16_length
from integrations.telegram.packing import MESSAGE_LIMIT, pack
from integrations.telegram.sender import File
from models.domain.effects import MessageShows
from models.domain.errors import Refused
from models.domain.markdown import reading_minutes, words_of
from models.domain.moving import is_cover, place_of
from models.domain.policy.breach import Breach
from models.domain.publications import known_publications, options_in_words
from models.domain.rendering import to_page
from models.domain.review import ReviewKind
from models.domain.slots import slots_of, text_without_slots
from models.domain.story_links import shelf_of
from models.store import (
    accounts,
    articles,
    attempts,
    image_reviews,
    interviews,
    money,
    opinions,
    reviews,
    story_prints,
    texts,
)
from models.store import cards as shown_cards
from models.store.texts import Text
from models.tables import Account, Article, Chat, Image, Review
from tasks.asking import ensure_asked
from tasks.assembling import assembled_page
from tasks.policies import SEEN_BY_A_PERSON
from tasks.showing import Shown, send_once, to_every_chat


@dataclass(frozen=True)
class Asked:
    """What is to be shown and to whom: the reviews of one kind that were not shown yet."""

    desk: Services
    article: Article
    account: Account
    text: Text
    chats: tuple[Chat, ...]
    reviews: tuple[Review, ...]
    cost: str


@task(name="show draft", task_run_name="Send the draft to the writer", **SEEN_BY_A_PERSON)
async def show_draft(article_id: int) -> None:
    asked = await _asked(article_id, ReviewKind.DRAFT)
    body, title = asked.text.body, asked.text.draft.title
    html = cards.draft_card(
        title,
        asked.text.revision.number,
        words_of(body),
        reading_minutes(body),
        asked.article.publish_at,
        asked.account.zone,
        asked.text.revision.warnings,
        await since_the_last_look(asked.desk, asked.text),
        cost=asked.cost,
        answers=await _answers_in(asked),
        assessed=await _assessed(asked, *asked.reviews[:1]),
    )
    for review in asked.reviews:
        await _to_every_chat(asked, partial(_send_draft, asked, review, html))
        await _mark_shown(asked, review)


async def _answers_in(asked: Asked) -> tuple[str, ...]:
    async with asked.desk.database.at_once() as session:
        return await interviews.where_answers_went(session, asked.article.id, asked.text.revision.id)


@task(name="show images", task_run_name="Send the images to the writer", **SEEN_BY_A_PERSON)
async def show_images(article_id: int) -> None:
    asked = await _asked(article_id, ReviewKind.IMAGE)
    await _to_every_chat(asked, partial(_send_assembled, asked))
    for review in asked.reviews:
        send = _send_image if review.image_id is not None else _send_question
        await _to_every_chat(asked, partial(send, asked, review))
        await _mark_shown(asked, review)


@task(name="show tags and time", task_run_name="Send tags and time to the writer", **SEEN_BY_A_PERSON)
async def show_final(article_id: int) -> None:
    asked = await _asked(article_id, ReviewKind.FINAL)
    how = _how(asked)
    tags, zone = tuple(asked.article.tags), asked.account.zone
    at = asked.article.publish_at
    grace, is_past = asked.account.grace_minutes, at < asked.desk.clock()
    broken = [(breach.message, breach.stops) for breach in await _broken(asked)]
    title = asked.text.draft.title
    html = cards.final_card(
        title, tags, at, zone, how, article_id=article_id, grace_minutes=grace, is_past=is_past, broken=broken
    )
    await _send_cards(asked, html)


def _how(asked: Asked) -> str:
    account = asked.account
    how = options_in_words(options_of(asked.article, account), known_publications(account.publications))
    return how if account.medium_token is not None else f"{how}, by your hand: the account has no token"


async def _broken(asked: Asked) -> tuple[Breach, ...]:
    async with asked.desk.database.at_once() as session:
        found = await going(session, asked.article, asked.text)
    unseen = await what_medium_would_not_find(asked.desk, found)
    async with asked.desk.database.session() as session:
        return await broken_rules(asked.desk, session, asked.article, story_prints.GOING_OUT, unseen)


@task(name="ask about lost answer", task_run_name="Ask whether the story is on Medium", **SEEN_BY_A_PERSON)
async def ask_whether_it_is_there(article_id: int) -> None:
    asked = await _asked(article_id, ReviewKind.LOST)
    async with asked.desk.database.at_once() as session:
        status = await attempts.status_in_doubt(session, article_id)
    shelf = shelf_of(status, asked.account.medium_username)
    await _send_cards(asked, cards.lost_card(asked.text.draft.title, shelf, status))


async def _asked(article_id: int, kind: ReviewKind) -> Asked:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        pending = [r for r in await ensure_asked(desk, session, article, kind) if r.shown_at is None]
        return Asked(
            desk,
            article,
            await accounts.account(session, article.account_id),
            await texts.require_current(session, article),
            tuple(await accounts.chats_of(session, article.account_id)),
            tuple(pending),
            str(await money.cost_of_article(session, article_id)) if kind is ReviewKind.DRAFT else "",
        )


async def _assessed(asked: Asked, *pending: Review) -> tuple[str, ...]:
    """What the AI reviewer said about it, if it was asked."""
    async with asked.desk.database.at_once() as session:
        rounds = await opinions.rounds_so_far(session, asked.article.id, ReviewKind.DRAFT, "")
        return tuple([line for each in pending for line in on_card(await opinions.about(session, each), rounds)])


async def _send_cards(asked: Asked, html: str) -> None:
    for review in asked.reviews:
        await _to_every_chat(asked, partial(_send_card, asked, review, html))
        await _mark_shown(asked, review)


async def _to_every_chat(asked: Asked, send: Callable[[Chat], Awaitable[None]]) -> None:
    await to_every_chat(asked.desk, asked.article.id, asked.chats, send)


async def _send_draft(asked: Asked, review: Review, html: str, chat: Chat) -> None:
    await _send_text(asked, review, chat)
    await _send_files(asked, review, chat)
    await _send_card(asked, review, html, chat)


async def _send_text(asked: Asked, review: Review, chat: Chat) -> None:
    """The article as messages in order; each remembers which passages it holds, so that a reply finds them."""
    draft, blocks = asked.text.draft, asked.text.blocks
    head = f"{draft.title}\n{draft.subtitle}\n\n"
    title = f"<b>{escape(draft.title)}</b>\n<i>{escape(draft.subtitle)}</i>\n\n"
    for place, part in enumerate(pack(to_telegram(draft.body), MESSAGE_LIMIT - utf16_length(head))):
        html = part.html if place else title + part.html
        shown = Shown(MessageShows.TEXT, review.id, tuple(str(blocks[index].block_id) for index in part.blocks))
        await send_once(
            f"review:{review.id}:text:{place}", asked.article.id, chat, shown, partial(_text, asked.desk, html)
        )


async def _send_files(asked: Asked, review: Review, chat: Chat) -> None:
    """The whole text to keep or to edit, and as Medium will show it, where it can be rendered as it stands."""
    draft, article_id = asked.text.draft, asked.article.id
    files = [File(f"article-{article_id}.md", f"# {draft.title}\n\n{draft.body}".encode())]
    with suppress(Refused):
        page = to_page(draft.title, draft.subtitle, text_without_slots(draft.body))
        files.append(File(f"article-{article_id}.html", page.encode()))
    shown = Shown(MessageShows.TEXT, review.id)
    for file in files:
        key = f"review:{review.id}:file:{file.name.rpartition('.')[2]}"
        await send_once(key, article_id, chat, shown, partial(_document, asked.desk, file))


async def _send_card(asked: Asked, review: Review, html: str, chat: Chat) -> None:
    rows = card_buttons(asked.desk.settings, review, asked.desk.clock())
    said = cards.shown_again(html) if review.showing > 1 else html
    shown = Shown(MessageShows.CARD, review.id, html=html)
    await send_once(
        cards.card_key(review.id, review.showing),
        asked.article.id,
        chat,
        shown,
        lambda to: asked.desk.sender.text(to, said, rows),
    )


async def _send_assembled(asked: Asked, chat: Chat) -> None:
    """The approved text with its images in place, once, before the first of them is asked about.

    Its words are not said again in a chat that has just read them.
    """
    article_id, said = asked.article.id, to_telegram(asked.text.body)
    key, shown = f"assembled:{article_id}:{asked.text.approved_hash[:16]}", Shown(MessageShows.TEXT)
    async with asked.desk.database.at_once() as session:
        is_read = await shown_cards.text_was_shown(session, chat.id, asked.text.approved_hash)
    for place, part in enumerate(() if is_read else pack(said, MESSAGE_LIMIT)):
        await send_once(f"{key}:text:{place}", article_id, chat, shown, partial(_text, asked.desk, part.html))
    await send_once(f"{key}:file", article_id, chat, shown, partial(_assembled, asked))


async def _assembled(asked: Asked, chat: Chat) -> int:
    page = await assembled_page(asked.desk, asked.article.id, asked.text.draft)
    file = File(f"article-{asked.article.id}-with-images.html", page.encode())
    return await asked.desk.sender.document(chat, file, "The text with its images in place.")


async def _send_question(asked: Asked, review: Review, chat: Chat) -> None:
    """About an image that the provider refuses to draw."""
    body = asked.text.body
    prompt = next((slot.prompt for slot in slots_of(body) if slot.name == review.subject), "")
    html = cards.refused_image_card(review.subject, prompt, place_of(body, review.subject))
    rows = refused_image_buttons(review.id, review.subject_hash)
    said = cards.shown_again(html) if review.showing > 1 else html
    await send_once(
        cards.card_key(review.id, review.showing),
        asked.article.id,
        chat,
        Shown(MessageShows.CARD, review.id, html=html),
        lambda to: asked.desk.sender.text(to, said, rows),
    )


async def _send_image(asked: Asked, review: Review, chat: Chat) -> None:
    async with asked.desk.database.at_once() as session:
        image = await session.get_one(Image, review.image_id)
        assessed = on_card(await opinions.about(session, review))
        waiting = await image_reviews.images_undecided(session, asked.article.id)
        body = (await going(session, asked.article)).draft.body
    captions = {slot.name: slot.caption for slot in slots_of(body)}
    html = cards.image_card(
        image.slot,
        captions.get(image.slot, ""),
        image.number,
        waiting - 1,
        assessed,
        place=place_of(body, image.slot),
        is_cover=is_cover(body, image.slot),
    )
    rows = buttons(review.kind, review.id, review.subject_hash, among=waiting)
    data = await asked.desk.storage.get(image.object_key)
    said = cards.shown_again(html) if review.showing > 1 else html
    await send_once(
        cards.card_key(review.id, review.showing),
        asked.article.id,
        chat,
        Shown(MessageShows.CARD, review.id, html=html),
        lambda to: asked.desk.sender.photo(to, data, said, rows),
    )


async def _text(desk: Services, html: str, chat: Chat) -> int:
    return await desk.sender.text(chat, html)


async def _document(desk: Services, file: File, chat: Chat) -> int:
    return await desk.sender.document(chat, file)


async def _mark_shown(asked: Asked, review: Review) -> None:
    async with asked.desk.database.at_once() as session:
        await reviews.mark_shown(session, review.id, asked.desk.clock())
