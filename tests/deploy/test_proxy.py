"""The TLS proxy before the API and the desk: a real Caddy with the shipped configuration, on loopback."""

import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from typing import IO, Any

import pytest

from bot.web.server.body_size import MAX_BODY_BYTES
from tests.deploy.conftest import DEPLOY
from tests.fakes.command import environment, stand_in_command
from tests.fakes.waiting import TIMEOUT

CADDY = Path(sys.executable).with_name("caddy")
CONFIG = DEPLOY / "Caddyfile"
GOOGLE = "commentanalyzer.googleapis.com"
DESK = "desk.localhost"
NAMES = ("localhost", GOOGLE, DESK)
KEY = "invented-key-0123"
ASKED = {"comment": {"text": "you clown"}, "requestedAttributes": {"TOXICITY": {}}}


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs: its port, and its private authority's certificate."""

    port: int
    root: Path

    def ask(
        self, name: str, method: str, path: str, body: object = None, *, trusts: bool = True
    ) -> tuple[int, Any]:
        """Ask as a program does whose hosts file leads this name here."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        content = None if body is None else json.dumps(body)
        with self.connect(name, trusts=trusts) as connection:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def await_certificate(self, name: str) -> None:
        """Wait until the private authority has given it one."""
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            with suppress(ssl.SSLError, FileNotFoundError), self.connect(name):
                return
        raise AssertionError(name)

    @contextmanager
    def connect(self, name: str, *, trusts: bool = True) -> Iterator[HTTPSConnection]:
        """Open a connection for a name, whatever it leads to elsewhere."""
        context = ssl.create_default_context(cafile=str(self.root) if trusts else None)
        connection = HTTPSConnection(name, self.port, context=context)
        there = socket.create_connection(("127.0.0.1", self.port))
        connection.sock = context.wrap_socket(there, server_hostname=name)
        yield connection
        connection.close()


@contextmanager
def running(*command: str | Path, **options: Any) -> Iterator[IO[bytes]]:
    """Run a program, and end it whatever happens; yield what it says on standard error."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, **options) as process:
        assert process.stderr
        try:
            yield process.stderr
        finally:
            process.terminate()


def read_until(said: IO[bytes], words: bytes) -> bytes:
    """Return the first line with these words."""
    for line in said:
        if words in line:
            return line
    raise AssertionError(words)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bot's desk, as the proxy knows it."""
    port = find_port()
    with running(
        *(*stand_in_command(), "desk", "--port", str(port), "--platform", "console"),
        cwd=tmp_path_factory.mktemp("desk"),
        env=environment(PARLEY_DESK_URL=f"https://{DESK}", PARLEY_LOG_LEVEL="info"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as said:
        read_until(said, b'"event": "desk"')
        yield f"127.0.0.1:{port}"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an API, as the proxy knows it."""
    with running(
        *(*stand_in_command(), "web", "--api-only", "--port", "0", "--behind-proxy"),
        cwd=tmp_path_factory.mktemp("api"),
        env=environment(PARLEY_WEB_KEYS=KEY),
    ) as said:
        yield json.loads(said.readline())["at"].removeprefix("http://")


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, api: str, desk: str) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    port = find_port()
    with running(
        *(CADDY, "run", "--config", CONFIG, "--adapter", "caddyfile"),
        env={
            "PATH": os.environ["PATH"],
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "WEB_UPSTREAM": api,
            "DESK_UPSTREAM": desk,
            "HTTP_PORT": str(find_port()),
            "HTTPS_PORT": str(port),
        },
    ) as said:
        read_until(said, b"serving initial configuration")
        threading.Thread(target=said.read, daemon=True).start()  # its log, unread
        started = Proxy(port, folder / "caddy/pki/authorities/local/root.crt")
        for name in NAMES:
            started.await_certificate(name)
        yield started


@pytest.mark.parametrize("name", ["localhost", GOOGLE])
def test_a_program_that_trusts_the_private_authority_is_answered(proxy: Proxy, name: str) -> None:
    status, answer = proxy.ask(name, "POST", f"/v1alpha1/comments:analyze?key={KEY}", ASKED)
    assert status == 200, answer
    assert 0 <= answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"] <= 1


def test_a_program_that_does_not_trust_it_is_not_deceived(proxy: Proxy) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        proxy.ask(GOOGLE, "GET", "/healthz", trusts=False)


def test_without_a_key_nobody_is_answered(proxy: Proxy) -> None:
    status, _ = proxy.ask(GOOGLE, "POST", "/v1alpha1/comments:analyze", ASKED)
    assert status == 403


def test_googles_client_is_told_an_address_with_tls(proxy: Proxy) -> None:
    status, document = proxy.ask(GOOGLE, "GET", f"/$discovery/rest?version=v1alpha1&key={KEY}")
    assert status == 200
    assert document["rootUrl"].startswith(f"https://{GOOGLE}")


def test_the_desk_answers_to_its_own_name_and_knows_that_there_is_tls(proxy: Proxy) -> None:
    with proxy.connect(DESK) as connection:
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert answer.status < 400
        assert "Strict-Transport-Security" in answer.headers
    with proxy.connect(DESK) as connection:
        connection.request("GET", "/", headers={"Host": "localhost"})
        assert connection.getresponse().status >= 400


def test_the_configuration_is_sound_and_keeps_no_log_of_addresses() -> None:
    done = subprocess.run(
        [CADDY, "adapt", "--config", CONFIG, "--adapter", "caddyfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    server = json.loads(done.stdout)["apps"]["http"]["servers"]["srv0"]
    assert "logs" not in server
    assert server["read_timeout"] > 0
    assert server["read_header_timeout"] > 0


def test_the_configuration_is_formatted_as_caddy_does() -> None:
    done = subprocess.run([CADDY, "fmt", CONFIG], capture_output=True, text=True, check=False)
    assert done.stdout == CONFIG.read_text()


def test_the_proxy_takes_as_large_a_body_as_is_read() -> None:
    assert f"max_size {MAX_BODY_BYTES >> 20}MiB" in CONFIG.read_text()
