"""The slash commands that Discord offers: the tree it is sent, and the command specs it is built from."""

from typing import Any

import pytest
from discord import Permissions

from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Mode
from bot.interactions.command_parser import parse_line
from bot.interactions.command_spec import CommandSpec
from bot.interactions.command_specs import COMMAND_SPECS
from bot.interactions.option_kinds import EXEMPT_ID, EXEMPT_KIND
from bot.interactions.replies import Refusal
from bot.interactions.requests import Command, SetExemption, SetMode, SetThreshold
from bot.platforms.discord.outbound.markup import render
from classifier import Label
from tests.bot.platforms.discord.conftest import Recorder, StartBot
from tests.fakes.discord.server import FakeDiscord

TEXT, NUMBER, USER, CHANNEL, ROLE = 3, 4, 6, 7, 8
"""Types of options, by Discord's numbers."""

NO_DESCRIPTION = "…"
OF_A_CASE: dict[str, Any] = {"autocomplete": True, "min_value": 1, "max_value": 999_999_999}
OF_A_SCORE: dict[str, Any] = {"autocomplete": True, "min_length": 1, "max_length": 8}
OF_A_PLACE: dict[str, Any] = {"channel_types": [13, 2, 0, 5, 4, 15, 16, 10, 12, 11]}
"""Stage, voice, text, news, category, forum, media; threads of news, private and public ones."""

MODERATOR = Permissions(manage_messages=True)


def make_option(
    name: str,
    kind: int,
    description: str = NO_DESCRIPTION,
    *,
    is_required: bool = True,
    **more: Any,
) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "description": description,
        "required": is_required,
        **more,
    }


def make_choices(*values: str | int) -> list[dict[str, str | int]]:
    return [{"name": str(value), "value": value} for value in values]


PLACES = [
    make_option(
        "channel",
        CHANNEL,
        "Only there: a channel, thread or category",
        is_required=False,
        **OF_A_PLACE,
    ),
    make_option(
        "age_restricted",
        TEXT,
        "In all age-restricted channels instead",
        is_required=False,
        choices=make_choices("yes", "no"),
    ),
]
CONFIRM_CHANGE = make_option(
    "confirm",
    TEXT,
    "Yes, once you have read what it would change",
    is_required=False,
    choices=make_choices("yes"),
)
TREE: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "check": ("What I would say to a text, here", [make_option("text", TEXT, "The text")]),
    "user": (
        "A member's strikes, cases, reports and notes",
        [
            make_option("member", USER),
            make_option(
                "before",
                NUMBER,
                "Only cases before this number",
                is_required=False,
                **OF_A_CASE,
            ),
        ],
    ),
    "case": ("All that is known of a case", [make_option("number", NUMBER, **OF_A_CASE)]),
    "undo": ("Take back what was done in a case", [make_option("number", NUMBER, **OF_A_CASE)]),
    "report": (
        "Figures and a chart",
        [
            make_option(
                "days",
                NUMBER,
                "How far back",
                is_required=False,
                choices=make_choices(7, 30, 90),
            )
        ],
    ),
    "threshold": (
        "From which scores on a label is flagged and acted on",
        [
            make_option("label", TEXT, "A kind of harm", choices=make_choices(*Label)),
            make_option(
                "flag",
                TEXT,
                "Shown to moderators from: 0 to 1, model, off, or policy (as in the file)",
                **OF_A_SCORE,
            ),
            make_option(
                "act",
                TEXT,
                "Acted on from: 0 to 1, model, off, or policy (as in the file)",
                **OF_A_SCORE,
            ),
            *PLACES,
            make_option(
                "language", TEXT, "Only in one language", is_required=False, autocomplete=True
            ),
            CONFIRM_CHANGE,
        ],
    ),
    "exempt": (
        "Leave a role, a channel or a user alone, or no longer",
        [
            make_option("change", TEXT, choices=make_choices("add", "remove")),
            make_option("role", ROLE, is_required=False),
            make_option("channel", CHANNEL, is_required=False, **OF_A_PLACE),
            make_option("user", USER, is_required=False),
            make_option(
                "which",
                TEXT,
                "To remove it: one that is exempt now, also if it is deleted",
                is_required=False,
                autocomplete=True,
            ),
        ],
    ),
    "mode": (
        "How far I go",
        [
            make_option(
                "mode",
                TEXT,
                "policy: as in the policy file",
                choices=make_choices("shadow", "flag", "enforce", "policy"),
            ),
            *PLACES,
            CONFIRM_CHANGE,
        ],
    ),
    "settings": ("What holds here, and where it comes from", []),
    "export": (
        "All cases as a CSV file",
        [make_option("format", TEXT, is_required=False, choices=make_choices("csv"))],
    ),
    "erase": (
        "Forget a member's texts and names",
        [
            make_option("member", USER),
            make_option(
                "confirm",
                TEXT,
                "Yes, once you have read what it erases",
                is_required=False,
                choices=make_choices("yes"),
            ),
        ],
    ),
    "erasures": ("Who erased something here, when, and how much", []),
    "help": ("What can be asked", []),
}
"""The description and the options of each command, in order."""


def list_offered(club: FakeDiscord) -> dict[str, Any]:
    """List what the bot registers with Discord as it starts, by name."""
    (put,) = club.requests("PUT", "/applications/{application}/commands")
    return {command["name"]: command for command in put.body}


_GROUP = 2


def list_commands(club: FakeDiscord) -> dict[str, Any]:
    """List the commands of `/toxicity`, by verb; those of a group by both of its words."""
    offered = list_offered(club)["toxicity"]["options"]
    return {
        f"{command['name']} {each['name']}" if each is not command else command["name"]: each
        for command in offered
        for each in (command["options"] if command["type"] == _GROUP else [command])
    }


@pytest.fixture
def connected(club: FakeDiscord, recorder: Recorder) -> FakeDiscord:
    assert recorder.requests == []
    return club


def test_the_group_is_for_moderators_of_guilds(connected: FakeDiscord) -> None:
    group = list_offered(connected)["toxicity"]
    assert {key: value for key, value in group.items() if key != "options"} == {
        "name": "toxicity",
        "description": "What Parley sees and does here",
        "type": 1,
        "nsfw": False,
        "dm_permission": False,
        "default_member_permissions": 1 << 13,
        "contexts": [0],
        "integration_types": None,
    }


@pytest.mark.parametrize("verb", TREE)
def test_a_command_is_offered_with_its_options(connected: FakeDiscord, verb: str) -> None:
    description, options = TREE[verb]
    assert list_commands(connected)[verb] == {
        "name": verb,
        "description": description,
        "type": 1,
        "options": options,
    }


def test_the_commands_are_those_of_the_specs_in_their_order(connected: FakeDiscord) -> None:
    assert list(list_commands(connected)) == [spec.verb for spec in COMMAND_SPECS]


@pytest.mark.parametrize("spec", COMMAND_SPECS, ids=lambda spec: spec.verb)
def test_every_option_of_the_specs_is_offered_with_its_choices(
    connected: FakeDiscord, spec: CommandSpec
) -> None:
    options = {option["name"]: option for option in list_commands(connected)[spec.verb]["options"]}
    for option in spec.options:
        if option.kind not in {EXEMPT_KIND, EXEMPT_ID}:  # they are picked: a role or a channel
            offered = options[option.typed_name or option.name]
            assert offered["required"] == option.is_required
            choices = [choice["value"] for choice in offered.get("choices", ())]
            assert choices == list(option.kind.choices)


async def test_a_command_that_is_added_to_the_specs_is_offered_and_dispatched(
    club: FakeDiscord, transfer: CommandSpec, start_bot: StartBot
) -> None:
    await start_bot()
    offered = list_commands(club)[transfer.verb]
    assert offered == {
        "name": "transfer",
        "description": "Hand a case to a member",
        "type": 1,
        "options": [
            make_option("member", USER, "A mention or an id"),
            make_option("number", NUMBER, "The number of a case", **OF_A_CASE),
            make_option(
                "is_urgent",
                TEXT,
                "How soon",
                is_required=False,
                choices=make_choices("now", "later"),
            ),
        ],
    }
    kim = club.world.kim
    typed = await club.interactions.command(
        "toxicity",
        transfer.verb,
        by=club.world.mona,
        permissions=MODERATOR,
        member=kim,
        number=7,
        is_urgent="now",
    )
    (card,) = (await typed.reply())["embeds"]
    assert card["title"] == f"'{kim['id']}' 7 True"


def type_options(club: FakeDiscord) -> dict[str, tuple[str, dict[str, Any], Command]]:
    general, role = club.world.general, club.world.moderator_role
    place = {"id": general, "type": 0, "name": "general", "permissions": "0"}
    everywhere = {"mode": "policy", "channel": place, "age_restricted": "no"}
    return {
        "a channel": ("mode", everywhere, SetMode(None, general)),
        "age-restricted channels, rather than one": (
            "mode",
            everywhere | {"age_restricted": "yes"},
            SetMode(None, AGE_RESTRICTED),
        ),
        "no channel": ("mode", {"mode": "enforce"}, SetMode(Mode.ENFORCE)),
        "levels": (
            "threshold",
            {"label": "identity_hate", "flag": "0,5", "act": "policy"},
            SetThreshold(Label.IDENTITY_HATE, 0.5, None),
        ),
        "a language": (
            "threshold",
            {"label": "toxic", "flag": "0.5", "act": "off", "language": "tr"},
            SetThreshold(Label.TOXIC, 0.5, "off", language="tr"),
        ),
        "a channel, rather than a role": (
            "exempt",
            {"change": "remove", "role": role, "channel": place},
            SetExemption(is_exempt=False, kind="channel", id=general),
        ),
        "a role, rather than a listed one": (
            "exempt",
            {"change": "add", "role": role, "which": "channel 7"},
            SetExemption(is_exempt=True, kind="role", id=role["id"]),
        ),
        "a user": (
            "exempt",
            {"change": "add", "user": club.world.kim},
            SetExemption(is_exempt=True, kind="user", id=club.world.kim["id"]),
        ),
        "a listed one": (
            "exempt",
            {"change": "remove", "which": "channel 7"},
            SetExemption(is_exempt=False, kind="channel", id="7"),
        ),
    }


@pytest.mark.parametrize("case", type_options(FakeDiscord()))
async def test_what_was_picked_is_what_is_asked_for(
    club: FakeDiscord, recorder: Recorder, case: str
) -> None:
    verb, options, command = type_options(club)[case]
    typed = await club.interactions.command("toxicity", verb, by=club.world.mona, **options)
    await typed.reply()
    assert [request.command for request in recorder.requests] == [command]


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("threshold toxic high 0.9", {"label": "toxic", "flag": "high", "act": "0.9"}),
        ("threshold toxic 0.9 0.5", {"label": "toxic", "flag": "0.9", "act": "0.5"}),
        ("threshold toxik 0.5 0.9", {"label": "toxik", "flag": "0.5", "act": "0.9"}),
        ("exempt add role", {"change": "add"}),
        ("exempt add role", {"change": "add", "which": "role"}),
        ("exempt add rolle 7", {"change": "add", "which": "rolle 7"}),
        ("exempt add 7", {"change": "add", "which": "7"}),
        ("exempt add role 7!", {"change": "add", "which": "role 7!"}),
    ],
)
async def test_a_mistake_is_refused_as_in_a_line(
    club: FakeDiscord, recorder: Recorder, line: str, options: dict[str, Any]
) -> None:
    refusal = parse_line(line)
    assert isinstance(refusal, Refusal)
    typed = await club.interactions.command(
        "toxicity", line.partition(" ")[0], by=club.world.mona, **options
    )
    (card,) = (await typed.reply())["embeds"]
    assert card["title"] == "Not done"
    assert card["description"] == f"{render(refusal.reason)}\n{render(refusal.remedy)}"
    assert recorder.requests == []
