"""Owns the asking of the gate: what a story breaks, by the text, the other articles, the calendar and the web."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.public_images import fault_of_addresses, has_images_to_fetch, is_root_shown
from integrations.sealing import Going, going
from integrations.services import Services
from models.domain.article import Stage
from models.domain.commonmark import every_node, parse
from models.domain.image_references import is_image_source
from models.domain.policy.breach import Breach
from models.domain.policy.gate import Story, breaches
from models.domain.policy.likeness import print_of
from models.domain.publications import as_contributor, known_publications, role_in
from models.store import calendar, story_prints
from models.tables import Article

_MOST_IMAGES = 20


@dataclass(frozen=True)
class Unseen:
    """What Medium would not find on the web, as somebody without our keys saw it."""

    images: tuple[str, ...] = ()  # those that the text itself names
    root: str = ""  # where images lie that Medium is to fetch


async def broken_rules(
    desk: Services, session: AsyncSession, article: Article, among: Collection[Stage], unseen: Unseen = Unseen()
) -> tuple[Breach, ...]:
    """What the story breaks, compared with articles in these stages; its own sketch is kept."""
    found = await going(session, article)
    await story_prints.keep(session, article.id, print_of(found.draft.body))
    return await _broken_by(desk, session, found, among, unseen)


async def rules_broken_now(desk: Services, session: AsyncSession, article: Article) -> tuple[Breach, ...]:
    """For whoever only looks: nothing is kept, and nothing is asked of the web."""
    return await _broken_by(desk, session, await going(session, article), story_prints.GOING_OUT, Unseen())


async def _broken_by(
    desk: Services, session: AsyncSession, found: Going, among: Collection[Stage], unseen: Unseen
) -> tuple[Breach, ...]:
    article, sketch = found.article, print_of(found.draft.body)
    story = Story(
        found.draft.title,
        found.draft.body,
        found.account.language,
        as_contributor(found.options, role_in(found.options, known_publications(found.account.publications))).status,
        article.publish_at,
        is_by_model=found.account.uses_ai and not all(block.is_locked for block in found.text.blocks),
        disclosure=found.account.disclosure,
        others=await story_prints.nearly_the_same(session, article.id, sketch, among),
        posts=await calendar.posts_around(session, article, found.account),
        unreachable=unseen.images,
        shut_root=unseen.root,
        fault_of_form=found.fault_of_form or fault_of_addresses(desk, found),
    )
    return breaches(story)


async def what_medium_would_not_find(desk: Services, found: Going) -> Unseen:
    is_shut = has_images_to_fetch(found) and not fault_of_addresses(desk, found) and not await is_root_shown(desk)
    return Unseen(
        await _that_do_not_answer(desk, found.draft.body), desk.settings.s3_public_url or "" if is_shut else ""
    )


async def _that_do_not_answer(desk: Services, body: str) -> tuple[str, ...]:
    """Those that the text itself names: Medium fetches them while it creates the post."""
    sources = [
        str(token.attrGet("src") or "")
        for node in every_node(parse(body))
        for token in node.inline
        if token.type == "image"
    ]
    asked = [source for source in dict.fromkeys(sources) if is_image_source(source)][:_MOST_IMAGES]
    there = await asyncio.gather(*(desk.reader.answers(source) for source in asked))
    return tuple(source for source, is_there in zip(asked, there, strict=True) if not is_there)
