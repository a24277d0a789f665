from pathlib import Path

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
