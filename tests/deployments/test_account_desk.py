"""The account commands on a running home: a token is tried, told of, replaced, and taken away; articles stay."""

import io

import pytest
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from deployments import account_desk
from integrations.connecting import Typed
from integrations.medium.refusals import TokenRefused
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import Refused
from models.store import accounts, connections
from models.tables import Account
from tests.builders import ADA, a_person, an_account, an_article, reread
from tests.conftest import Outside

TOKEN = SecretStr("token-of-ada")


@pytest.fixture
async def home(desk: Services, outside: Outside) -> Services:
    joined = [{"name": "The Hive", "role": "writer"}]
    await outside.post("medium/users", token="token-of-ada", username="ada", publications=joined)
    return desk


async def _named(desk: Services, label: str) -> Account:
    async with desk.database.session() as session:
        return await accounts.account_named(session, label)


def _shown(table: Table) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(table)
    return out.getvalue()


async def test_a_token_is_tried_kept_without_its_spaces_and_its_publications_are_named(home: Services) -> None:
    said = await account_desk.add(home, " mine ", SecretStr(" token-of \n-ada "), "UTC")
    assert "It posts as @ada." in said
    assert "The Hive" in said
    account = await _named(home, "mine")
    assert account.medium_token is not None
    assert home.vault.open(account.medium_token).get_secret_value() == "token-of-ada"
    assert "The Hive" in _shown(await account_desk.publications(home, "mine"))
    assert "is connected with Medium" in _shown(await account_desk.listing(home))


async def test_a_second_account_on_the_same_profile_is_told_what_they_share(home: Services) -> None:
    await account_desk.add(home, "mine", TOKEN, "UTC")
    assert "mine posts as the same profile" in await account_desk.add(home, "second", TOKEN, "UTC")
    with pytest.raises(Refused, match="already"):
        await account_desk.add(home, "MINE", TOKEN, "UTC")


async def test_a_refused_token_adds_nothing_and_is_not_repeated(home: Services) -> None:
    with pytest.raises(TokenRefused) as refusal:
        await account_desk.add(home, "mine", SecretStr("a-wrong-token"), "UTC", Typed("x"))
    assert "a-wrong-token" not in str(refusal.value)
    with pytest.raises(Refused, match="There is: none yet"):
        await _named(home, "mine")


async def test_where_medium_will_not_say_whose_token_it_is_the_id_is_typed(home: Services, outside: Outside) -> None:
    ada = (await outside.post("medium/users", token="token-of-ada", username="ada"))["id"]
    await outside.suffer("medium", "me", "status", status=403, count=3)
    with pytest.raises(Refused, match="--user-id"):
        await account_desk.add(home, "mine", TOKEN, "UTC")
    with pytest.raises(Refused, match="knows no user an-id"):
        await account_desk.add(home, "mine", TOKEN, "UTC", Typed("an-id", "@ada"))
    said = await account_desk.add(home, "mine", TOKEN, "UTC", Typed(ada, "@ada"))
    assert "Medium did not say so itself" in said
    account = await _named(home, "mine")
    assert (account.medium_user_id, account.medium_username) == (ada, "ada")
    with pytest.raises(Refused, match="not of another-id"):
        await account_desk.add(home, "other", TOKEN, "UTC", Typed("another-id"))


async def test_a_test_draft_is_sent_once_a_minute_and_is_a_draft(home: Services, outside: Outside) -> None:
    await account_desk.add(home, "mine", TOKEN, "UTC")
    for _ in range(2):
        assert "only you see" in await account_desk.send_test_draft(home, "mine", None)
    [story] = await outside.stories()
    assert (story["status"], story["title"]) == ("draft", "A test draft from Copydesk")


async def test_another_token_is_taken_for_the_same_profile_and_for_another_only_if_it_is_meant(
    home: Services, outside: Outside
) -> None:
    await account_desk.add(home, "mine", TOKEN, "UTC")
    await outside.post("medium/users", token="newer-of-ada", username="ada")
    assert "has the new token" in await account_desk.give_token(
        home, "mine", SecretStr("newer-of-ada"), Typed(), other=False
    )
    await outside.post("medium/users", token="token-of-bob", username="bob")
    bob = SecretStr("token-of-bob")
    with pytest.raises(Refused, match="posts as ada, and this token is of bob"):
        await account_desk.give_token(home, "mine", bob, Typed(), other=False)
    assert "@bob" in await account_desk.give_token(home, "mine", bob, Typed(), other=True)


async def test_a_new_token_after_a_warning_is_told_in_the_chat(home: Services, outside: Outside) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    await account_desk.add(home, "mine", TOKEN, "UTC")
    await a_person(home, await _named(home, "mine"))
    await outside.post("medium/revoke", token="token-of-ada")
    assert "Medium took back" in await account_desk.check_now(home, "mine")
    await outside.post("medium/users", token="newer-of-ada", username="ada")
    await account_desk.give_token(home, "mine", SecretStr("newer-of-ada"), Typed(), other=False)
    words = [each["text"] for each in await outside.messages(ADA) if each.get("text", "").startswith("🔌")]
    assert len(words) == 2
    assert words[1] == "🔌 mine is connected with Medium again."


async def test_disconnecting_keeps_and_holds_the_articles_and_deletes_the_token(home: Services) -> None:
    await account_desk.add(home, "mine", TOKEN, "UTC")
    account = await _named(home, "mine")
    queued = await an_article(home, account)
    waits = await an_article(home, account, Stage.DRAFT_REVIEW)
    goes_out = await an_article(home, account, Stage.PUBLISHING, topic="Bees")
    is_out = await an_article(home, account, Stage.PUBLISHED)
    said = await account_desk.disconnect(home, "mine")
    assert "2 articles are kept, and on hold" in said
    assert "not held: “Bees”" in said
    stages = [(await reread(home, each)).stage for each in (queued, waits, goes_out, is_out)]
    assert stages == [Stage.ON_HOLD, Stage.ON_HOLD, Stage.PUBLISHING, Stage.PUBLISHED]
    account = await _named(home, "mine")
    assert (account.medium_token, account.is_paused) == (None, True)
    assert "was disconnected" in await account_desk.check_now(home, "mine")
    await account_desk.give_token(home, "mine", TOKEN, Typed(), other=False)
    assert not (await _named(home, "mine")).is_paused
    async with home.database.session() as session:
        assert len(await connections.to_look_at(session, home.clock())) == 0


async def test_an_account_is_renamed_but_not_to_another_ones_label(home: Services) -> None:
    await an_account(home, "one")
    await an_account(home, "two")
    with pytest.raises(Refused, match="already"):
        await account_desk.rename(home, "one", "TWO")
    await account_desk.rename(home, "one", "One")
    assert (await _named(home, "one")).label == "One"


async def test_an_account_without_a_token_says_so(home: Services) -> None:
    await account_desk.add(home, "pastes", None, "UTC")
    assert await account_desk.check_now(home, None) == "pastes has no token: its articles are handed to you."
    with pytest.raises(Refused, match="has no token"):
        await account_desk.send_test_draft(home, "pastes", None)


async def test_a_setting_of_an_account_is_changed_in_words_and_shown(home: Services) -> None:
    await an_account(home)
    said = await account_desk.put(home, "demo", "slots", "mon-fri 7am")
    assert said == "slots of demo: mon-fri 07:00, in the time of America/New_York, which slots-zone sets"
    async with home.database.session() as session:
        assert (await accounts.account_named(session, "demo")).slots[0] == "mon 07:00"
    out = io.StringIO()
    Console(file=out, width=200).print(await account_desk.page(home, "demo"))
    assert "mon-fri 07:00" in out.getvalue()
