"""Whatever costs money or is seen by a person is done by `effects.once`, under a key of its own."""

import pytest

from tests.architecture.acts import Act, Acts
from tests.architecture.sources import Source, product_sources
from tests.architecture.unkeyed import UNKEYED

_PLAYS = ("integrations/simulators/", "deployments/chaos/")  # vendors and writers that we play


@pytest.fixture(scope="module")
def without_a_key() -> list[Act]:
    return Acts(source for source in product_sources() if not source.path.startswith(_PLAYS)).without_a_key()


def test_nothing_is_done_outside_without_a_key(without_a_key: list[Act]) -> None:
    """Give it one: `desk.effects.once(key, kind, act)`. Only what may well be done twice belongs on the list."""
    assert {f"{act.place}, line {act.node.lineno}" for act in without_a_key if act.place not in UNKEYED} == set()


def test_every_reason_for_having_no_key_is_still_needed(without_a_key: list[Act]) -> None:
    assert UNKEYED.keys() - {act.place for act in without_a_key} == set()


def _found(text: str, *others: Source) -> list[str]:
    return [act.what for act in Acts((Source("tasks/planted.py", text), *others)).without_a_key()]


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        ("async def tell(desk, chat):\n    await desk.sender.text(chat, 'It is out')", "sender.text"),
        ("async def tell(self):\n    await self._desk.sender.edit(1, 2, '')", "sender.edit"),
        ("async def draw(desk):\n    return await (await services()).illustrator.draw('a boat')", "illustrator.draw"),
        ("async def write(desk):\n    return await desk.writer.draft('boats')", "writer.draft"),
        ("async def keep(desk):\n    await desk.storage.put(b'', 'image/png')", "storage.put"),
        ("async def post(desk, token):\n    await desk.medium(token).create_post('me', 'it')", "medium.create_post"),
        ("async def post(medium):\n    await medium.upload_image(b'', '')", "medium.upload_image"),
        ("async def post(desk):\n    await desk.http.post('https://api.medium.com/v1/posts')", "http.post"),
        ("def first(desk):\n    sender = desk.sender\n    return sender", "sender in other hands"),
        ("def first(desk):\n    return speak(desk.sender)", "sender in other hands"),
        ("class Said:\n    async def say(self):\n        await self.desk.sender.text(1, '')", "sender.text"),
        # done before the door is reached, and a door that gets it for another use
        ("async def f(desk):\n    await desk.effects.once(await desk.sender.text(1, ''), 2, act)", "sender.text"),
        (
            "async def f(desk):\n    await desk.effects.once('k', 2, act, also=lambda s, o: desk.sender.text(1, ''))",
            "sender.text",
        ),
        # an act that has a key here and none there
        (
            "async def f(desk):\n    async def act():\n        return await desk.sender.text(1, '')\n"
            "    await desk.effects.once('k', 2, act)\n    await act()",
            "sender.text",
        ),
        # one that nobody calls, and two that call each other
        ("async def _say(desk):\n    await desk.sender.text(1, '')", "sender.text"),
        ("def a(desk):\n    b(desk)\n    desk.sender.text(1, '')\ndef b(desk):\n    a(desk)", "sender.text"),
    ],
)
def test_a_planted_breach_is_seen(planted: str, what: str) -> None:
    assert _found(planted) == [what]


@pytest.mark.parametrize(
    "kept",
    [
        "async def f(desk):\n    await desk.effects.once('k', 2, lambda: desk.sender.text(1, ''))",
        "from functools import partial\nasync def f(desk):\n"
        "    say = partial(desk.sender.text, 1)\n    await desk.effects.once('k', 2, say)",
        "async def f(desk):\n    await sent(desk, lambda: desk.sender.text(1, ''))\n"
        "async def sent(desk, send):\n    async def act():\n        return {'id': await send()}\n"
        "    await desk.effects.once('k', 2, act)",
        "async def f(desk):\n    await desk.effects.once('k', 2, _say(desk))\n"
        "def _say(desk):\n    return lambda: desk.sender.text(1, '')",
        "async def f(desk):\n    await desk.sender.answer('query', 'Kept')\n    await desk.storage.get('key')",
    ],
)
def test_what_has_a_key_is_not_complained_of(kept: str) -> None:
    assert _found(kept) == []


def test_a_breach_is_seen_through_another_file() -> None:
    """The function has a key where it is at home; who imports it gives it none."""
    at_home = Source(
        "tasks/home.py",
        "async def say(desk):\n    await desk.sender.text(1, '')\n"
        "async def once(desk):\n    await desk.effects.once('k', 2, lambda: say(desk))",
    )
    assert Acts([at_home]).without_a_key() == []
    assert _found("from tasks.home import say as speak\nasync def f(desk):\n    await speak(desk)", at_home) == [
        "sender.text"
    ]
