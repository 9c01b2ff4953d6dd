"""Owns what `copydesk import` does and says: what would become of a file or folder, and what became of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deployments import export_desk, story_import
from integrations.carrying import stories
from integrations.carrying.handed_in import unpack
from integrations.carrying.importing import Imported, Planned, Terms, bring_in, look_at_pictures, plan
from integrations.carrying.own_pictures import OwnPictures
from integrations.carrying.record import is_export
from integrations.carrying.stories import OnMedium
from integrations.carrying.text_files import fit, pieces_handed_in, pieces_in
from integrations.medium.archive import is_archive_of_stories
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.incoming import Found, Incoming, refuse_all
from models.domain.schedule import in_zone

_SHOWN = 90


@dataclass(frozen=True)
class Wish:
    """What was typed beside the path."""

    label: str | None = None
    preview: bool = False
    picks: str = ""
    for_voice: bool = False
    go_on: bool = False


async def bring(desk: Services, path: Path | None, wish: Wish) -> str:
    """From the feed without a path; else an export of ours, Medium's archive, or files of the writer's own."""
    if path is None:
        account = await story_import.account_of(desk, wish.label)
        return await _import_stories(desk, await stories.in_feed(desk, account), wish)
    if await asyncio.to_thread(is_export, path):
        return await export_desk.import_export(desk, path, wish.label, go_on=wish.go_on)
    if path.suffix.lower() == ".zip":
        return await _import_archive(desk, path, wish)
    return await import_path(desk, path, wish.label, preview=wish.preview)


async def _import_archive(desk: Services, path: Path, wish: Wish) -> str:
    """Medium's, or one of files with the pictures beside them."""
    if await asyncio.to_thread(is_archive_of_stories, path):
        return await _import_stories(desk, await stories.in_archive(path), wish)
    with TemporaryDirectory(prefix="copydesk-import-") as name:
        folder = Path(name)
        await asyncio.to_thread(unpack, path, folder)
        found = await asyncio.to_thread(pieces_handed_in, folder)
        if not found:
            raise Refused(f"{path.name} holds no story of Medium's, no Markdown, and no list of topics.")
        return await import_pieces(desk, found, wish.label, folder, preview=wish.preview)


async def _import_stories(desk: Services, known: Sequence[OnMedium], wish: Wish) -> str:
    if not wish.picks:
        return story_import.listed(known)
    if wish.for_voice:
        account = await story_import.account_of(desk, wish.label)
        return await story_import.learn_from(desk, known, wish.picks, account)
    found = await asyncio.to_thread(stories.pieces, known, wish.picks)
    return await import_pieces(desk, found, wish.label, None, preview=wish.preview)


async def import_path(desk: Services, path: Path, label: str | None, *, preview: bool) -> str:
    """A folder of Markdown, or one file: Markdown, a table or a list of topics."""
    found, root = await asyncio.to_thread(pieces_in, path)
    return await import_pieces(desk, found, label, root, preview=preview)


async def import_pieces(
    desk: Services, found: tuple[Found, ...], label: str | None, root: Path | None, *, preview: bool
) -> str:
    """`root` is where the images beside the texts may lie."""
    pieces, unread = fit(found)
    if not preview:
        refuse_all(unread)
        made, known = await bring_in(desk, pieces, Terms(label), OwnPictures(desk.reader, root))
        return _said_of(made, known)
    planned, unfit = await plan(desk, pieces, Terms(label))
    planned, overfull = await look_at_pictures(planned, OwnPictures(desk.reader, root))
    bad = [*unread, *unfit, *overfull]
    lines = [_planned_line(each) for each in planned] + [f"✗ {each}" for each in bad]
    return "\n".join([*lines, "", _outlook([each for each in planned if each.is_new], len(planned), len(bad))])


def _outlook(new: Sequence[Planned], fit_for_it: int, bad: int) -> str:
    if bad:
        return f"Nothing can be imported while {_counted(bad, 'piece')} cannot be. Mend what is marked with ✗."
    known = f" {fit_for_it - len(new)} are here already." if fit_for_it > len(new) else ""
    return f"{_counted(len(new), 'article')} would be made.{known} The same command without --preview does it."


def _planned_line(planned: Planned) -> str:
    piece = planned.piece
    if not planned.is_new:
        return f"= {piece.where}: “{_short(piece.topic)}” {_already(planned)}"
    when = in_zone(planned.publish_at, planned.account.zone) if planned.publish_at else ""
    return f"+ {piece.where}: {_kind(piece)} “{_short(piece.topic)}”, {planned.account.label}, {when}" + _more(
        piece.tags, piece.remarks
    )


def _said_of(made: Sequence[Imported], known: Sequence[Planned]) -> str:
    lines = [_made_line(each) for each in made]
    lines += [f"“{_short(each.piece.topic)}” ({each.piece.where}) {_already(each)}" for each in known]
    if not made:
        lines.append("Nothing was imported: all of it is here already.")
    return "\n".join(lines)


def _made_line(imported: Imported) -> str:
    article = imported.article
    goes_on = "It begins at its review" if imported.piece.draft else "It will be written"
    when = in_zone(article.publish_at, imported.account.zone)
    said = f"Article {article.id} of {imported.account.label}: “{_short(article.topic)}”, for {when}. {goes_on}."
    return said + "".join(f"\n  {remark}" for remark in imported.remarks)


def _already(planned: Planned) -> str:
    return f"is here already, as article {planned.twin_id}" if planned.twin_id else "stands in this import twice"


def _kind(piece: Incoming) -> str:
    return "the text" if piece.draft else "the topic"


def _more(tags: Sequence[str], remarks: Sequence[str]) -> str:
    shown = [f"tags {', '.join(tags)}"] if tags else []
    return "".join(f"; {each}" for each in (*shown, *remarks))


def _counted(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
