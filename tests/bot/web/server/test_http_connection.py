"""Connections: who sends half a request is not waited for."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.web.server.http_connection import HttpConnection
from tests.bot.web.conftest import make_app, serving


class Impatient(HttpConnection):
    """A connection with a read timeout of 50 ms."""

    read_seconds = 0.05


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(make_app(folder), http=Impatient) as address:
        yield address


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n",
        b"POST /v1alpha1/comments:analyze HTTP/1.1\r\nContent-",
        b"POST /v1alpha1/comments:analyze HTTP/1.1\r\nContent-Length: 20\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\n\r\nGET /healthz HTTP/1.1\r\n",
    ],
)
def test_half_a_request_is_answered_with_a_timeout_and_closed(address: str, sent: bytes) -> None:
    url = httpx.URL(address)
    with socket.create_connection((url.host, url.port or 80), timeout=30) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b"HTTP/1.1 408 Request Timeout" in answer


def test_whole_requests_on_one_connection_are_answered(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3
