"""Owns the vendor's side as api.telegram.org has it: addresses, tokens, method names, the envelope of every answer."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from integrations.simulators.telegram import asking, editing, receiving, sending
from integrations.simulators.telegram.calls import Call
from integrations.simulators.telegram.refusals import Refusal
from integrations.simulators.telegram.wire import Json, read_parameters
from integrations.simulators.telegram.world import World

Method = Callable[[Call], Awaitable[Any]]

METHODS: Mapping[str, Method] = {
    "getMe": asking.get_me,
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendVoice": sending.send_voice,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "pinChatMessage": editing.pin_chat_message,
    "unpinChatMessage": editing.unpin_chat_message,
    "answerCallbackQuery": editing.answer_callback_query,
    "getChat": asking.get_chat,
    "getFile": asking.get_file,
    "setMyCommands": asking.set_my_commands,
    "getMyCommands": asking.get_my_commands,
    "deleteMyCommands": asking.delete_my_commands,
}
_BY_LOWER_NAME = {name.lower(): name for name in METHODS}  # Telegram does not mind the case of a method


def name_of_call(_verb: str, path: str) -> str:
    if path.startswith("/file/"):
        return "file"
    name = path.rpartition("/")[2]
    return _BY_LOWER_NAME.get(name.lower(), name)


def vendor_app(world: World) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await _answer(world, request)
        await response(scope, receive, send)

    return app


async def _answer(world: World, request: Request) -> Response:
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    try:
        if path.startswith("/file/bot"):
            return _download(world, path.removeprefix("/file/bot"))
        if path.startswith("/bot"):
            return JSONResponse({"ok": True, "result": await _call(world, request, path.removeprefix("/bot"))})
        raise Refusal(404, "Not Found")
    except Refusal as refusal:
        return _refused(refusal)


async def _call(world: World, request: Request, path: str) -> object:
    token, _, name = path.partition("/")
    bot = world.bots.with_token(token)
    method = METHODS.get(_BY_LOWER_NAME.get(name.lower(), ""))
    if method is None:
        raise Refusal(404, "Not Found: method not found")
    world.webhooks.deliver(bot.id)  # after a restart the first call sets a waiting delivery going again
    call = Call(world, bot, await read_parameters(request))
    if method is receiving.get_updates:
        return await _while_connected(request, receiving.get_updates(call))
    return await method(call)


async def _while_connected(request: Request, poll: Coroutine[Any, Any, list[Json]]) -> list[Json]:
    """A poll ends with its connection, so that nobody who left holds the server open."""
    polling = asyncio.create_task(poll)
    leaving = asyncio.ensure_future(request.receive())  # the body was read: all that can come is the disconnect
    try:
        await asyncio.wait({polling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return polling.result() if polling.done() else []
    finally:
        polling.cancel()
        leaving.cancel()


def _download(world: World, path: str) -> Response:
    token, _, place = path.partition("/")
    world.bots.with_token(token)
    file = world.files.at(place)
    if file is None:
        raise Refusal(404, "Not Found")
    return Response(world.files.content(file), media_type="application/octet-stream")


def _refused(refusal: Refusal) -> Response:
    body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    headers = {}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
        if seconds := refusal.parameters.get("retry_after"):
            headers["retry-after"] = str(seconds)
    return JSONResponse(body, refusal.code, headers)
