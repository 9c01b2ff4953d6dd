"""Owns the bench of revisions: what reaches a writer wrong when the model does what nobody asked. The bar is nothing.

`python -m bench.revision`. Every article of the corpus gets five kinds of feedback, each through a model with another
mischief, which it repeats when it is told of its faults. PostgreSQL is real, the model is the simulator on its wire.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

import httpx
import typer

from bench.corpus import Specimen, corpus
from bench.frame import RawFile, conduct
from bench.report import Bar, Figure, Report
from bench.workshop import workshop
from bench.wrongs import WRONGS, Outcome
from integrations.services import Services
from integrations.simulators.model.memory import Mischief
from integrations.telegram.formatting import to_telegram
from integrations.telegram.passages import Passage
from models.domain.article import Stage
from models.domain.effects import RevisionBy
from models.domain.errors import NeedsPerson
from models.domain.markdown import BlockKind, split_blocks
from models.domain.notes import Note
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import articles, remarks, reviews, texts
from models.tables import Account, Article
from tasks.drafting import written
from tasks.lease import working_on

_QUOTED = 60  # characters
_EXAMPLES = 30
_KEPT = (BlockKind.SLOT, BlockKind.DEFINITION, BlockKind.BLANK)


@dataclass(frozen=True)
class Feedback:
    """What is said, which passages it frees by our own reckoning, and which ones the writer locked before."""

    kind: str
    note: Note
    free: frozenset[int]
    may_change_head: bool = False
    locked: frozenset[int] = frozenset()


@dataclass
class Seen:
    """What was found so far."""

    wrongs: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    revisions: int = 0
    changed: int = 0
    warned: int = 0
    not_taken: int = 0
    held: int = 0
    calls: int = 0


def feedback_on(specimen: Specimen) -> tuple[Feedback, ...]:
    blocks = split_blocks(specimen.draft.body)
    every = frozenset(range(len(blocks)))
    paragraphs = [at for at, block in enumerate(blocks) if block.kind is BlockKind.PARAGRAPH]
    number = len(paragraphs) // 2
    locked = frozenset(at for at in every if at % 2 == 1 and blocks[at].kind is not BlockKind.BLANK)
    shown = [passage for passage in to_telegram(specimen.draft.body) if blocks[passage.block].kind not in _KEPT]
    quoted = shown[len(specimen.name) % len(shown)]
    return (
        Feedback("a quote", Note(text="livelier", quote=quoted.text[:_QUOTED]), _holding(shown, quoted.text[:_QUOTED])),
        Feedback("a number", Note(text="calmer", paragraph=number + 1), frozenset({paragraphs[number]})),
        _by_heading(specimen),
        Feedback("the whole, half of it locked", Note(text="friendlier"), every - locked, True, locked),
        Feedback("the whole", Note(text="mention the lighthouse"), every, may_change_head=True),
    )


def _holding(shown: Sequence[Passage], quote: str) -> frozenset[int]:
    """A quote that stands in several passages frees all of them."""
    lines = ["".join(filter(str.isalnum, line.casefold())) for line in quote.splitlines()]
    lines = [line for line in lines if line]
    places = {each.block: "".join(filter(str.isalnum, each.text.casefold())) for each in shown}
    return frozenset(at for at, text in places.items() if any(line in text for line in lines))


def _by_heading(specimen: Specimen) -> Feedback:
    """The section under the last heading; where there is none, the title."""
    blocks = split_blocks(specimen.draft.body)
    heads = [at for at, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    names = [blocks[at].text.split("\n")[0].strip("# \r") for at in heads]
    if not heads or names.count(names[-1]) > 1:
        return Feedback("a heading or the title", Note(text="title: livelier"), frozenset(), may_change_head=True)
    under = frozenset(at for at in range(heads[-1], len(blocks)) if blocks[at].kind not in _KEPT)
    return Feedback("a heading or the title", Note(text=f"{names[-1]}: livelier"), under)


async def measure(most: int) -> Report:
    seen, mischiefs = Seen(), list(Mischief)
    specimens = corpus()[:most]
    async with workshop() as desk, httpx.AsyncClient(trust_env=False) as http:
        model, account = f"{desk.address.simulators_url}/_sim/model", await _account(desk)
        for number, specimen in enumerate(specimens):
            for turn, feedback in enumerate(feedback_on(specimen)):
                unruly = _unruly(mischiefs, number, turn)
                (await http.post(f"{model}/habits", json={"unruly": unruly})).raise_for_status()
                try:
                    outcome = await revise(desk, account, specimen, feedback)
                except NeedsPerson:  # an answer that cannot be read holds the article, and nothing reaches the writer
                    seen.held += 1
                else:
                    _look(seen, outcome, f"{specimen.name} / {feedback.kind} / {', '.join(unruly)}")
        seen.calls = len((await http.get(f"{model}/calls")).raise_for_status().json())
    return _report(seen, len(specimens))


def _unruly(mischiefs: Sequence[Mischief], number: int, turn: int) -> list[str]:
    """Another one each time; every third article meets two at once."""
    first = mischiefs[(number * 5 + turn) % len(mischiefs)]
    second = mischiefs[(number + turn * 3) % len(mischiefs)]
    return [str(each) for each in dict.fromkeys([first, second] if number % 3 == 2 else [first])]


async def revise(desk: Services, account: Account, specimen: Specimen, feedback: Feedback) -> Outcome:
    """As the flow does it: a text at its review, a decision with its notes, and the step that writes the next one."""
    async with desk.database.session() as session:
        article = _article(desk, account)
        session.add(article)
        await session.flush()
        before = await texts.save(session, article, specimen.draft, RevisionBy.MODEL, desk.clock())
        texts.lock(session, before, feedback.locked)
        review = await reviews.ask(session, article.id, ReviewKind.DRAFT, before.approved_hash, desk.clock())
        await remarks.keep(session, review.id, f"bench:{article.id}", feedback.note, desk.clock())
        await reviews.decide(session, review, Verdict.CHANGE, Channel.TELEGRAM, desk.clock())
        articles.move(session, article, Stage.DRAFTING, desk.clock())
    async with working_on(article.id):
        after = await written(article.id, number=2)
    return Outcome(before, after, feedback.free, feedback.may_change_head)


async def _account(desk: Services) -> Account:
    account = Account(label="bench", images=0, created_at=desk.clock())
    async with desk.database.session() as session:
        session.add(account)
    return account


def _article(desk: Services, account: Account) -> Article:
    now = desk.clock()
    return Article(
        account_id=account.id,
        topic="A morning at the harbour",
        publish_at=now,
        stage=Stage.DRAFT_REVIEW,
        stage_since=now,
        created_at=now,
    )


def _look(seen: Seen, outcome: Outcome, name: str) -> None:
    seen.revisions += 1
    seen.changed += outcome.before.draft != outcome.after.draft
    seen.warned += bool(outcome.after.revision.warnings)
    seen.not_taken += any("was not taken" in each for each in outcome.after.revision.warnings)
    for wrong, look in WRONGS.items():
        for what in look(outcome):
            seen.wrongs[wrong] += 1
            seen.examples.append(f"{name}: {wrong}: {what}")


def _report(seen: Seen, articles_seen: int) -> Report:
    figures = {
        "revisions in which something changed": seen.changed,
        "revisions shown with a warning": seen.warned,
        "answers not taken at all, the text as it was": seen.not_taken,
        "answers nobody can read, the article held": seen.held,
        "calls of the model, repairs included": seen.calls,
    }
    return Report(
        f"{seen.revisions + seen.held} revisions of {articles_seen} articles by an unruly model",
        tuple(Bar(Figure(wrong, seen.wrongs[wrong], "times"), 0) for wrong in WRONGS),
        tuple(Figure(name, value, "times") for name, value in figures.items()),
        notes=tuple(seen.examples[:_EXAMPLES]),
    )


def main(
    articles: Annotated[int, typer.Option(help="How many articles of the corpus.")] = 1_000, raw_file: RawFile = None
) -> None:
    conduct(measure(articles), raw_file, within_seconds=600)


if __name__ == "__main__":
    typer.run(main)
