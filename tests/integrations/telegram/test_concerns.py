"""What nobody in a chat can be told stands as a concern, once, until somebody can be asked again."""

from io import StringIO

from rich.console import Console

from deployments.standing_desk import status
from integrations.services import Services
from integrations.telegram.pairing import make_code
from models.domain.article import Stage
from models.store import concerns
from tasks.lease import working_on
from tasks.telling import put_on_hold, tell_the_end
from tests.builders import ADA, an_account, an_article
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import VIEWER, Scene
from tests.integrations.telegram.test_members import GROUP, pair_group


async def open_ones(desk: Services) -> list[str]:
    async with desk.database.session() as session:
        return [each.what for each in await concerns.open_ones(session)]


async def shown(desk: Services) -> str:
    out = StringIO()
    Console(file=out, width=400).print(await status(desk))
    return out.getvalue()


async def test_a_chat_that_shut_the_bot_out_is_a_concern_until_it_lets_it_in_again(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    assert "⚠️" not in await shown(desk)
    await outside.post("writer/block", chat=ADA)
    await phone.deliver(times=2)
    assert await open_ones(desk) == ["the bot was blocked or removed in every chat of demo, so nobody can be asked"]
    said = "⚠️ Since Tue 1 Dec 2026, 09:00 (UTC) the bot was blocked or removed in every chat of demo"
    assert said in await shown(desk)
    assert "What to do: let it in again there, or pair another chat" in await shown(desk)
    await outside.post("writer/unblock", chat=ADA)
    await phone.deliver()
    assert await open_ones(desk) == []


async def test_it_ends_as_well_when_another_chat_is_paired(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/block", chat=ADA)
    await phone.deliver()
    async with desk.database.session() as session:
        code = await make_code(session, scene.article.account_id, desk.clock())
    await phone.write(f"/start {code}", chat=VIEWER)
    assert await open_ones(desk) == []


async def test_where_the_news_of_it_never_came_the_run_finds_out_and_the_owner_is_told_in_another_chat(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    account = await an_account(desk, "group account")
    await pair_group(desk, phone, outside, account.id, type="group")
    await outside.post("writer/kick", chat=GROUP, user=ADA)
    article = await an_article(desk, account, Stage.DRAFTING, topic="Rain")
    async with working_on(article.id):
        await put_on_hold.fn(article.id, "a reason")
        await tell_the_end.fn(article.id)
    assert (await phone.said())[-1].startswith("⏸ “Rain” is on hold: a reason.")
    assert [each.split(",")[0] for each in await open_ones(desk)] == [
        "the bot was blocked or removed in every chat of group account"
    ]
