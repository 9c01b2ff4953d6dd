"""Owns the way to a console that runs elsewhere: the verbs of its API, for the command line of whoever has a token.

It refuses an answer that is not that API's, and never sends the token anywhere else.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from models.columns import Json
from models.domain.errors import Refused, TryLater

Form = TypeVar("Form", bound=BaseModel)
_SECONDS: Final = 30.0
_SIZE: Final = 200
_AWAY: Final = 500


class _Told(BaseModel):
    """What is needed of an answer; a newer console may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class RemoteLine(_Told):
    id: int
    account: str
    title: str
    topic: str
    stage: str
    status: str
    standing: str
    publish_at: datetime
    medium_url: str | None


class RemoteList(_Told):
    articles: list[RemoteLine]
    total: int


class RemoteDecision(_Told):
    verdict: str
    by: str


class RemoteQuestion(_Told):
    review_id: int
    hash: str
    kind: str
    asks: str
    verdicts: list[str]
    decided: RemoteDecision | None


class RemoteEvent(_Told):
    at: datetime
    text: str


class RemoteArticle(RemoteLine):
    tags: list[str]
    questions: list[RemoteQuestion]
    events: list[RemoteEvent]


class RemoteSaid(_Told):
    said: str


class RemoteRuled(_Told):
    counts: bool
    decision: RemoteDecision


class RemoteConsole:
    def __init__(self, url: str, token: SecretStr, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url
        self._http = httpx.Client(
            base_url=f"{url}/api",
            headers={"Authorization": f"Bearer {token.get_secret_value()}"},
            timeout=_SECONDS,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def add(self, new: Json) -> str:
        return self._told(RemoteSaid, self._sent("POST", "/articles", new)).said

    def articles(self, status: str | None = None) -> Iterator[RemoteLine]:
        """All of them, a page after the other."""
        page = 1
        while True:
            query = f"/articles?page={page}&size={_SIZE}" + (f"&status={status}" if status else "")
            found = self._told(RemoteList, self._sent("GET", query))
            yield from found.articles
            if page * _SIZE >= found.total:
                return
            page += 1

    def show(self, article_id: int) -> RemoteArticle:
        return self._told(RemoteArticle, self._sent("GET", f"/articles/{article_id}"))

    def decide(self, article_id: int, answer: Json) -> RemoteRuled:
        return self._told(RemoteRuled, self._sent("POST", f"/articles/{article_id}/decisions", answer))

    def act(self, article_id: int, verb: str, given: Json) -> str:
        return self._told(RemoteSaid, self._sent("POST", f"/articles/{article_id}/{verb}", given)).said

    def export(self, article_id: int) -> str:
        return self._sent("GET", f"/articles/{article_id}/export").text

    def _sent(self, method: str, path: str, given: Json | None = None) -> httpx.Response:
        try:
            answer = self._http.request(method, path, json=given)
        except httpx.HTTPError as failure:
            raise TryLater(f"The console at {self._url} does not answer ({type(failure).__name__}).") from None
        if answer.is_success:
            return answer
        if answer.status_code >= _AWAY:
            raise TryLater(f"The console at {self._url} cannot do that now: {_sentence(answer)}")
        raise Refused(_sentence(answer))

    def _told(self, form: type[Form], answer: httpx.Response) -> Form:
        try:
            return form.model_validate_json(answer.content)
        except ValidationError:
            raise Refused(f"What answers at {self._url} is no Copydesk console, or one of another version.") from None


def _sentence(answer: httpx.Response) -> str:
    try:
        return _Problem.model_validate_json(answer.content).error
    except ValidationError:
        return f"it answered with status {answer.status_code}."


class _Problem(_Told):
    error: str


def the_question(article: RemoteArticle, review_id: int | None) -> RemoteQuestion:
    """The one that is meant: that of this number, or the only one that is open."""
    still_open: Sequence[RemoteQuestion] = [each for each in article.questions if each.decided is None]
    found = [each for each in article.questions if each.review_id == review_id] if review_id else still_open
    if not found:
        raise Refused(f"Nothing is asked about article {article.id} now: {article.standing}.")
    if len(found) > 1:
        which = ", ".join(f"{each.review_id} ({each.asks or each.kind})" for each in found)
        raise Refused(f"Several questions are open. Name one with --review: {which}.")
    return found[0]
