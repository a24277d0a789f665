"""The moderators' desk in a terminal: the queue, surroundings, other actions and purges, typed."""

from pathlib import Path

from tests.bot.platforms.console.test_chat_commands import PROMPT, ask
from tests.fakes.terminal import open_terminal


def test_a_moderator_works_through_the_queue_in_a_terminal(tmp_path: Path) -> None:
    with open_terminal("run", folder=tmp_path) as terminal:
        terminal.read_until(PROMPT)
        for line in ("good morning", "kim: tea is ready", "kim: how silly", "ann: not at all"):
            ask(terminal, line)
        assert "/toxicity take 1" in ask(terminal, "/toxicity queue label:insult")
        assert "works on it until" in ask(terminal, "/toxicity take")
        around = ask(terminal, "/toxicity context 1")
        order = [around.index(each) for each in ("tea is ready", "▶ Case 1", "not at all")]
        assert order == sorted(order)
        assert "/toxicity act 1 delete" in ask(terminal, "/toxicity act 1")
        assert "1 open case at once?" in ask(terminal, "/toxicity all 1 author")
        assert "Others can take it again" in ask(terminal, "/toxicity release 1")
        assert "Delete 2 messages?" in ask(terminal, "/toxicity purge kim last:2h")
        assert "2 of 2 messages deleted" in ask(terminal, "/toxicity purge kim last:2h yes")
        assert "I found nothing" in ask(terminal, "/toxicity purge kim last:2h")
        assert "1 of 1 cases" in ask(terminal, "/toxicity all 1 author delete")
        assert "Nothing waits for a moderator" in ask(terminal, "/toxicity queue")
        terminal.press_end_of_input()
