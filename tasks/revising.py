"""Owns a revision along the writer's notes: what they name may change; all else is taken from the old version, by code.

It refuses to ask a model where nothing may change, and says why.
"""

from collections.abc import Sequence
from functools import partial

from integrations.services import Services
from models.domain.checks.finding import Manuscript
from models.domain.draft import Answered, Assignment, Draft, Passages
from models.domain.extract import extract_of
from models.domain.notes import Note, joined
from models.domain.scope import Scope, scope_of
from models.domain.settling import Settled, demands_of_revision, or_as_it_was, settled_parts, settled_whole, unchanged
from models.domain.wishes import Version, wishes_in
from models.tables import Article
from tasks.linking import judged
from tasks.mending import mended
from tasks.paying import paid


async def revised(
    desk: Services, key: str, article: Article, assignment: Assignment, version: Version, notes: tuple[Note, ...]
) -> Settled:
    scope = scope_of(wishes_in(notes, version), version)
    demands = demands_of_revision(assignment, version.draft, notes)
    if scope.is_empty:
        return unchanged(version, scope, demands)
    if scope.is_whole:
        said = [joined([note]) for note in notes]
        settled = await _whole(desk, key, article, assignment, version, scope, demands, said)
    else:
        settled = await _in_parts(desk, key, article, assignment, version, scope, demands)
    return or_as_it_was(version, scope, demands, settled)


async def _whole(
    desk: Services,
    key: str,
    article: Article,
    assignment: Assignment,
    version: Version,
    scope: Scope,
    demands: Manuscript,
    said: Sequence[str],
) -> Settled:
    async def again(draft: Draft, faults: Sequence[str]) -> Answered[Draft]:
        return await desk.writer.mend(assignment, draft, faults)

    call = partial(desk.writer.revise, assignment, version.draft, said)
    draft = await paid(f"{key}:write", article, "revise", Draft, call)
    return await mended(
        key, article, draft, partial(judged, desk, demands, partial(settled_whole, version, scope)), again
    )


async def _in_parts(
    desk: Services,
    key: str,
    article: Article,
    assignment: Assignment,
    version: Version,
    scope: Scope,
    demands: Manuscript,
) -> Settled:
    extract = extract_of(scope, version)

    async def again(answer: Passages, faults: Sequence[str]) -> Answered[Passages]:
        return await desk.writer.revise_passages(assignment, extract.after(answer), faults)

    call = partial(desk.writer.revise_passages, assignment, extract)
    answer = await paid(f"{key}:write", article, "revise", Passages, call)
    return await mended(
        key, article, answer, partial(judged, desk, demands, partial(settled_parts, version, scope)), again
    )
