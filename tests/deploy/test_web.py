"""The API and the page in the world: what a stack, the services and the machine have for them."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from dotenv import dotenv_values

from bot.config.settings import Settings
from tests.deploy.conftest import DEPLOY, ROOT, as_parameters
from tests.deploy.test_machine import Machine
from tests.deploy.test_stack import stack

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())[
    "services"
]
WEB = (DEPLOY / "systemd/parley-web.service").read_text()
TEMPLATE = DEPLOY / "ec2/template.yaml"
REPOSITORY = "https://git.example/parley.git"
NAME = "parley.example.org"


def test_the_service_listens_for_the_proxy_and_knows_no_token() -> None:
    web, proxy = SERVICES["web"], SERVICES["proxy"]
    assert "--behind-proxy" in web["command"]
    assert proxy["environment"]["WEB_UPSTREAM"] == "web:8080"
    assert web["networks"] == ["web"]
    assert proxy["networks"] == ["web", "desk"]
    assert "env_file" not in web
    assert "env_file" not in proxy
    known = {str(field.alias) for field in Settings.model_fields.values()}
    ours = {name for name in web["environment"] if name.startswith("PARLEY_")}
    assert ours == {name for name in known if name.startswith("PARLEY_WEB_")}


def test_the_image_of_the_service_has_the_page() -> None:
    lock = SERVICES["web"]["build"]["args"]["LOCK"]
    assert re.search("^gradio==", (ROOT / f"locks/{lock}.txt").read_text(), re.MULTILINE)


def test_what_compose_is_told_is_no_name_that_the_bot_would_refuse(tmp_path: Path) -> None:
    told = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
    known = {str(field.alias) for field in Settings.model_fields.values()}
    assert {name for name in told if name.startswith("PARLEY_")} <= known
    (tmp_path / ".env").write_text("".join(f"{name}=x\n" for name in told))
    assert set(dotenv_values(tmp_path / ".env")) == told


def test_the_unit_of_the_api_is_shut_off_from_the_bots_cases_and_tokens() -> None:
    assert "parley.env" not in WEB
    assert "PARLEY_DATABASE" not in WEB
    assert not re.search("^User=", WEB, re.MULTILINE)  # a user of its own, made from its name
    assert "/var/lib/parley/" not in WEB
    assert re.findall(r"^LoadCredential=(\w+):", WEB, re.MULTILINE) == ["PARLEY_WEB_KEYS"]


@pytest.mark.parametrize("name", ["parley-web", "parley-proxy"])
def test_a_unit_of_the_web_is_about_as_closed_as_the_bots(name: str) -> None:
    def measure(unit: str) -> float:
        command = ["/usr/bin/systemd-analyze", "security", "--offline=true"]
        path = DEPLOY / f"systemd/{unit}.service"
        done = subprocess.run([*command, path], capture_output=True, text=True, check=True)
        found = re.search(r"exposure level for \S+ ([\d.]+)", done.stdout)
        assert found
        return float(found[1])

    allowance = {"parley-web": 0.0, "parley-proxy": 0.3}  # ports below 1024
    assert measure(name) <= round(measure("parley") + allowance[name], 1)


def make_stack(network: dict[str, str], **parameters: Any) -> None:
    boto3.client("cloudformation").create_stack(
        StackName="parley",
        TemplateBody=TEMPLATE.read_text(),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=as_parameters({"Repository": REPOSITORY, **network, **parameters}),
    )


def read_names() -> dict[str, str | None]:
    """Return the lines that the first start writes into machine.env."""
    (version,) = boto3.client("ec2").describe_launch_template_versions(Versions=["$Latest"])[
        "LaunchTemplateVersions"
    ]
    script = base64.b64decode(version["LaunchTemplateData"]["UserData"]).decode()
    names = re.findall(r"^(\w+)=(.*)$", script, re.MULTILINE)
    return dict(names)


def test_a_stack_with_a_name_opens_two_ports_and_keeps_one_address(network: dict[str, str]) -> None:
    make_stack(network, WebDomain=NAME)
    groups = boto3.client("ec2").describe_security_groups()["SecurityGroups"]
    (group,) = (one for one in groups if one["GroupName"] != "default")
    assert {(rule["FromPort"], rule["ToPort"]) for rule in group["IpPermissions"]} == {
        (443, 443),
        (80, 80),
    }
    (address,) = boto3.client("ec2").describe_addresses()["Addresses"]
    names = read_names()
    assert names["WEB_DOMAIN"] == NAME
    assert names["WEB_ADDRESS"] == address["AllocationId"]
    assert names["PARLEY_WEB_KEYS_PARAMETER"] == "/parley/web-keys"


def test_a_stack_without_a_name_has_neither(network: dict[str, str]) -> None:
    make_stack(network)
    assert boto3.client("ec2").describe_addresses()["Addresses"] == []
    names = read_names()
    assert (names["WEB_DOMAIN"], names["WEB_ADDRESS"]) == ("", "")


def prepare(folder: Path, **names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, DEPLOY / "ec2/machine/prepare.py", folder, folder],
        env={
            **os.environ,
            "BACKUP_BUCKET": "bucket",
            "DISCORD_TOKEN_PARAMETER": "/parley/discord-token",
            "PARLEY_WEB_KEYS_PARAMETER": "/parley/web-keys",
            **names,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bucket(aws: str) -> None:
    del aws
    region = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket="bucket", CreateBucketConfiguration=region)


def keep(name: str, value: str) -> None:
    boto3.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString")


@pytest.mark.usefixtures("aws")
def test_keys_are_kept_where_the_machine_looks_for_them() -> None:
    done = stack("token", "PARLEY_WEB_KEYS", typed="invented-key-0123,invented-key-4567\n")
    assert done.returncode == 0, done.stderr
    assert "invented" not in done.stdout + done.stderr
    found = boto3.client("ssm").get_parameter(Name="/parley/web-keys", WithDecryption=True)
    assert found["Parameter"]["Value"] == "invented-key-0123,invented-key-4567"


@pytest.mark.usefixtures("bucket")
def test_the_keys_come_with_the_tokens_and_are_none(tmp_path: Path) -> None:
    keep("/parley/web-keys", "invented-key-0123")
    alone = prepare(tmp_path)
    assert alone.returncode == 78  # the bot has no token
    assert (tmp_path / "PARLEY_WEB_KEYS").read_text() == "invented-key-0123"
    keep("/parley/discord-token", "invented.token-1")
    both = prepare(tmp_path)
    assert both.returncode == 0, both.stderr
    assert "invented-key" not in both.stderr


@pytest.mark.usefixtures("bucket")
def test_the_address_follows_from_machine_to_machine(
    network: dict[str, str], tmp_path: Path
) -> None:
    keep("/parley/discord-token", "invented.token-1")
    make_stack(network, WebDomain=NAME)
    ec2 = boto3.client("ec2")
    (reservation,) = ec2.describe_instances()["Reservations"]
    machine = reservation["Instances"][0]["InstanceId"]
    names = {"WEB_ADDRESS": str(read_names()["WEB_ADDRESS"]), "MACHINE": machine}
    for _ in range(2):
        done = prepare(tmp_path, **names)
        assert done.returncode == 0, done.stderr
        (address,) = ec2.describe_addresses()["Addresses"]
        assert address["InstanceId"] == machine


@pytest.mark.usefixtures("bucket")
def test_an_address_that_does_not_come_keeps_no_bot_from_starting(tmp_path: Path) -> None:
    keep("/parley/discord-token", "invented.token-1")
    done = prepare(tmp_path, WEB_ADDRESS="eipalloc-0", MACHINE="i-0")
    assert done.returncode == 0
    assert "eipalloc-0 does not lead to this machine" in done.stderr


def test_a_machine_with_a_name_starts_the_api_and_the_proxy(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.become_ec2(name=NAME)
    done = machine("upgrade", "v1")
    assert done.returncode == 0, done.stderr
    told = (machine.home / "told").read_text()
    assert "--no-block restart parley-web.service parley-proxy.service" in told
    assert re.search("enable .*parley-web.service parley-proxy.service", told)
    assert (tmp_path / "units/parley-proxy.service.d/ports.conf").exists()


def test_a_machine_without_a_name_starts_neither(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.become_ec2()
    assert machine("upgrade", "v1").returncode == 0
    assert "parley-web" not in (machine.home / "told").read_text()
