"""AWS on loopback, for everything that talks to it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3
import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
REGION = "eu-central-1"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a simulated AWS, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr
        while b"Running on" not in process.stderr.readline():
            assert process.poll() is None
        threading.Thread(target=process.stderr.read, daemon=True).start()  # its log, unread
        yield f"http://127.0.0.1:{port}"
        process.kill()


@pytest.fixture
def aws(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same, empty; the environment leads every client there, whoever starts it."""
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)  # of this machine's own proxy, if any
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "invented",
        "AWS_SECRET_ACCESS_KEY": "invented",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    with urlopen(f"{server}/moto-api/reset", data=b""):
        return server


@pytest.fixture
def network(aws: str) -> dict[str, str]:
    """The default network, as parameters of the stack."""
    del aws
    subnet = boto3.client("ec2").describe_subnets()["Subnets"][0]
    return {"VpcId": subnet["VpcId"], "SubnetId": subnet["SubnetId"]}


def as_parameters(values: dict[str, Any]) -> list[dict[str, str]]:
    """As CloudFormation takes them."""
    return [{"ParameterKey": key, "ParameterValue": str(value)} for key, value in values.items()]
