from io import StringIO

import pytest
from rich.console import Console, RenderableType
from rich.text import Text

from bot.alerts.alert import ScoreBar
from bot.domain.actions import Action
from bot.domain.verdict import ActiveThreshold, Tier
from bot.platforms.console.bars import ScoreLine
from bot.platforms.console.layout import CommandRows, Indented, count_rows
from classifier import Label


def draw(part: RenderableType, *, columns: int) -> list[str]:
    drawn = StringIO()
    Console(file=drawn, width=columns, no_color=True).print(part)
    return drawn.getvalue().splitlines()


@pytest.mark.parametrize(
    ("shown", "rows"),
    [
        ("", 1),
        ("x" * 10, 1),
        ("x" * 11, 2),
        ("日本語日本", 1),
        ("x日本語日本", 2),
        ("日本語日x日", 2),  # 11 columns, and a wide sign that breaks early
        ("日本語日x日日本語日x", 3),
        ("a\tb", 1),
        ("a\tbcd", 2),
        ("12345678\x0112", 2),
    ],
)
def test_rows_are_counted_as_a_terminal_wraps_them(shown: str, rows: int) -> None:
    assert count_rows(shown, 10) == rows


@pytest.mark.parametrize("columns", [51, 60, 80, 200])
def test_a_score_fits_on_one_line_beside_its_bar(columns: int) -> None:
    bar = ScoreBar(Label.IDENTITY_HATE, 0.91, 0.68, 0.85)
    threshold = ActiveThreshold(Label.IDENTITY_HATE, Tier.ACT, 0.85, Action.TIMEOUT)
    (line,) = draw(ScoreLine(bar, threshold), columns=columns)
    assert line.startswith("   identity_hate  ━━━")
    assert line.endswith("0.91  timeout from 0.85")
    assert line.count("┃") == 2


def test_commands_are_broken_between_each_other() -> None:
    commands = ["/toxicity take 1", "/toxicity context 1", "/toxicity word case 1"]
    assert draw(CommandRows(commands), columns=45) == [
        "/toxicity take 1   /toxicity context 1",
        "/toxicity word case 1",
    ]


def test_wrapped_lines_are_indented_and_not_filled_up() -> None:
    first, last = draw(Indented(Text("three four"), hanging=2), columns=14)
    assert first.rstrip() == "   three"
    assert last == "     four"
