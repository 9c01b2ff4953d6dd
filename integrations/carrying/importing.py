"""Owns an import: what of it would become which article and when, and then all of it at once, or nothing.

The same import twice makes nothing twice: each article keeps the key of what it was imported as. A finished text is a
revision of the writer's own, locked, and its run begins at its review.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.carrying.own_pictures import MOST_OF_A_TEXT, OwnPictures
from integrations.services import Services
from models.domain.checks.finding import Manuscript
from models.domain.checks.own_texts import warnings_for
from models.domain.effects import ImageBy, RevisionBy
from models.domain.errors import Refused
from models.domain.incoming import Incoming, Unfit, refuse_all
from models.domain.own_images import is_within, own_images, with_slots
from models.domain.picture import Picture
from models.domain.slots import slots_of
from models.domain.typed_time import read_time
from models.store import accounts, articles, calendar, sources, texts
from models.tables import Account, Article, Image


@dataclass(frozen=True)
class Planned:
    """What one piece becomes: an article at that time, or nothing new, where it is there already."""

    piece: Incoming
    account: Account
    key: str
    publish_at: datetime | None = None
    twin_id: int | None = None  # the article that it is already; 0: a piece before it in the same import

    @property
    def is_new(self) -> bool:
        return self.twin_id is None


@dataclass(frozen=True)
class Taken:
    """A picture that is in the object store."""

    picture: Picture
    object_key: str


@dataclass
class Tally:
    """How far a long import is, for whoever waits for it."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Terms:
    """For whom, where a piece says nothing itself; and among which accounts, where none stands for all."""

    label: str | None = None
    among: Collection[int] | None = None


@dataclass(frozen=True)
class Imported:
    article: Article
    piece: Incoming
    account: Account
    remarks: tuple[str, ...] = ()


async def plan(
    desk: Services, pieces: Sequence[Incoming], terms: Terms
) -> tuple[tuple[Planned, ...], tuple[Unfit, ...]]:
    """What would become of each; nothing is written."""
    async with desk.database.session() as session:
        return await _plan(session, pieces, terms, desk.clock())


async def bring_in(
    desk: Services, pieces: Sequence[Incoming], terms: Terms, pictures: OwnPictures, tally: Tally | None = None
) -> tuple[tuple[Imported, ...], tuple[Planned, ...]]:
    """Those that became articles, and those that were there already. With one unfit piece, nothing."""
    planned, unfit = await plan(desk, pieces, terms)
    refuse_all(unfit)
    tally = tally or Tally()
    tally.done, tally.total = 0, 2 * len(planned)
    taken = await _take_pictures(desk, [each.piece for each in planned if each.is_new], pictures, tally)
    async with desk.database.session() as session:
        for account_id in sorted({each.account.id for each in planned}):
            await accounts.account(session, account_id, for_change=True)
        planned, unfit = await _plan(session, pieces, terms, desk.clock())
        refuse_all(unfit)
        made = tuple([await _make(desk, session, each, taken, tally) for each in planned if each.is_new])
    return made, tuple(each for each in planned if not each.is_new)


async def _plan(
    session: AsyncSession, pieces: Sequence[Incoming], terms: Terms, now: datetime
) -> tuple[tuple[Planned, ...], tuple[Unfit, ...]]:
    fit: list[Planned] = []
    unfit: list[Unfit] = []
    known = await accounts.accounts_seen(session, terms.among)
    for piece in pieces:
        try:
            account = _account_of(known, piece, terms.label)
            at = read_time(piece.time, account.zone, now).at if piece.time else None
        except Refused as refusal:
            unfit.append(Unfit(piece.where, str(refusal)))
        else:
            fit.append(Planned(piece, account, piece.key, at))
    return await _with_slots(session, await _with_twins(session, fit), now), tuple(unfit)


def _account_of(known: Sequence[Account], piece: Incoming, label: str | None) -> Account:
    """The one that the piece names, else the one of the whole import, else the only one that there is."""
    if name := piece.account or label:
        return accounts.called(known, name)
    if len(known) != 1:
        raise Refused("For which account? Name it with --account.")
    return known[0]


async def _with_twins(session: AsyncSession, planned: Sequence[Planned]) -> list[Planned]:
    keys: dict[int, set[str]] = defaultdict(set)
    for each in planned:
        keys[each.account.id].add(each.key)
    known = {account: await articles.imported(session, account, wanted) for account, wanted in keys.items()}
    seen = {account: {key: found.id for key, found in each.items()} for account, each in known.items()}
    result = []
    for each in planned:
        result.append(replace(each, twin_id=seen[each.account.id].get(each.key)))
        seen[each.account.id].setdefault(each.key, 0)
    return result


async def _with_slots(session: AsyncSession, planned: Sequence[Planned], now: datetime) -> tuple[Planned, ...]:
    """Those without a time share the free slots of their account, in their order."""
    slots = {}
    for account in {each.account.id: each.account for each in planned}.values():
        mine = [each for each in planned if each.is_new and each.account.id == account.id]
        given = [each.publish_at for each in mine if each.publish_at]
        if wanted := len(mine) - len(given):
            slots[account.id] = iter(await calendar.slots_for_topics(session, account.id, now, wanted, given))
    return tuple(
        replace(each, publish_at=next(slots[each.account.id])) if each.is_new and each.publish_at is None else each
        for each in planned
    )


async def look_at_pictures(
    planned: Sequence[Planned], pictures: OwnPictures, tally: Tally | None = None
) -> tuple[tuple[Planned, ...], tuple[Unfit, ...]]:
    """For a preview: with a remark on each image that cannot be had. Nothing is kept."""
    seen, unfit = list[Planned](), list[Unfit]()
    tally = tally or Tally()
    tally.done, tally.total = 0, len(planned)
    for each in planned:
        try:
            found = await _pictures_of(each.piece, pictures) if each.is_new else {}
        except Refused as refusal:
            unfit.append(Unfit(each.piece.where, str(refusal)))
        else:
            seen.append(replace(each, piece=_with_remarks(each.piece, found)))
        tally.done += 1
    return tuple(seen), tuple(unfit)


def _with_remarks(piece: Incoming, found: Mapping[str, Picture | None]) -> Incoming:
    if there := sum(picture is not None for picture in found.values()):
        piece = piece.with_remark("1 image comes along" if there == 1 else f"{there} images come along")
    for source, picture in found.items():
        piece = piece if picture is not None else piece.with_remark(_not_had(source))
    return piece


def _not_had(source: str) -> str:
    return f"the image {_named(source)} could not be had, and stays in the text as it is"


def _named(source: str) -> str:
    return "within the text itself" if is_within(source) else source[:200]


async def _take_pictures(
    desk: Services, pieces: Sequence[Incoming], pictures: OwnPictures, tally: Tally
) -> dict[str, Taken]:
    """By piece and source. What cannot be had stays in the text as it is, and is remarked upon."""
    taken: dict[str, Taken] = {}
    for piece in pieces:
        for source, picture in (await _pictures_of(piece, pictures)).items():
            if picture is not None:
                taken[_of(piece, source)] = Taken(picture, await desk.storage.put(picture.data, picture.content_type))
        tally.done += 1
    return taken


async def _pictures_of(piece: Incoming, pictures: OwnPictures) -> dict[str, Picture | None]:
    """By source; those of one text at the same time, since each may take its seconds."""
    images = await asyncio.to_thread(own_images, piece.draft.body) if piece.draft else ()
    if len(images) > MOST_OF_A_TEXT:
        raise Refused(f"{piece.where} has {len(images)} images; at most {MOST_OF_A_TEXT} are taken.")
    found = await asyncio.gather(*(pictures.take(image.source, piece.where) for image in images))
    return {image.source: picture for image, picture in zip(images, found, strict=True)}


def _of(piece: Incoming, source: str) -> str:
    return f"{piece.where}\n{source}"


async def _make(
    desk: Services, session: AsyncSession, planned: Planned, taken: dict[str, Taken], tally: Tally
) -> Imported:
    piece, now = planned.piece, desk.clock()
    article = Article(
        account_id=planned.account.id,
        topic=piece.topic,
        brief=piece.brief,
        category=piece.category,
        import_key=planned.key,
        overrides={"tags": list(piece.tags)} if piece.tags else {},
        options=dict(piece.options),
        tags=list(piece.tags),
        publish_at=planned.publish_at or now,
        stage_since=now,
        created_at=now,
    )
    session.add(article)
    await session.flush()
    articles.tell(session, article.id, f"was imported from {piece.where}", now)
    for given in piece.sources:
        await sources.add(session, article, given, now)
    left = await _keep_text(desk, session, article, planned, taken) if piece.draft else ()
    tally.done += 1
    return Imported(article, piece, planned.account, (*piece.remarks, *left))


async def _keep_text(
    desk: Services, session: AsyncSession, article: Article, planned: Planned, taken: dict[str, Taken]
) -> tuple[str, ...]:
    """The writer's own, word for word: a slot stands where an image was taken in."""
    piece, now = planned.piece, desk.clock()
    if piece.draft is None:
        return ()
    body, by_slot = await asyncio.to_thread(with_slots, piece.draft.body, lambda source: _of(piece, source) in taken)
    draft = piece.draft.model_copy(update={"body": body})
    remarks = (*map(_not_had, (image.source for image in own_images(body))), *_lost_links(piece.draft.body, by_slot))
    found = warnings_for(Manuscript(draft, planned.account.language), draft, had_help=False)
    text = await texts.save(
        session,
        article,
        draft,
        RevisionBy.PERSON,
        now,
        f"imported from {piece.where}",
        warnings=(*(f"{remark[0].upper()}{remark[1:]}." for remark in remarks), *found),
    )
    texts.lock(session, text, range(len(text.blocks)), head=True)
    prompts = {slot.name: slot.prompt for slot in slots_of(body)}
    for slot, source in by_slot.items():
        session.add(_image(article, slot, prompts[slot], taken[_of(piece, source)], now))
    return remarks


def _lost_links(body: str, by_slot: Mapping[str, str]) -> tuple[str, ...]:
    """An image of an article is no link."""
    came = set(by_slot.values())
    return tuple(
        f"the image {_named(image.source)} led to {image.link[:200]}, and leads nowhere now"
        for image in own_images(body)
        if image.link and image.source in came
    )


def _image(article: Article, slot: str, prompt: str, taken: Taken, now: datetime) -> Image:
    """The writer sees it in its place before it goes out, so it is not kept yet."""
    return Image(
        article_id=article.id,
        slot=slot,
        number=1,
        by=ImageBy.PERSON,
        prompt=prompt,
        object_key=taken.object_key,
        sha256=taken.object_key.rpartition("/")[2].partition(".")[0],
        created_at=now,
        **taken.picture.model_dump(mode="json", exclude={"data"}),
    )
