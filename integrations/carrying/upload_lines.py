"""Owns the lines in which an import is shown on a page: what would become of each piece, and what became of it."""

from pydantic import BaseModel, ConfigDict

from integrations.carrying.importing import Imported, Planned
from integrations.carrying.stories import OnMedium
from models.domain.incoming import Incoming, Unfit
from models.domain.schedule import in_zone
from models.domain.uploading import Mark

_SHOWN = 160


class Line(BaseModel):
    """One piece."""

    model_config = ConfigDict(frozen=True)

    mark: Mark
    where: str
    topic: str = ""
    account: str = ""
    when: str = ""
    is_text: bool = False
    remarks: tuple[str, ...] = ()
    article_id: int = 0


def line_unfit(unfit: Unfit) -> Line:
    return Line(mark=Mark.BAD, where=unfit.where, remarks=(unfit.reason,))


def line_planned(planned: Planned) -> Line:
    piece, account = planned.piece, planned.account
    when = in_zone(planned.publish_at, account.zone) if planned.is_new and planned.publish_at else ""
    mark = Mark.NEW if planned.is_new else Mark.KNOWN
    return _line(piece, mark, account.label, when, piece.remarks, planned.twin_id or 0)


def line_made(made: Imported) -> Line:
    when = in_zone(made.article.publish_at, made.account.zone)
    return _line(made.piece, Mark.NEW, made.account.label, when, made.remarks, made.article.id)


def line_of_story(number: int, story: OnMedium) -> Line:
    return Line(mark=Mark.NEW, where=str(number), topic=_short(story.title), when=story.day)


def line_of_export(label: str, articles: int, is_known: bool) -> Line:
    return Line(mark=Mark.KNOWN if is_known else Mark.NEW, where=str(articles), account=_short(label))


def _line(piece: Incoming, mark: Mark, account: str, when: str, remarks: tuple[str, ...], article_id: int) -> Line:
    return Line(
        mark=mark,
        where=piece.where,
        topic=_short(piece.topic),
        account=account,
        when=when,
        is_text=piece.draft is not None,
        remarks=remarks,
        article_id=article_id,
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
