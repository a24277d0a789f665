from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.buttons import Button
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Mode
from bot.interactions.command_parser import parse_line
from bot.interactions.replies import Refusal
from bot.interactions.requests import (
    Check,
    Decide,
    Erase,
    Export,
    Help,
    ListErasures,
    LookUpCase,
    LookUpMember,
    MakeReport,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)
from classifier import Label


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", Help()),
        ("help", Help()),
        ("HELP", Help()),
        ("check you  clown", Check("you  clown")),
        ("check\nyou\nclown", Check("you\nclown")),
        ('check "you clown"', Check("you clown")),
        ('check say "you clown"', Check('say "you clown"')),
        ('check "you" and "clown"', Check('"you" and "clown"')),
        (
            "threshold \u201cidentity hate\u201d 0.5 0.9",
            SetThreshold(Label.IDENTITY_HATE, 0.5, 0.9),
        ),
        ("user <@U12AB|kim>", LookUpMember("U12AB")),
        ("user <@!1234>", LookUpMember("1234")),
        ("user @kim", LookUpMember("kim")),
        ("case 17", LookUpCase(17)),
        ("case #17", LookUpCase(17)),
        ("undo 17", Decide(Button.UNDO, 17)),
        ("dismiss 17", Decide(Button.DISMISS, 17)),
        ("overturn 17", Decide(Button.OVERTURN, 17)),
        ("uphold 17 it was no joke", Decide(Button.UPHOLD, 17, "it was no joke")),
        ("report", MakeReport(7)),
        ("report 90", MakeReport(90)),
        ("report 30d", MakeReport(30)),
        ("threshold toxic 0.5 0.9", SetThreshold(Label.TOXIC, 0.5, 0.9)),
        ("threshold Identity-Hate off model", SetThreshold(Label.IDENTITY_HATE, "off", "model")),
        ("threshold toxic policy 0,8 <#C1|x>", SetThreshold(Label.TOXIC, None, 0.8, "C1")),
        ("mode shadow", SetMode(Mode.SHADOW)),
        ("mode policy age-restricted", SetMode(None, AGE_RESTRICTED)),
        ("exempt add role <@&77>", SetExemption(is_exempt=True, kind="role", id="77")),
        ("exempt remove channel C1", SetExemption(is_exempt=False, kind="channel", id="C1")),
        (
            "exempt add role <!subteam^S1|@staff>",
            SetExemption(is_exempt=True, kind="role", id="S1"),
        ),
        ("settings", ShowSettings()),
        ("export csv", Export()),
        ("export", Export()),
        ("erasures", ListErasures()),
        ("erase <@U1>", Erase("U1")),
        ("erase <@U1> yes", Erase("U1", is_confirmed=True)),
        ("exempt add user <@U1>", SetExemption(is_exempt=True, kind="user", id="U1")),
    ],
)
def test_a_line_is_read_as_it_is_meant(line: str, command: Any) -> None:
    assert parse_line(line) == command


@pytest.mark.parametrize(
    ("line", "reason", "remedy"),
    [
        ("chekc hi", 'there is no command "chekc" (did you mean check?)', "/toxicity help"),
        ("check", "check needs text", "/toxicity check TEXT"),
        ("case", "case needs number", "/toxicity case NUMBER"),
        ("case seventeen", 'number cannot be "seventeen"', "the number of a case"),
        ("case 1234567890123", "number cannot be", "the number of a case"),
        ("case 5 6", 'case does not know what to do with "6"', "/toxicity case NUMBER"),
        ("report 8", 'days cannot be "8"', "7, 30, 90"),
        ("threshold toxik 0.5 0.9", 'label cannot be "toxik" (did you mean toxic?)', "toxic, "),
        ("threshold toxic high 0.9", 'flag cannot be "high"', "a number from 0 to 1, model, off"),
        ("threshold toxic 0.5 nan", 'act cannot be "nan"', "a number from 0 to 1"),
        ("threshold toxic 0.9 0.5", "act 0.5 is below flag 0.9", "act >= flag"),
        ("threshold toxic 0.9", "threshold needs act", "FLAG ACT"),
        ("mode loud", 'mode cannot be "loud"', "shadow, flag, enforce"),
        ("exempt ad role 7", 'change cannot be "ad" (did you mean add?)', "add or remove"),
        (
            "exempt add rolle 7",
            'kind cannot be "rolle" (did you mean role?)',
            "role or channel or user",
        ),
        ("threshold toxic 0 0", "act 0 acts on nearly every message", "0.05 to 1"),
        ("user the one there", "does not know what to do with", "MEMBER"),
        ("dismiss", "dismiss needs a case", "the number of a case"),
        ("appeal 5", 'there is no command "appeal"', "help"),
        ("user <@everyone", 'member cannot be "<@everyone"', "a mention, or an id"),
    ],
)
def test_a_mistake_is_named_with_what_would_help(line: str, reason: str, remedy: str) -> None:
    refusal = parse_line(line)
    assert isinstance(refusal, Refusal), refusal
    assert reason in refusal.reason
    assert remedy.lower() in refusal.remedy.lower()


@given(st.text(max_size=60))
def test_any_text_at_all_is_a_command_or_a_refusal(line: str) -> None:
    parse_line(line)
