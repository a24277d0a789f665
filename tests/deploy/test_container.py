"""The image, the services around it, and what they show. There is no Docker engine here: files only."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from bot.config.bus_rules import check_bus
from bot.config.database_url import parse_url
from bot.config.settings import Settings
from bot.domain.actions import Action, Outcome
from bot.domain.case import Case
from bot.domain.policy import Mode
from bot.domain.verdict import Verdict
from bot.health.checks import HealthChecks
from bot.health.metrics import make_registry
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release
from bot.runtime.result import Duplicate, Failed, PipelineResult
from bot.web.desk.setup import DEFAULT_PORT
from classifier import Reason, Unscored
from tests.deploy.conftest import DEPLOY, ROOT
from tests.fakes.messages import make_message

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana/parley.json").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SCALE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.scale.yaml").read_text())
PASSWORD = "${DATABASE_PASSWORD:?put one into deploy/.env, openssl rand -hex 16}"


def test_the_linter_of_docker_has_nothing_to_say() -> None:
    tool = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [tool, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_image_is_run_by_nobody_and_says_how_it_is() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    assert "USER 10001" in lines
    assert any("/healthz" in line for line in lines)


def test_what_the_image_copies_is_there_and_let_in() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = {
        name
        for names in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
        for name in names.split()
    }
    let_in = re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    assert sorted(let_in) == sorted(copied)
    assert all((ROOT / name).exists() for name in copied)


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start the image's entry point, with a shell script in the place of Parley."""

    def start(script: str, *argv: str) -> subprocess.Popen[str]:
        (tmp_path / "parley").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "parley").chmod(0o755)
        return subprocess.Popen(
            [DEPLOY / "container-start", *(argv or ("run",))],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


Start = Callable[..., subprocess.Popen[str]]


@pytest.mark.parametrize("command", ["run", "worker", "web"])
def test_after_a_wrong_setting_the_container_waits_and_says_for_what(
    start: Start, command: str
) -> None:
    with start("exit 78", command) as container:
        assert container.stderr
        assert container.stderr.readline().startswith("parley: waiting. Mend what is named above")
        assert container.poll() is None
        container.terminate()
        assert container.wait() == 78


@pytest.mark.parametrize("code", [0, 75, 1])
def test_after_anything_else_it_is_dockers_turn(start: Start, code: int) -> None:
    with start(f"exit {code}") as container:
        assert container.wait() == code


def test_a_command_that_is_not_to_last_does_not_wait(start: Start) -> None:
    with start("exit 78", "doctor") as container:
        assert container.wait() == 78


def test_the_bot_is_told_when_the_container_is_to_stop(start: Start) -> None:
    script = "trap 'kill $!; exit 7' TERM; sleep 3600 & echo up; wait $!"
    with start(script) as container:
        assert container.stdout
        assert container.stdout.readline() == "up\n"
        container.terminate()
        assert container.wait() == 7


def test_what_is_typed_reaches_the_bot(start: Start) -> None:
    with start('read line; echo "$line"') as container:
        assert container.communicate("good morning\n")[0] == "good morning\n"


@pytest.mark.parametrize("name", ["bot", "web", "prometheus", "grafana", "proxy"])
def test_a_service_comes_back_after_a_reboot(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_nothing_can_be_reached_from_another_computer_but_the_proxy_that_was_asked_for() -> None:
    published = {
        (name, port) for name, service in SERVICES.items() for port in service.get("ports", [])
    }
    assert published
    open_to_all = {one for one in published if not one[1].startswith("127.0.0.1:")}
    assert open_to_all == {("proxy", "80:80"), ("proxy", "443:443")}
    asked_for = {
        name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service
    }
    assert asked_for == {"web": ["web"], "proxy": ["web", "desk"]}


def test_the_proxy_reaches_the_desk_where_the_page_says_that_it_is() -> None:
    bot, proxy = SERVICES["bot"], SERVICES["proxy"]
    assert "desk" in bot["networks"]
    name, port = proxy["environment"]["DESK_UPSTREAM"].split(":")
    assert name == "bot"
    assert f"PARLEY_DESK_PORT={port}\n" in (DEPLOY / "README.md").read_text()
    assert int(port) == DEFAULT_PORT


@pytest.mark.parametrize("name", [*SERVICES, "worker", "database", "bus"])
def test_a_service_has_no_privileges_and_a_bound_on_memory(name: str) -> None:
    service = SERVICES.get(name) or SCALE["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"]


def test_several_processes_share_a_database_and_a_bus_that_nobody_else_reaches() -> None:
    services = SCALE["services"]
    assert SCALE["networks"]["inside"]["internal"] is True
    for name in ("database", "bus", "worker"):
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]
    for name in ("bot", "worker"):
        environment = services[name]["environment"]
        assert environment["PARLEY_BUS"] == "nats://bus:4222"
        database = environment["PARLEY_DATABASE"].replace(PASSWORD, "invented")
        assert parse_url(database).host == "database"
        assert check_bus(database, []) == []
        assert services[name]["depends_on"]["database"]["condition"] == "service_healthy"


def test_how_many_there_are_and_the_password_are_said_beside_the_file() -> None:
    text = (DEPLOY / "compose.scale.yaml").read_text()
    assert set(re.findall(r"\$\{(\w+)", text)) == {
        "DATABASE_PASSWORD",
        "GATEWAYS",
        "GATEWAY_MEMORY",
        "WORKERS",
    }
    replicas = {name: SCALE["services"][name]["deploy"]["replicas"] for name in ("bot", "worker")}
    assert replicas == {"bot": "${GATEWAYS:-2}", "worker": "${WORKERS:-2}"}


def test_a_worker_has_the_image_of_the_bot_and_none_of_its_tokens() -> None:
    worker = SCALE["services"]["worker"]
    assert worker["image"] == SERVICES["bot"]["image"]
    assert worker["command"] == ["worker"]
    assert "env_file" not in worker
    assert worker["environment"].keys() <= {
        str(each.alias) for each in Settings.model_fields.values()
    }


def test_the_image_has_what_desk_and_bus_need() -> None:
    (locks,) = re.findall('^ARG LOCK="(.+)"$', (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    pinned = "".join((ROOT / f"locks/{lock}.txt").read_text() for lock in locks.split())
    assert {"nats-py", "authlib", "jinja2"} <= set(
        re.findall("^([a-z0-9-]+)==", pinned, re.MULTILINE)
    )


def test_the_bot_cannot_change_its_own_image() -> None:
    assert SERVICES["bot"]["read_only"] is True


def test_prometheus_asks_where_the_bot_answers() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())
    (targets,) = (one["targets"] for one in config["scrape_configs"][0]["static_configs"])
    port = SERVICES["bot"]["environment"]["PARLEY_HEALTH_PORT"]
    assert targets == [f"127.0.0.1:{port}"]
    assert SERVICES["prometheus"]["network_mode"] == "service:bot"


def test_files_that_are_mounted_are_there() -> None:
    mounted = [
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if isinstance(volume, str) and volume.startswith("./")
    ]
    assert mounted
    assert all((DEPLOY / path).is_file() for path in mounted)


async def test_the_dashboard_shows_figures_that_there_are() -> None:
    progress = PlatformStats("console")
    progress.heartbeat()
    registry = make_registry(HealthChecks([progress]), Release("stand-in"))
    verdict = Verdict(
        Unscored(Reason.EMPTY),
        (),
        Mode.ENFORCE,
        wanted=Action.DELETE,
        action=Action.DELETE,
        notes=(),
    )
    case = Case(1, make_message(), verdict, Outcome.done(Action.DELETE))
    for result in (Duplicate(), Failed(), case):

        async def work(result: PipelineResult = result) -> PipelineResult:
            return result

        await progress.track(work())
    shown = generate_latest(registry).decode()
    there = set(re.findall(r"^(\w+)", shown, re.MULTILINE))
    asked = {
        name
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\b((?:parley|process)_\w+)", target["expr"])
    }
    assert asked
    assert asked <= there
