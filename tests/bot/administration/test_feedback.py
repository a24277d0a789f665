"""`parley feedback export` and `parley suggest thresholds`, on a community's own decisions."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import Appeal, Decide, Erase, ReportMessage
from bot.store.database.tables import cases
from classifier import Label
from classifier.data.reader import read_datasets
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, RUDE, Club
from tests.fakes.command import run_bot
from tests.fakes.messages import make_message

SUGGEST = ("suggest", "thresholds", "--community", "club", "--days", "365")
WITH_TEXTS = 'mode = "flag"\n[feedback]\ntexts = true\n'


@pytest.fixture
async def club(make_club: MakeClub) -> Club:
    """A club that flags, with a case dismissed, one upheld and appealed, one open and one reported."""
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say("=you silly goose", "you buffoon, go home", RUDE)
    await club.ask(Decide(Button.DISMISS, 1))
    await club.ask(Decide(Button.DELETE, 2))
    await club.ask(Appeal(2, "a joke"), by=KIM)
    reported = make_message("hello there", id="m9", author=MAX)
    await club.ask(ReportMessage(reported), by=KIM)
    return club


async def move_to_discord(engine: AsyncEngine) -> None:
    """Have all that was said in the club have been said on Discord."""
    async with engine.begin() as connection:
        await connection.execute(update(cases).values(platform="discord"))


def run(*argv: str, folder: Path, address: URL) -> tuple[int, str]:
    """Run a command on the test's database; return its exit code and all that it said."""
    url = address.render_as_string(hide_password=False)
    done = run_bot(*argv, folder=folder, env={"PARLEY_DATABASE": url, "COLUMNS": "200"})
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.usefixtures("club")
async def test_decided_appealed_and_reported_cases_are_rows(address: URL, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(WITH_TEXTS)
    code, said = run("feedback", "export", folder=tmp_path, address=address)
    assert (code, said) == (
        0,
        "feedback.csv: 3 cases, 1 upheld, 1 dismissed, 1 not decided; 3 with their text\n",
    )
    file = tmp_path / "feedback.csv"
    assert file.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(file.read_text().splitlines()))
    shown = ("text", "insult", "toxic", "judgement", "appealed", "reported")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("'=you silly goose", "0", "", "dismissed", "no", "no"),
        ("you buffoon, go home", "1", "", "upheld", "yes", "no"),
        ("hello there", "", "", "open", "no", "yes"),
    ]


@pytest.mark.usefixtures("club")
async def test_the_classifiers_loader_reads_the_rows_as_a_set(address: URL, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(WITH_TEXTS)
    run("feedback", "export", folder=tmp_path, address=address)
    (found,) = read_datasets(tmp_path)
    assert found.name == "feedback"
    assert found.texts == ["'=you silly goose", "you buffoon, go home"]
    insult = list(Label).index(Label.INSULT)
    assert list(found.targets[:, insult]) == [0, 1]
    assert np.isnan(np.delete(found.targets, insult, axis=1)).all()


@pytest.mark.usefixtures("club")
async def test_without_consent_no_text_leaves_and_as_json_lines_it_is_the_same(
    address: URL, tmp_path: Path
) -> None:
    _, said = run("feedback", "export", "rows.jsonl", folder=tmp_path, address=address)
    assert "0 with their text" in said
    assert "[feedback] in the policy has texts = false" in said
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert [(row["text"], row["insult"], row["score_insult"]) for row in rows[:2]] == [
        ("", 0, 0.6),
        ("", 1, 0.95),
    ]


async def test_a_text_that_was_forgotten_is_not_in_it(
    club: Club, address: URL, tmp_path: Path
) -> None:
    await club.ask(Erase(KIM.id, is_confirmed=True))
    (tmp_path / "policy.toml").write_text(WITH_TEXTS)
    _, said = run("feedback", "export", folder=tmp_path, address=address)
    assert "; 1 with their text" in said
    assert "buffoon" not in (tmp_path / "feedback.csv").read_text()


@pytest.mark.usefixtures("club")
async def test_a_file_that_cannot_be_written_is_named(address: URL, tmp_path: Path) -> None:
    code, said = run("feedback", "export", "none/rows.csv", folder=tmp_path, address=address)
    assert code == 2
    assert said == "none/rows.csv: No such file or directory\n"


async def test_thresholds_are_suggested_with_their_evidence_and_nothing_is_applied(
    make_club: MakeClub, engine: AsyncEngine, address: URL, tmp_path: Path
) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    for number in range(1, 61):
        is_wrong = number % 2
        await club.say(f"how silly {number}" if is_wrong else f"{RUDE} {number}")
        await club.ask(Decide(Button.DISMISS if is_wrong else Button.DELETE, number))
    await move_to_discord(engine)
    code, said = run(*SUGGEST, folder=tmp_path, address=address)
    assert code == 0
    assert "60 alarms in 365 days, 60 decided on: 30 right, 30 wrong" in said
    assert "[labels.insult]\nflag = 0.95" not in said  # no higher than it is acted on
    assert "[labels.insult]\nflag = 0.90" in said
    assert "too few decisions to say anything of toxic" in said
    assert await club.pipeline.policies.list_overrides("club") == []


@pytest.mark.usefixtures("club")
async def test_too_little_evidence_is_said(
    engine: AsyncEngine, address: URL, tmp_path: Path
) -> None:
    await move_to_discord(engine)
    code, said = run(*SUGGEST, folder=tmp_path, address=address)
    assert code == 0
    assert "it takes 40 on a label, 8 of them right and as many wrong" in said
    assert "nothing is suggested" in said
