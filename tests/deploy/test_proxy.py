"""The TLS proxy before the API: a real Caddy with the shipped configuration, on loopback."""

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest

from bot.web.server.body_size import MAX_BODY_BYTES
from tests.deploy.conftest import DEPLOY
from tests.fakes.command import environment, stand_in_command

CADDY = Path(sys.executable).with_name("caddy")
CONFIG = DEPLOY / "Caddyfile"
GOOGLE = "commentanalyzer.googleapis.com"
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
        context = ssl.create_default_context(cafile=str(self.root) if trusts else None)
        connection = HTTPSConnection(name, self.port, context=context)
        there = socket.create_connection(("127.0.0.1", self.port))
        connection.sock = context.wrap_socket(there, server_hostname=name)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        told = answer.status, json.loads(answer.read())
        connection.close()
        return told


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    with subprocess.Popen(
        [*stand_in_command(), "web", "--api-only", "--port", "0", "--behind-proxy"],
        cwd=folder,
        env=environment(PARLEY_WEB_KEYS=KEY),
        stderr=subprocess.PIPE,
    ) as api:
        assert api.stderr
        address = json.loads(api.stderr.readline())["at"].removeprefix("http://")
        port = find_port()
        with subprocess.Popen(
            [CADDY, "run", "--config", CONFIG, "--adapter", "caddyfile"],
            env={
                "PATH": os.environ["PATH"],
                "XDG_DATA_HOME": str(folder),
                "XDG_CONFIG_HOME": str(folder),
                "WEB_UPSTREAM": address,
                "HTTP_PORT": str(find_port()),
                "HTTPS_PORT": str(port),
            },
            stderr=subprocess.PIPE,
        ) as caddy:
            assert caddy.stderr
            said = b""
            for line in caddy.stderr:
                said += line
                # Two names, each with a certificate of the private authority.
                if said.count(b"certificate obtained successfully") == 2:
                    break
            yield Proxy(port, folder / "caddy/pki/authorities/local/root.crt")
            caddy.kill()
        api.terminate()


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
