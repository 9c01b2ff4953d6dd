"""The door to the endpoint."""

import socket

import pytest

from integrations.tls import trusted_tls
from integrations.writing.client import open_client
from integrations.writing.writer import Writer
from models.domain.draft import Assignment
from models.domain.errors import TryLater


def test_all_clients_share_one_tls_context() -> None:
    assert trusted_tls() is trusted_tls()


async def test_a_client_never_retries_by_itself_and_does_not_show_its_key() -> None:
    async with open_client("http://127.0.0.1:9/v1", "sk-very-secret", 5.0) as client:
        assert client.max_retries == 0
        assert "secret" not in repr(client)


async def test_an_endpoint_that_is_not_there_is_tried_later() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound but not listening: the connection is refused
        address = f"http://127.0.0.1:{reserved.getsockname()[1]}/v1"
        async with open_client(address, "", 5.0) as client:
            with pytest.raises(TryLater, match="cannot be reached"):
                await Writer(client, "sim-writer").draft(Assignment(topic="Tea"))
