"""The power goes: `up` is killed without a word, started again on the same home, and the article goes on."""

import socket
from pathlib import Path

import psutil
import pytest

from deployments.rehearsal import rehearsal, start
from integrations.addresses import read_stack
from integrations.services import open_services
from models.domain.article import Stage
from tests.journeys.cast import Cast
from tests.journeys.conftest import settings_of

pytestmark = pytest.mark.timeout(280)


async def test_an_article_that_waits_outlives_a_kill_and_goes_on_under_a_stock_worker_by_webhook(
    tmp_path: Path,
) -> None:
    """One home, killed and started again, the second time with Prefect's own process worker and Telegram's webhook."""
    home = tmp_path / "home"
    first = start(home)
    async with (
        open_services(settings_of(home), first.address) as desk,
        Cast.assembled(first.simulators_url, desk) as cast,
    ):
        article_id = await cast.start("The long way home")
        card = await cast.writer.card("Approve", "Revision 1")
    left_behind = [each.pid for each in read_stack(home).processes]
    first.kill()
    assert left_behind
    port = _free_port()
    changed = {
        "COPYDESK_WORKER": "process",
        "CONSOLE_PORT": str(port),
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
    }
    with rehearsal(home, changed) as second:
        assert not any(psutil.pid_exists(pid) for pid in left_behind)
        assert second.address.simulators_url == first.address.simulators_url
        async with open_services(settings_of(home), second.address) as desk:
            cast.desk = desk
            cast.writer = cast.writer.again()
            await cast.writer.tap(card, "Approve")
            await cast.keep_image()
            await cast.approve_plan()
            await cast.until(article_id, Stage.PUBLISHED)
            assert len(await cast.posts()) == 1
            await cast.writer.close()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
