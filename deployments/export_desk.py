"""Owns what `copydesk export`, and the import of an export, say."""

from pathlib import Path

from integrations.carrying.restoring import Restored, restore
from integrations.resuming import resume_article
from integrations.services import Services
from models.domain.article import Stage
from tasks.exporting import export


async def export_account(desk: Services, label: str, target: Path) -> str:
    done = await export(desk, label, target)
    lines = [f"{target} holds {done.articles} articles of {label} and {done.images} images. No token is in it."]
    if done.missing:
        lines.append(f"These images are gone from the object store: {', '.join(done.missing)}")
    return "\n".join(lines)


async def import_export(desk: Services, path: Path, label: str | None, *, go_on: bool) -> str:
    done = await restore(desk, path, label)
    held = [each for each in done.made if each.stage is Stage.ON_HOLD and each.reason]
    if go_on:
        for each in held:
            await resume_article(desk, each.id)
    return "\n".join([_head(done), *done.remarks, *(["" if go_on else _held(len(held))] if held else [])]).rstrip()


def _head(done: Restored) -> str:
    new = f" The account {done.label} was made, without a token." if done.is_new_account else ""
    known = f" {done.known} were here already, and stay as they are." if done.known else ""
    return f"{len(done.made)} articles came in for {done.label}.{known}{new}"


def _held(number: int) -> str:
    return (
        f"{number} that had not ended are on hold, since they may still be under way where they came from. Once they "
        "are not, /resume lets each go on; an import with --go-on does so at once."
    )
