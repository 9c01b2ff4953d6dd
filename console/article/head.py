"""Owns what stands above every page of one article: its title, whose it is, where it stands, and the ways on."""

from dataclasses import dataclass
from typing import Final

from console.article.access import Seen
from console.article.story_line import Step, story_line
from console.words import words
from integrations.services import Services
from models.domain.article import STOPPED, Stage
from models.domain.schedule import in_zone
from models.domain.slots import slots_of
from models.store.texts import Text
from models.tables import Article

_TABS: Final = ("text", "versions", "images", "background", "log")
_AFTERWARDS: Final = frozenset({Stage.PUBLISHED, Stage.LEFT_AS_DRAFT, Stage.UNCERTAIN})


@dataclass(frozen=True)
class Head:
    article_id: int
    path: str
    tab: str
    title: str
    topic: str
    account: str
    account_path: str
    standing: str
    when: str
    line: tuple[Step, ...]
    may_decide: bool
    medium_url: str | None
    run_url: str | None
    version: str  # changes when there is something new to see
    was_sent: bool  # so that there is something to compare with, or to correct

    @property
    def here(self) -> str:
        return self.path if self.tab == "now" else f"{self.path}/{self.tab}"

    @property
    def tabs(self) -> tuple[tuple[str, str, str], ...]:
        """Each with its path and the name of its word."""
        names = (*_TABS, "medium") if self.was_sent or self.tab == "medium" else _TABS
        below = tuple((name, f"{self.path}/{name}", f"tab_{name}") for name in names)
        return (("now", self.path, "tab_now"), *below)


def head_of(desk: Services, seen: Seen, text: Text | None, tab: str) -> Head:
    article, account = seen.article, seen.account
    title = text.draft.title if text else article.topic
    return Head(
        article_id=article.id,
        path=seen.path,
        tab=tab,
        title=title,
        topic=article.topic if article.topic != title else "",
        account=account.label,
        account_path=f"/accounts/{account.id}/articles",
        standing=standing(article.stage, article.reason),
        when=_when(article, account.zone),
        line=story_line(
            article.stage,
            article.stopped_at_stage,
            has_interview=bool(article.overrides.get("interview_questions", account.interview_questions)),
            has_images=bool(slots_of(text.body)) if text else bool(article.overrides.get("images", account.images)),
        ),
        may_decide=seen.may_decide,
        medium_url=article.medium_url,
        run_url=f"{desk.address.prefect_ui_url}/runs/flow-run/{article.flow_run_id}" if article.flow_run_id else None,
        version=seen.version,
        was_sent=article.stage in _AFTERWARDS,
    )


def _when(article: Article, zone: str) -> str:
    if article.published_at is not None:
        return str(words().article.went_out.format(when=in_zone(article.published_at, zone)))
    is_given_up = article.stage is Stage.DROPPED
    return "" if is_given_up else str(words().article.goes_out.format(when=in_zone(article.publish_at, zone)))


def as_a_sentence(words: str) -> str:
    """What the domain says in the middle of a sentence, where it stands alone."""
    return f"{words[:1].upper()}{words[1:]}"


def standing(stage: Stage, reason: str) -> str:
    said = as_a_sentence(stage.sentence)
    return f"{said}: {reason}" if reason and (stage in STOPPED or stage is Stage.LEFT_AS_DRAFT) else said
