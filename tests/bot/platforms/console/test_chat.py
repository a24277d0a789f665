from pathlib import Path

import pytest

from tests.fakes.terminal import open_terminal

PROMPT = "you > "


def test_a_rude_line_vanishes_and_the_alert_shows_why(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        greeting = terminal.read_until(PROMPT)
        assert "enforce (built in)" in greeting
        assert "DISCORD_TOKEN" in greeting

        terminal.type("you buffoon")
        card = terminal.read_until(PROMPT + "message deleted")
        card += terminal.read_until(PROMPT)
        assert "deleted   case 1" in card
        assert "insult" in card
        assert "delete from 0.90" in card
        assert "0.95" in card
        erased = "\x1b[1A\x1b[2K"
        assert erased in terminal.shown
        assert "\x1b[1;7;31mbuffoon\x1b[0m" in terminal.shown  # bold, reversed, red

        terminal.type("hello there")
        assert "✓" in terminal.read_until(PROMPT)
        terminal.press_end_of_input()


def test_a_flagged_line_stays_and_names_its_speaker(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("kim: silly me")
        card = terminal.read_until(PROMPT)
        assert "flagged   case 1" in card
        assert "kim" in card
        assert "\x1b[2K" not in terminal.shown
        terminal.press_end_of_input()


def test_pasted_lines_are_answered_one_by_one(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.type("you buffoon\nhello\nsilly me")
        shown = terminal.read_until("case 2")
        assert shown.index("you > you buffoon") < shown.index("case 1") < shown.index("you > hello")
        terminal.read_until(PROMPT)
        terminal.press_end_of_input()


def test_an_empty_line_only_asks_again(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("")
        assert terminal.read_until(PROMPT).split() == ["you", ">"]
        terminal.press_end_of_input()


def test_escape_sequences_in_a_message_do_not_reach_the_terminal(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("\x1b[31mbuffoon")
        terminal.read_until("case 1")
        terminal.read_until(PROMPT)
        assert "\x1b[31mbuffoon" not in terminal.shown
        terminal.press_end_of_input()


def test_no_color_is_honoured(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path, NO_COLOR="1") as terminal:
        terminal.read_until(PROMPT)
        terminal.type("you buffoon")
        terminal.read_until("case 1")
        terminal.read_until(PROMPT)
        assert not any(f"\x1b[{code}m" in terminal.shown for code in (31, 32, 33, 41, "1;37;41"))
        terminal.press_end_of_input()


def test_no_line_is_wider_than_the_terminal(tmp_path: Path) -> None:
    with open_terminal("run", "--dry-run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("you silly buffoon, drat, beware " * 4)
        card = terminal.read_until("case 1")
        card += terminal.read_until(PROMPT)
        assert max(len(line) for line in card.splitlines()[2:]) <= 80
        terminal.press_end_of_input()


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.press_interrupt()
        terminal.read_to_the_end()
    assert "Traceback" not in terminal.shown
    assert "Aborted" not in terminal.shown


def test_a_deleted_line_vanishes_from_all_rows_that_it_wrapped_to(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path, columns=60) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("you buffoon " + "日" * 62)  # a wide sign at the edge begins each further row
        terminal.read_until("message deleted")
        assert terminal.shown.count("\x1b[1A\x1b[2K") == 3
        terminal.read_until(PROMPT)
        terminal.press_end_of_input()


def test_nothing_is_broken_up_on_sixty_columns(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path, columns=60) as terminal:
        greeting = terminal.read_until(PROMPT)
        terminal.type("kim: you buffoon, and not only today or yesterday, no, at all times")
        card = terminal.read_until("case 1") + terminal.read_until(PROMPT)
        terminal.type("/toxicity help")
        terminal.read_until("What I can be asked")
        manual = terminal.read_until(PROMPT)
        terminal.type("/toxicity case 1")
        terminal.read_until("Case 1")
        case = terminal.read_until(PROMPT)
        terminal.press_end_of_input()
    _typed, *drawn = card.splitlines()
    shown = [*greeting.splitlines(), *drawn, *manual.splitlines(), *case.splitlines()]
    assert max(map(len, shown)) <= 60
    (score,) = [line for line in drawn if "insult" in line]
    assert score.endswith("0.95  delete from 0.90")
    assert "dismiss" in manual
    assert "|identity_h" not in manual
    assert "   /toxicity word case 1" in case.splitlines()


def test_a_line_that_the_terminal_cuts_is_said_to_be_cut(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type("word " * 1000)
        assert "a pipe passes on more" in terminal.read_until(PROMPT)
        terminal.type("word " * 500)
        assert "a pipe passes on more" not in terminal.read_until(PROMPT)
        terminal.press_end_of_input()


@pytest.mark.parametrize(
    ("typed", "meant"), [("/tocxicity case 1", "/toxicity?"), ("/report", "/toxicity report?")]
)
def test_an_unknown_word_with_a_slash_names_what_was_meant(
    tmp_path: Path, typed: str, meant: str
) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        terminal.type(typed)
        assert f"did you mean {meant}" in terminal.read_until(PROMPT)
        terminal.press_end_of_input()
