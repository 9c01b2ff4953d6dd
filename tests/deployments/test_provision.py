"""Provisioning against a Prefect that only says what it has: when `prefect deploy` is called, and when not."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments import provision
from deployments.home import Home
from deployments.whereabouts import address_of
from integrations.addresses import Address
from integrations.settings import Settings
from models.domain.errors import Misconfigured, TryLater

PORTS = {"console": 8400, "prefect": 9, "object store": 8420, "simulators": 8410}


class Prefect:
    """Remembers what it was asked, and has the deployments that a test gives it."""

    def __init__(self, *deployments: str, pool: bool = True) -> None:
        self.deployments, self.pool = deployments, pool
        self.posted: list[str] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.posted.append(request.url.path)
        if request.url.path.endswith("/deployments/name/upkeep/upkeep"):
            return httpx.Response(200, json={"id": "of-upkeep"})
        if request.url.path.endswith("/deployments/filter"):
            return httpx.Response(200, json=[{"name": name} for name in self.deployments])
        return httpx.Response(200 if self.pool else 404, json={})

    def client(self) -> httpx.Client:
        return httpx.Client(base_url="http://prefect/api", transport=httpx.MockTransport(self.answer))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "run").mkdir()
    return Settings(_env_file=None, copydesk_home=tmp_path)


@pytest.fixture
def address(settings: Settings) -> Address:
    return address_of(settings, Home(settings.copydesk_home), PORTS)


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    calls: list[Path] = []
    monkeypatch.setattr(provision, "_deploy", lambda _settings, _address, file: calls.append(file))
    return calls


@pytest.fixture
def deploy(settings: Settings, address: Address, tmp_path: Path) -> Callable[[Prefect], bool]:
    (tmp_path / "prefect.yaml").write_text("deployments: []")
    return lambda prefect: provision.deploy_if_changed(settings, address, prefect.client(), tmp_path / "prefect.yaml")


def test_an_unchanged_file_on_the_same_server_is_deployed_once(deploy: Any, deployed: list[Path]) -> None:
    prefect = Prefect(*provision.DEPLOYMENTS)
    assert [deploy(prefect), deploy(prefect)] == [True, False]
    assert len(deployed) == 1


def test_a_changed_file_is_deployed_again(deploy: Any, deployed: list[Path], tmp_path: Path) -> None:
    prefect = Prefect(*provision.DEPLOYMENTS)
    deploy(prefect)
    (tmp_path / "prefect.yaml").write_text("deployments: [other]")
    assert deploy(prefect)
    assert len(deployed) == 2


def test_a_server_that_lost_a_deployment_gets_them_again(deploy: Any, deployed: list[Path]) -> None:
    deploy(Prefect(*provision.DEPLOYMENTS))
    assert deploy(Prefect("article"))
    assert len(deployed) == 2


def test_a_pool_that_is_there_is_not_made_again() -> None:
    prefect = Prefect()
    provision._make_pool(prefect.client())
    assert prefect.posted == []


def test_upkeep_runs_at_the_start_and_not_only_when_its_turn_comes() -> None:
    prefect = Prefect(*provision.DEPLOYMENTS)
    provision.look_after_at_once(prefect.client())
    assert prefect.posted == ["/api/deployments/of-upkeep/create_flow_run"]


def test_prefects_own_complaint_reaches_the_person(
    settings: Settings, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.CompletedProcess([], 1, "No module named 'flows.gone'", "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(Misconfigured, match=r"`prefect deploy --all` ended with 1:\nNo module named 'flows.gone'"):
        provision._deploy(settings, address, provision.PREFECT_FILE)


def test_a_prefect_that_refuses_is_named_by_its_address(address: Address) -> None:
    refusal = httpx.HTTPStatusError("", request=httpx.Request("GET", "http://p"), response=httpx.Response(401))
    with pytest.raises(Misconfigured, match=r"Prefect answers 401 at http://127\.0\.0\.1:9/api"), _asking(address):
        raise refusal


def test_a_prefect_that_is_gone_may_be_asked_later(address: Address) -> None:
    with pytest.raises(TryLater, match="does not answer"), _asking(address):
        raise httpx.ConnectError("refused")


def _asking(address: Address) -> Any:
    return provision.prefect_api(address)


def test_what_was_deployed_is_remembered_by_its_digest(deploy: Any, deployed: list[Path], tmp_path: Path) -> None:
    deploy(Prefect(*provision.DEPLOYMENTS))
    url, digest = json.loads((tmp_path / "run" / "deployed.json").read_text())
    assert url == "http://127.0.0.1:9/api"
    assert len(digest) == 64
