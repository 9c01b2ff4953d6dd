"""What `deployments/fast_lane.py` touches of Prefect's private behaviour is there and behaves as it was read.

When this fails on an upgrade, read the engine anew before the pin moves: does it still take signals, beat and subscribe
for each run, by these names; does a run that is handed over without its deployment still suspend?
"""

import inspect
import ssl
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import CodeType
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import prefect
import pytest
from prefect import Flow, flow
from prefect import flow_engine as typed_engine
from prefect import results as typed_results
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.flow_engine import AsyncFlowRunEngine, BaseFlowRunEngine
from prefect.settings import PREFECT_API_TLS_INSECURE_SKIP_VERIFY, temporary_settings

from deployments import fast_lane
from tests.architecture.sources import CLONE

AGAIN = "Prefect has moved: read the engine anew for each touch in deployments/fast_lane.py, then move pin and test"
results: Any = typed_results
flow_engine: Any = typed_engine  # it does not export what it imports, and we look at exactly that


@flow(name="contract")
async def a_flow() -> None:
    """Stands for any of ours; nothing here runs it."""


def _a_run(**fields: object) -> FlowRun:
    return FlowRun.model_validate({"id": uuid4(), "flow_id": uuid4(), **fields})


def _engine(run: FlowRun) -> AsyncFlowRunEngine[Any, Any]:
    ours: Flow[Any, Any] = a_flow
    return AsyncFlowRunEngine(flow=ours, flow_run=run)


def _names_looked_up_by(function: Callable[..., Any]) -> tuple[str, ...]:
    """At each call, in the module or on an object: whoever replaces such a name is heard."""
    code = inspect.unwrap(function).__code__
    assert isinstance(code, CodeType)
    return code.co_names


@pytest.fixture
def tls_contexts_made(monkeypatch: pytest.MonkeyPatch) -> list[ssl.SSLContext]:
    """A process as the desk prepares it, until the test ends; and what TLS contexts are made in it."""
    made: list[ssl.SSLContext] = []
    real = ssl.create_default_context

    def make(purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH, *, cafile: str | None = None) -> ssl.SSLContext:
        made.append(real(purpose, cafile=cafile))
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", make)
    monkeypatch.setattr("prefect.client.orchestration.ssl", ssl)
    monkeypatch.setattr(flow_engine, "capture_sigterm", flow_engine.capture_sigterm)
    asked = "_read_server_default_result_storage_block_id"
    monkeypatch.setattr(results, asked, vars(results)[asked])
    beats = inspect.getattr_static(BaseFlowRunEngine, "heartbeat_seconds")
    monkeypatch.setattr(BaseFlowRunEngine, "heartbeat_seconds", beats)
    fast_lane.prepare_process()
    return made


def test_the_version_is_the_one_that_was_read() -> None:
    pins = tomllib.loads((CLONE / "pyproject.toml").read_text())["project"]["dependencies"]
    (pinned,) = [pin.removeprefix("prefect==") for pin in pins if pin.startswith("prefect==")]
    assert prefect.__version__ == pinned, AGAIN
    assert f"(prefect {pinned})" in (fast_lane.__doc__ or ""), AGAIN


def test_the_engine_looks_up_who_takes_the_signals() -> None:
    assert isinstance(flow_engine.capture_sigterm(), AbstractContextManager), AGAIN
    assert "capture_sigterm" in _names_looked_up_by(AsyncFlowRunEngine.initialize_run), AGAIN


def test_the_heartbeat_is_a_property_that_the_engine_asks() -> None:
    assert isinstance(inspect.getattr_static(AsyncFlowRunEngine, "heartbeat_seconds"), property), AGAIN
    assert "heartbeat_seconds" not in vars(AsyncFlowRunEngine), AGAIN
    assert "_send_heartbeats" in _names_looked_up_by(AsyncFlowRunEngine.run_context), AGAIN


@pytest.mark.parametrize(("seconds", "threads"), [(None, 0), (30, 1)])
def test_only_a_heartbeat_starts_a_thread(monkeypatch: pytest.MonkeyPatch, seconds: int | None, threads: int) -> None:
    thread = Mock()
    monkeypatch.setattr(flow_engine, "threading", Mock(Thread=thread))
    engine = Mock(heartbeat_seconds=seconds)
    engine._build_heartbeat_event_template.return_value = ({}, [])
    with flow_engine._send_heartbeats(engine):
        assert thread.call_count == threads, AGAIN


@pytest.mark.parametrize("has_deployment", [False, True])
def test_only_a_run_with_a_deployment_opens_a_subscription(
    monkeypatch: pytest.MonkeyPatch, has_deployment: bool
) -> None:
    observe = Mock(return_value=nullcontext())
    monkeypatch.setattr(flow_engine, "observe_flow_run_suspension", observe)
    run = _a_run(deployment_id=uuid4() if has_deployment else None)
    with _engine(run).setup_flow_run_suspension_request():
        assert observe.call_count == has_deployment, AGAIN
    assert "setup_flow_run_suspension_request" in _names_looked_up_by(AsyncFlowRunEngine.start), AGAIN


async def test_the_lane_hands_over_the_run_without_its_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    handed = inspect.signature(flow_engine.run_flow_async)
    calls: list[inspect.BoundArguments] = []

    async def run_flow_async(*args: Any, **kwargs: Any) -> None:
        calls.append(handed.bind(*args, **kwargs))

    monkeypatch.setattr(flow_engine, "run_flow_async", run_flow_async)
    run = _a_run(deployment_id=uuid4(), parameters={"article_id": 7})
    await fast_lane.execute(a_flow, run)
    (call,) = [each.arguments for each in calls]
    assert (call["flow"], call["parameters"]) == (a_flow, {"article_id": 7})
    assert (call["flow_run"].id, call["flow_run"].deployment_id) == (run.id, None)


async def test_a_flow_that_would_block_every_other_is_refused() -> None:
    @flow(name="blocking")
    def blocking() -> None:
        """Not async."""

    with pytest.raises(TypeError, match="blocking is not async"):
        await fast_lane.execute(blocking, _a_run())


def test_the_place_of_results_is_asked_of_the_server_by_the_name_that_is_replaced() -> None:
    looked_up = _names_looked_up_by(results._get_default_result_storage)
    assert "_read_server_default_result_storage_block_id" in looked_up, AGAIN


def test_the_engine_asks_about_the_run_by_the_names_that_the_eager_one_answers() -> None:
    assert "update_flow_run" in _names_looked_up_by(AsyncFlowRunEngine.initialize_run), AGAIN
    assert {"client", "read_flow_run"} <= {*_names_looked_up_by(AsyncFlowRunEngine.setup_run_context)}, AGAIN
    assert "begin_run" in _names_looked_up_by(AsyncFlowRunEngine.start), AGAIN
    assert isinstance(inspect.getattr_static(AsyncFlowRunEngine, "client"), property), AGAIN


@pytest.mark.usefixtures("tls_contexts_made")
def test_in_a_prepared_process_the_engine_takes_no_signal_and_has_no_heartbeat() -> None:
    engine = _engine(_a_run())
    assert engine.heartbeat_seconds is None, AGAIN
    with flow_engine.capture_sigterm() as taken:
        assert taken is None, AGAIN


def test_in_a_prepared_process_all_clients_of_prefect_share_one_tls_context(
    tls_contexts_made: list[ssl.SSLContext],
) -> None:
    for _ in range(3):
        PrefectClient("http://127.0.0.1:9/api")
    assert len(tls_contexts_made) == 1, AGAIN


@pytest.mark.usefixtures("tls_contexts_made")
def test_a_prefect_client_that_verifies_nothing_takes_nobody_elses_verification_away() -> None:
    with temporary_settings({PREFECT_API_TLS_INSECURE_SKIP_VERIFY: True}):
        PrefectClient("https://127.0.0.1:9/api")
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
