"""Which port a part gets, and what is said when the one that the user named is taken."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.ports import Ports, Wish
from models.domain.errors import Misconfigured

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_wanted_port_is_taken_where_it_is_free(tmp_path: Path, taken: int) -> None:
    ports = Ports({}, tmp_path)
    assert ports.choose(Wish("console", HOST, taken + 1)) >= taken + 1
    assert ports.chosen.keys() == {"console"}


def test_a_taken_port_is_replaced_by_a_free_one(tmp_path: Path, taken: int) -> None:
    assert Ports({}, tmp_path).choose(Wish("console", HOST, taken)) > taken


def test_a_port_is_kept_across_restarts(tmp_path: Path, taken: int) -> None:
    kept = Ports({}, tmp_path / "a")
    (tmp_path / "a").mkdir()
    port = kept.choose(Wish("console", HOST, taken))
    kept.close()
    assert Ports({"console": port}, tmp_path / "a").choose(Wish("console", HOST, 1)) == port


def test_a_port_that_the_user_named_is_never_replaced(tmp_path: Path, taken: int) -> None:
    with pytest.raises(Misconfigured) as refusal:
        Ports({}, tmp_path).choose(Wish("console", HOST, taken, "CONSOLE_PORT"))
    assert f"CONSOLE_PORT={taken} is taken by" in str(refusal.value)
    assert f"(pid {os.getpid()})" in str(refusal.value)


def test_two_homes_that_start_at_once_get_different_ports(tmp_path: Path, taken: int) -> None:
    one, other = Ports({}, tmp_path), Ports({}, tmp_path)
    wish = Wish("prefect", HOST, taken)
    assert one.choose(wish) != other.choose(wish)


def test_a_closed_reservation_can_be_taken_by_the_next(tmp_path: Path, taken: int) -> None:
    one = Ports({}, tmp_path)
    port = one.choose(Wish("prefect", HOST, taken))
    one.close()
    assert Ports({"prefect": port}, tmp_path).choose(Wish("prefect", HOST, taken)) == port
