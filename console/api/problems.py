"""Owns which problems an operation of the API declares: each is `{"error": sentence}` with its status."""

from typing import Any, Final

from console.api.shapes import Problem

Declared = dict[int | str, dict[str, Any]]
_WORDS: Final = {
    400: "What was sent cannot be understood; the sentence names the fields.",
    401: "No good token was shown.",
    403: "The person of this token may see it, and not do this.",
    404: "There is no such thing, or none that the person of this token may see.",
    409: "It cannot be done as things stand; the sentence says why and what to do.",
    413: "What was sent is too large.",
    503: "Something behind the desk is away. Nothing was done; try again.",
}
READS: Final = (400, 401, 404, 503)
ACTS: Final = (400, 401, 403, 404, 409, 413, 503)


def problems(*statuses: int) -> Declared:
    return {status: {"model": Problem, "description": _WORDS[status]} for status in statuses}
