"""`python -m bot` in a terminal: every command, typed as a newcomer would."""

import csv
from pathlib import Path

import pytest
from PIL import Image

from tests.fakes.terminal import Terminal, open_terminal

PROMPT = "you > "


def ask(terminal: Terminal, line: str) -> str:
    terminal.type(line)
    return terminal.read_until(PROMPT)


def test_every_command_is_answered_in_the_chat(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        assert "/toxicity help" in terminal.read_until(PROMPT)
        terminal.type("kim: you buffoon")
        terminal.read_until("case 1")
        terminal.read_until(PROMPT)
        assert "/toxicity erase MEMBER" in ask(terminal, "/toxicity help")
        assert "This would be flagged" in ask(terminal, "/toxicity check silly me")
        case = ask(terminal, "/toxicity case 1")
        assert "insult 0.95 is at least 0.90: delete" in case
        assert "/toxicity dismiss 1   /toxicity undo 1" in case
        assert "1 strike in 30 days" in ask(terminal, "/toxicity user kim")
        assert "flag from 0.20" in ask(terminal, "/toxicity threshold insult 0.2 off yes")
        assert "Mode flag" in ask(terminal, "/toxicity mode flag yes")
        assert "Exempt" in ask(terminal, "/toxicity exempt add channel console")
        settings = ask(terminal, "/toxicity settings")
        assert "insult: flag from 0.20" in settings
        assert "everywhere: mode flag" in settings
        assert "1 of 1 person" in ask(terminal, "/toxicity report 30")
        saved = ask(terminal, "/toxicity export csv")
        assert f"saved: {tmp_path}/data/parley/parley-cases.csv" in saved
        assert "It does not count as a strike." in ask(terminal, "/toxicity undo 1")
        assert "Erase for good?" in ask(terminal, "/toxicity erase kim")
        assert "in 1 case are gone" in ask(terminal, "/toxicity erase kim yes")
        assert "erased 1 case" in ask(terminal, "/toxicity erasures")
        assert "no command" in ask(terminal, "/toxicity dance")
        terminal.press_end_of_input()
    with Image.open(tmp_path / "data/parley/parley-30-days.png") as picture:
        assert picture.size == (1200, 600)
    (row,) = csv.DictReader((tmp_path / "data/parley/parley-cases.csv").read_text().splitlines())
    assert row["text"] == "you buffoon"


def test_notes_on_a_member_are_kept_in_the_chat(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("kim: you buffoon")
        terminal.read_until("case 1")
        terminal.read_until(PROMPT)
        assert "Note 1" in ask(terminal, "/toxicity note add kim was warned by voice")
        assert "was warned by voice" in ask(terminal, "/toxicity user #1")
        assert "Note 1 removed" in ask(terminal, "/toxicity note remove kim 1")
        terminal.press_end_of_input()


def test_nobody_else_can_read_what_is_stored_or_exported(tmp_path: Path) -> None:
    exports = tmp_path / "data/parley"
    exports.mkdir(parents=True)
    (exports / "parley-cases.csv").touch(0o666)  # from before
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("kim: you buffoon")
        terminal.read_until("case 1")
        terminal.read_until(PROMPT)
        ask(terminal, "/toxicity export csv")
        ask(terminal, "/toxicity report 30")
        stored = sorted(tmp_path.glob("parley.db*"))
        assert [file.name for file in stored] == ["parley.db", "parley.db-shm", "parley.db-wal"]
        exported = [exports / "parley-cases.csv", exports / "parley-30-days.png"]
        assert [file.stat().st_mode & 0o777 for file in (*stored, *exported)] == [0o600] * 5
        terminal.press_end_of_input()
    assert [file.name for file in tmp_path.iterdir() if file.suffix in {".csv", ".png"}] == []


def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        assert "PARLEY_EXPORTS can name another" in ask(terminal, "/toxicity export csv")
        terminal.press_end_of_input()


def test_own_words_are_set_tried_and_listed_in_the_chat(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        assert "always counts as threat" in ask(terminal, "/toxicity word add kys threat act")
        terminal.type("kim: oh k y s")
        terminal.read_until("own word kys, threat: delete")
        terminal.read_until(PROMPT)
        assert "never counted" in ask(terminal, '/toxicity word add "you buffoon" never')
        terminal.type("kim: you, Buffoon")
        terminal.read_until("counted")
        terminal.read_until(PROMPT)
        tried = ask(terminal, "/toxicity word test K.Y.S, you buffoon")
        assert "kys (threat: delete), written K.Y.S" in tried
        assert "Always: threat, act" in ask(terminal, "/toxicity word list")
        assert "/toxicity word case 1" in ask(terminal, "/toxicity case 1")
        assert "word add kys never yes" in ask(terminal, "/toxicity word case 1 kys")
        assert "no own word any more" in ask(terminal, "/toxicity word remove kys yes")
        assert 'term cannot be "*"' in ask(terminal, "/toxicity word add * never")
        terminal.press_end_of_input()


def test_what_is_exempt_must_be_there(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        assert "no channel that I know" in ask(terminal, "/toxicity exempt add channel attic")
        assert "no role that I know" in ask(terminal, "/toxicity exempt add role staff")
        assert "messages of ann." in ask(terminal, "/toxicity exempt add user ann")
        terminal.press_end_of_input()


def test_an_appeal_goes_from_its_author_to_a_moderator_and_back(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("kim: you buffoon")
        terminal.read_until("case 1")
        terminal.read_until(PROMPT)
        assert "only moderators" in ask(terminal, "kim: /toxicity dismiss 1")
        assert "only its author" in ask(terminal, "/appeal 1 I was joking")
        appealed = ask(terminal, "kim: /appeal 1 I was joking")
        assert "appeal: I was joking" in appealed
        assert "Your appeal was sent" in appealed
        decided = ask(terminal, "/toxicity overturn 1")
        assert "to kim  Your appeal was accepted" in decided
        assert "settled already: you: Overturn" in ask(terminal, "/toxicity undo 1")
        terminal.press_end_of_input()


@pytest.mark.parametrize("line", ["/appeal", "/appeal one"])
def test_a_mistyped_appeal_is_explained(tmp_path: Path, line: str) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        assert "/appeal 17 I was joking" in ask(terminal, line)
        terminal.press_end_of_input()
