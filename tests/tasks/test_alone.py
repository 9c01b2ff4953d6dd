"""A housekeeping run works alone, and a death leaves nothing locked."""

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from flows.upkeep import OTHER, dispatch
from integrations.services import Services
from models.database import without_driver
from models.domain.article import Stage
from models.domain.errors import TryLater
from models.store import alone as locks
from tasks.alone import alone
from tests.builders import an_account, an_article
from tests.recorded_prefect import RecordedPrefect


async def test_of_two_at_once_the_second_is_told_and_of_two_kinds_each_may(desk: Services) -> None:
    async with alone("dispatch") as first, alone("dispatch") as second, alone("upkeep") as other:
        assert (first, second, other) == (True, False, True)
    async with alone("dispatch") as again:
        assert again


async def test_whoever_holds_it_and_is_cut_off_from_the_database_holds_it_no_more(
    desk: Services, database_url: SecretStr
) -> None:
    with pytest.raises(TryLater):
        await _cut_off_while_alone(without_driver(database_url))
    async with alone("dispatch") as again:
        assert again


async def _cut_off_while_alone(dsn: str) -> None:
    async with alone("dispatch"):
        with psycopg.connect(dsn, autocommit=True) as other:
            ours = "select pg_terminate_backend(pid) from pg_stat_activity"
            other.execute(f"{ours} where datname = current_database() and pid <> pg_backend_pid()")


async def test_a_round_may_take_longer_than_a_transaction_that_does_nothing_elsewhere(desk: Services) -> None:
    async with desk.database.session() as session:
        assert await locks.take(session, "upkeep")
        assert await session.scalar(text("show idle_in_transaction_session_timeout")) == "5min"
    async with desk.database.session() as session:
        assert await session.scalar(text("show idle_in_transaction_session_timeout")) == "10s"


async def test_a_dispatch_beside_another_starts_nothing(desk: Services, prefect: RecordedPrefect) -> None:
    await an_article(desk, await an_account(desk), Stage.QUEUED)
    async with alone("dispatch"):
        assert await dispatch.fn() == OTHER
    assert prefect.runs == {}
