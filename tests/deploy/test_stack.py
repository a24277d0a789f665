"""The owner's commands and the machine's scripts, against an AWS on loopback."""

import json
import os
import re
import runpy
import socket
import stat
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from cfnlint.decode import cfn_yaml

from tests.deploy.conftest import DEPLOY, ROOT

STACK = DEPLOY / "ec2/stack"
SECRET = "invented.token-1"
REPOSITORY = "Repository=https://git.example/parley.git"


@pytest.fixture(autouse=True)
def template(
    aws: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The template without what this AWS does not know, and cannot be asked about beside the rest."""
    del aws
    whole = cfn_yaml.load(str(DEPLOY / "ec2/template.yaml"))
    for name, part in list(whole["Resources"].items()):
        if part["Type"] in ("AWS::CloudWatch::Alarm", "AWS::S3::BucketPolicy"):
            del whole["Resources"][name]
    path = tmp_path_factory.mktemp("template") / "template.json"
    path.write_text(json.dumps(whole))
    monkeypatch.setenv("TEMPLATE", str(path))


def stack(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """`deploy/ec2/stack`, with the AWS command line of this environment."""
    own = Path(sys.executable).parent
    return subprocess.run(
        [STACK, *arguments],
        input=typed,
        env={**os.environ, "PATH": f"{own}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def machines() -> list[str]:
    groups = boto3.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]


def test_a_stack_is_made_and_removed_by_one_command_each() -> None:
    made = stack("up", REPOSITORY, "InstanceType=t2.micro")
    assert made.returncode == 0, made.stderr
    assert len(machines()) == 1
    (bucket,) = (one["Name"] for one in boto3.client("s3").list_buckets()["Buckets"])
    policy = stack("policy", str(ROOT / "policy.example.toml"))
    assert policy.returncode == 0, policy.stderr
    assert boto3.client("s3").list_objects(Bucket=bucket)["Contents"][0]["Key"] == "policy.toml"
    gone = stack("down")
    assert gone.returncode == 0, gone.stderr
    assert boto3.client("cloudformation").list_stacks()["StackSummaries"][0]["StackStatus"] == (
        "DELETE_COMPLETE"
    )
    assert f"aws s3 rb --force s3://{bucket}" in gone.stderr


def test_an_upgrade_runs_on_the_machine() -> None:
    stack("up", REPOSITORY)
    there = machines()
    stack("upgrade", "v1.1")  # this AWS cannot change a stack, which comes after it
    (call,) = boto3.client("ssm").list_commands()["Commands"]
    assert call["Parameters"]["commands"] == ["parley upgrade v1.1"]
    assert call["InstanceIds"] == there


def test_of_several_machines_each_is_upgraded_and_the_oldest_replaced() -> None:
    stack("up", REPOSITORY, "DatabaseParameter=/parley/database", "Machines=2")
    before = machines()
    stack("replace")
    there = machines()
    assert len(set(before) & set(there)) == 1
    said = stack("upgrade", "v1.1").stderr  # this AWS cannot change a stack, which comes after it
    assert sorted(re.findall(r"on (i-\w+): parley upgrade v1\.1\n", said)) == sorted(there)


def test_a_machine_is_replaced_by_one_command() -> None:
    stack("up", REPOSITORY)
    before = machines()
    assert stack("replace").returncode == 0
    (after,) = machines()
    assert [after] != before


@pytest.mark.parametrize("release", ["", "v1; reboot", "-rf", "$(id)"])
def test_what_is_no_release_reaches_no_machine(release: str) -> None:
    assert stack("upgrade", release).returncode == 1
    assert boto3.client("ssm").list_commands()["Commands"] == []


def test_a_token_is_kept_encrypted_and_never_shown() -> None:
    done = stack("token", "DISCORD_TOKEN", typed=f"{SECRET}\n")
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    found = boto3.client("ssm").get_parameter(Name="/parley/discord-token", WithDecryption=True)
    assert (found["Parameter"]["Type"], found["Parameter"]["Value"]) == ("SecureString", SECRET)
    assert stack("token", "DISCORD_TOKN", typed="x").returncode == 1
    assert stack("token", "DISCORD_TOKEN", typed='x", "Type": "String').returncode == 1


def test_the_address_of_a_database_is_kept_as_a_token_is_and_a_file_is_none() -> None:
    address = "postgresql://parley:invented-1@db.example.org/parley"
    done = stack("token", "PARLEY_DATABASE", typed=f"{address}\n")
    assert done.returncode == 0, done.stderr
    assert "invented" not in done.stdout + done.stderr
    found = boto3.client("ssm").get_parameter(Name="/parley/database", WithDecryption=True)
    assert (found["Parameter"]["Type"], found["Parameter"]["Value"]) == ("SecureString", address)
    assert stack("token", "PARLEY_DATABASE", typed="sqlite:///parley.db").returncode == 1


def prepare(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """As parley-prepare.service does, with the environment of the template's user data."""
    names = ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN")
    parameters = {
        f"{name}_PARAMETER": f"/parley/{name.lower().replace('_', '-')}" for name in names
    }
    return subprocess.run(
        [sys.executable, DEPLOY / "ec2/machine/prepare.py", folder, folder],
        env={**os.environ, **parameters, "BACKUP_BUCKET": "bucket", **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_machine_finds_its_tokens_and_its_policy(tmp_path: Path) -> None:
    s3 = boto3.client("s3")
    region = {"LocationConstraint": "eu-central-1"}
    s3.create_bucket(Bucket="bucket", CreateBucketConfiguration=region)
    (tmp_path / "SLACK_BOT_TOKEN").write_text("of yesterday")
    without = prepare(tmp_path)
    assert without.returncode == 78
    assert "/parley/discord-token" in without.stderr
    stack("token", "DISCORD_TOKEN", typed=SECRET)
    s3.put_object(Bucket="bucket", Key="policy.toml", Body=b'mode = "shadow"')
    done = prepare(tmp_path)
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "DISCORD_TOKEN": SECRET,
        "policy.toml": 'mode = "shadow"',
    }
    assert stat.S_IMODE((tmp_path / "DISCORD_TOKEN").stat().st_mode) == 0o600


def test_a_machine_of_several_does_not_start_without_its_database(tmp_path: Path) -> None:
    region = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket="bucket", CreateBucketConfiguration=region)
    stack("token", "DISCORD_TOKEN", typed=SECRET)
    without = prepare(tmp_path, PARLEY_DATABASE_PARAMETER="/parley/database")
    assert without.returncode == 78
    assert "stack token PARLEY_DATABASE" in without.stderr
    stack("token", "PARLEY_DATABASE", typed="postgresql://db.example.org/parley")
    done = prepare(tmp_path, PARLEY_DATABASE_PARAMETER="/parley/database")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "PARLEY_DATABASE").read_text() == "postgresql://db.example.org/parley"


def test_of_several_processes_each_is_asked_whether_it_is_ready() -> None:
    list_ports = runpy.run_path(str(DEPLOY / "ec2/machine/watch.py"))["list_ports"]
    assert list_ports({"PROCESSES": ""}) == [9464]
    ports = list_ports({"PROCESSES": "3"})
    unit = (DEPLOY / "systemd/parley@.service").read_text()
    (port,) = re.findall("PARLEY_HEALTH_PORT=(.+)", unit)
    assert ports == [int(port.replace("%i", str(number))) for number in (1, 2, 3)]


def test_the_alarms_hear_of_a_bot_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    done = subprocess.run(
        [sys.executable, DEPLOY / "ec2/machine/watch.py"],
        env={**os.environ, "STACK": "parley", "PARLEY_HEALTH_PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    metrics = boto3.client("cloudwatch").list_metrics(Namespace="Parley")["Metrics"]
    assert {one["MetricName"] for one in metrics} == {"Ready", "MemoryUsed", "DiskUsed"}
    assert json.dumps([one["Dimensions"] for one in metrics]).count('"parley"') == 3
    assert "Ready 0" in done.stderr
