"""The process that plays Telegram, the model and Medium."""

import asyncio

import httpx

from deployments import simulators
from deployments.ports import Ports, Wish
from deployments.whereabouts import LOOPBACK
from tests.deployments.stage import a_home, supervised

_HTTPX_KEEPS_SECONDS = 5


async def test_a_connection_that_rests_is_still_good_when_a_caller_takes_it_up_again() -> None:
    """Closed at the moment at which it is taken up, it would cost whoever posts an article a look at the feed."""
    ports = Ports({})
    port = ports.choose(Wish("simulators", LOOPBACK, 8430))
    limits = httpx.Limits(keepalive_expiry=60)
    with a_home() as home:
        async with supervised(home) as supervisor, httpx.AsyncClient(trust_env=False, limits=limits) as http:
            await supervisor.start(simulators.part(home, port, ""))
            used = []
            for rest in (_HTTPX_KEEPS_SECONDS + 0.5, 0):
                answer = await http.get(f"http://{LOOPBACK}:{port}/_sim/faults")
                used.append(answer.extensions["network_stream"].get_extra_info("client_addr"))
                await asyncio.sleep(rest)
    ports.close()
    assert used[0] == used[1]
