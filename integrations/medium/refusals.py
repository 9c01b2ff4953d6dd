"""Owns how Medium says no: each refusal asks for another reaction, and each proves that nothing was posted.

An answer that proves nothing is refused here: `refusal_in` returns None for it, and the caller decides what that means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from pydantic import BaseModel, ValidationError

from models.domain.errors import NeedsPerson, TryLater

_LONGEST_QUOTE = 300
# 2 "Invalid integration token", 6000 "An access token is required." (andremueller/md-publisher #1),
# 6003 "Token was invalid.", 6005 "Application not found" (Medium/medium-sdk-nodejs #35)
_CODES_OF_A_BAD_TOKEN = frozenset({2, 6000, 6003, 6005})
_DAILY_LIMIT = "rate limit for publishing"  # Medium/medium-api-docs #105; its status was never recorded
_ABOUT_THE_REQUEST = frozenset({400, 404, 413, 415, 422})  # RFC 9110: the request itself was turned down


class TokenRefused(NeedsPerson):
    """The token is wrong or was revoked: the writer has to give another one, or publish by hand."""


class Blocked(NeedsPerson):
    """Something in front of Medium turned us away; nothing from this network gets through."""


class Forbidden(NeedsPerson):
    """Medium knows the writer, who may not do this here."""


class Rejected(NeedsPerson):
    """Medium will not take this request in this form, now or later."""


class RateLimited(TryLater):
    pass


class DailyLimitReached(RateLimited):
    """No more posts of this profile until 24 hours after the first of them."""


@dataclass(frozen=True)
class Answer:
    """What came back; the names of the headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


class _Complaint(BaseModel):
    message: str = ""
    code: int | None = None


class _Complaints(BaseModel):
    errors: list[_Complaint]


def refusal_in(answer: Answer) -> NeedsPerson | TryLater | None:
    """The refusal that an answer states; None where it is a success or proves nothing."""
    if answer.is_success:
        return None
    if "cf-mitigated" in answer.headers:  # Cloudflare's own mark of a request that it stopped (PipedreamHQ #18249)
        return _blocked(answer)
    if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        complaints = _complaints_in(answer)
        return _limit_in(answer, complaints) or _denial_in(answer, complaints)
    return None


def _limit_in(answer: Answer, complaints: list[_Complaint] | None) -> RateLimited | None:
    words = _words_of(complaints)
    if _DAILY_LIMIT in words:
        return DailyLimitReached(f"Medium takes no more posts of this profile today: {words}", retry_after_in(answer))
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"Medium asks us to slow down: {words}", retry_after_in(answer))
    return None


def _denial_in(answer: Answer, complaints: list[_Complaint] | None) -> NeedsPerson | None:
    words = _words_of(complaints)
    has_bad_token = any(one.code in _CODES_OF_A_BAD_TOKEN for one in complaints or [])
    if answer.status == HTTPStatus.UNAUTHORIZED or has_bad_token:
        return TokenRefused(f"Medium refused the token: {words} Give another one, or publish by hand.")
    if answer.status == HTTPStatus.FORBIDDEN:
        return _blocked(answer) if complaints is None else Forbidden(f"Medium does not allow this: {words}")
    if answer.status in _ABOUT_THE_REQUEST:
        return Rejected(f"Medium turned the request down ({answer.status}): {words}")
    return None


def retry_after_in(answer: Answer) -> float | None:
    """Seconds to wait. A date (RFC 9110) counts from the answer's own Date, so that our clock does not matter."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    until, sent = _date(value), _date(answer.headers.get("date", ""))
    return max(0.0, (until - sent).total_seconds()) if until and sent else None


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.utcoffset() is not None else None


def _complaints_in(answer: Answer) -> list[_Complaint] | None:
    try:
        return _Complaints.model_validate_json(answer.body).errors
    except ValidationError:
        return None


def _words_of(complaints: list[_Complaint] | None) -> str:
    words = "; ".join(" ".join(one.message.split()) for one in complaints or [])
    return words[:_LONGEST_QUOTE] or "it gave no reason."


def _blocked(answer: Answer) -> Blocked:
    return Blocked(
        f"Something in front of Medium turned us away ({answer.status}) before the request reached it. "
        "Try from another network, or publish by hand."
    )
