"""Owns the pages of what went wrong: each is a sentence and a way on. It refuses to show how the inside looks."""

import logging
from dataclasses import dataclass

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from console.frame import back, show
from console.visitors import Forbidden, NotFound, NotLoggedIn, maybe_visitor_of
from console.words import words
from models.domain.errors import CopydeskError, Refused, TryLater

_log = logging.getLogger("copydesk.console")
_API = "/api/"
_TOLD_FAULTS = 5


@dataclass(frozen=True)
class Failure:
    title: str
    sentence: str
    way_on: str


def install(app: FastAPI) -> None:
    app.add_exception_handler(NotLoggedIn, _log_in_first)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Forbidden, _forbidden)
    app.add_exception_handler(CopydeskError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _as_starlette_says)
    app.add_exception_handler(Exception, _unforeseen)


async def _log_in_first(request: Request, _: Exception) -> Response:
    said = words().failures
    if request.url.path.startswith(_API):
        return JSONResponse({"error": said.log_in_api}, 401, {"WWW-Authenticate": "Bearer"})
    wanted = request.url.path if request.method == "GET" else "/"
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    where = request.url_for("show_login").include_query_params(next=f"{wanted}{query}")
    return RedirectResponse(f"{where.path}?{where.query}", 303)


async def _not_found(request: Request, _: Exception) -> Response:
    said = words().failures
    return await failed(request, 404, said.not_found_title, said.not_found)


async def _forbidden(request: Request, error: Exception) -> Response:
    return await failed(request, 403, words().failures.forbidden_title, str(error))


async def _refused(request: Request, error: Exception) -> Response:
    said = words().failures
    if isinstance(error, TryLater):
        return await failed(request, 503, said.later_title, str(error))
    if isinstance(error, Refused):
        return await failed(request, 409, said.refused_title, str(error))
    _log.warning("%s %s: %s", request.method, request.url.path, error)
    return await failed(request, 409, said.refused_title, str(error))


async def _not_understood(request: Request, error: Exception) -> Response:
    said = words().failures
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    if any(each["loc"][0] == "path" for each in errors):
        return await failed(request, 404, said.not_found_title, said.not_found)
    if request.url.path.startswith(_API):
        faults = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in errors[:_TOLD_FAULTS])
        return JSONResponse({"error": said.not_understood_api.format(faults=faults)}, 400)
    names = ", ".join(str(each["loc"][-1]) for each in errors)
    return await failed(request, 400, said.not_understood_title, said.not_understood.format(names=names))


async def _as_starlette_says(request: Request, error: Exception) -> Response:
    said = words().failures
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:  # noqa: PLR2004
        return await failed(request, 404, said.not_found_title, said.not_found)
    if request.url.path.startswith(_API):
        return JSONResponse({"error": getattr(error, "detail", "")}, status, getattr(error, "headers", None))
    return await failed(request, status, said.refused_title, getattr(error, "detail", ""))


async def _unforeseen(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    said = words().failures
    return await failed(request, 500, said.unforeseen_title, said.unforeseen)


async def failed(request: Request, status: int, title: str, sentence: str) -> Response:
    if request.url.path.startswith(_API):
        return JSONResponse({"error": sentence}, status)
    try:
        visitor = await maybe_visitor_of(request)
        page = Failure(title, sentence, back(request))
        return await show(request, visitor, "failure.html", page, status=status)
    except TryLater:  # the database itself is away, so nobody is known and there is no menu
        return await show(request, None, "failure.html", Failure(title, sentence, back(request)), status=status)
