"""Authority on Discord, on the wire and through the whole bot: rights in one channel are not rights in all."""

from typing import Any

import pytest
from discord import Permissions

from bot.domain.policy import CommandRules, Mode, Policy
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, StartBot
from tests.fakes.discord.payloads import JSON, make_member
from tests.fakes.discord.server import FakeDiscord

IN_ONE_CHANNEL = str(Permissions(manage_messages=True).value)

ABOUT_THE_SERVER: dict[str, dict[str, Any]] = {
    "user": {"member": "kim"},
    "report": {"days": 7},
    "threshold": {"label": "toxic", "flag": "off", "act": "off"},
    "exempt": {"change": "add", "channel": "general"},
    "mode": {"mode": "shadow"},
    "settings": {},
    "export": {},
    "erase": {"member": "kim"},
    "erasures": {},
}


def add_room(club: FakeDiscord) -> tuple[JSON, str]:
    """Add a temporary voice room; returns its owner, who may manage messages there alone, and its id."""
    robin = club.world.make_user("robin")
    overwrite = {"id": robin["id"], "type": 1, "allow": IN_ONE_CHANNEL, "deny": "0"}
    return robin, club.world.add_channel("robin's room", overwrites=[overwrite])


def fill_in(club: FakeDiscord, options: dict[str, Any]) -> dict[str, Any]:
    channel = club.world.channels[club.world.general]
    place = {"id": channel["id"], "type": 0, "name": "general", "permissions": "0"}
    real = {"kim": club.world.kim, "general": place}
    return {name: real.get(value, value) for name, value in options.items()}


async def card_of(interaction: Any) -> JSON:
    card: JSON = (await interaction.reply())["embeds"][0]
    return card


@pytest.mark.parametrize("verb", ABOUT_THE_SERVER)
async def test_who_moderates_one_room_asks_nothing_about_the_server(
    club: FakeDiscord, start_bot: StartBot, verb: str
) -> None:
    robin, room = add_room(club)
    await start_bot(Policy(mode=Mode.FLAG))
    options = fill_in(club, ABOUT_THE_SERVER[verb])
    card = await card_of(
        await club.interactions.command("toxicity", verb, by=robin, in_channel=room, **options)
    )
    assert card["title"] == "Not done"
    assert "only moderators of the whole community" in card["description"]


async def test_who_moderates_one_room_decides_on_its_cases_and_on_no_others(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    robin, room = add_room(club)
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    await club.alert()
    await club.say("you buffoon", channel=room)
    await club.alert(number=2)
    ask = club.interactions.command
    check = await ask("toxicity", "check", by=robin, in_channel=room, text="you buffoon")
    assert (await card_of(check))["title"] == "This would be deleted, and flagged in mode flag"
    for verb in ("case", "undo"):
        refused = await card_of(await ask("toxicity", verb, by=robin, in_channel=room, number=1))
        assert "of a channel in which you do not moderate" in refused["description"]
    assert (await card_of(await ask("toxicity", "case", by=robin, in_channel=room, number=2)))[
        "title"
    ].startswith("Case 2")
    pressed = await club.interactions.press(
        {"custom_id": "parley:delete:1"}, await club.alert(), by=robin
    )
    assert (await card_of(pressed))["title"] == "Not done"
    assert club.requests("DELETE", MESSAGE) == []


async def test_the_time_out_button_needs_the_right_and_a_higher_role(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    world = club.world
    junior, senior = world.make_user("june"), world.make_user("sena")
    rights = {"manage_messages": True, "moderate_members": True}
    world.add_role("Juniors", junior, position=1, **rights)
    world.add_role("Seniors", senior, position=4, **rights)
    world.add_role("Regulars", world.kim, position=2)
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    shown = await club.alert()
    button = {"custom_id": "parley:timeout:1"}
    reasons = []
    for by in (world.mona, junior):
        card = await card_of(await club.interactions.press(button, shown, by=by))
        reasons.append(card["description"].splitlines()[0])
    assert reasons == [
        "you may not time people out here yourself",
        "its author stands above you here, or beside you",
    ]
    assert club.requests("PATCH", MEMBER) == []
    await card_of(await club.interactions.press(button, shown, by=senior))
    assert len(club.requests("PATCH", MEMBER)) == 1


@pytest.mark.parametrize(
    ("right", "missing"),
    [
        ("manage_messages", ("change nicknames", "rename threads")),
        ("manage_nicknames", ("", "rename threads")),
        ("manage_threads", ("change nicknames", "")),
    ],
)
async def test_a_name_is_taken_away_by_who_may_change_such_names(
    club: FakeDiscord, start_bot: StartBot, right: str, missing: tuple[str, str]
) -> None:
    junior = club.world.make_user("june")
    rights = {"moderate_members": True, right: True}
    club.world.add_role("Juniors", junior, position=4, **rights)
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("hello", member=make_member(None, nick="you buffoon"))
    shown = await club.alert()
    thread = club.world.add_thread("you buffoon", parent=club.world.general)
    await club.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
    await club.alert(number=2)
    for case, right_that_lacks in enumerate(missing, start=1):
        button = {"custom_id": f"parley:delete:{case}"}
        card = await card_of(await club.interactions.press(button, shown, by=junior))
        if right_that_lacks:
            assert f"you may not {right_that_lacks} here yourself" in card["description"]
        else:
            assert card["title"] == f"Case {case}: Delete"


async def test_nobody_stands_above_the_owner(club: FakeDiscord, start_bot: StartBot) -> None:
    senior = club.world.make_user("sena")
    club.world.add_role("Seniors", senior, position=4, administrator=True)
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon", author=club.world.owner)
    pressed = await club.interactions.press(
        {"custom_id": "parley:timeout:1"}, await club.alert(), by=senior
    )
    assert "stands above you" in (await card_of(pressed))["description"]


async def test_nobody_decides_on_their_own_case(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon", author=club.world.mona)
    pressed = await club.interactions.press(
        {"custom_id": "parley:dismiss:1"}, await club.alert(), by=club.world.mona
    )
    assert (await card_of(pressed))["description"].startswith("this case is about you")


async def test_what_is_for_administrators_is_for_the_policy_to_say(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    only = CommandRules(administrators_only=("mode",))
    head = club.world.make_user("hedda")
    club.world.add_role("Heads", head, position=4, administrator=True)
    await start_bot(Policy(mode=Mode.FLAG, commands=only))
    ask = club.interactions.command
    refused = await card_of(await ask("toxicity", "mode", by=club.world.mona, mode="shadow"))
    assert refused["description"].startswith("only administrators can give the command mode here")
    await card_of(await ask("toxicity", "export", by=club.world.mona))
    assert (await card_of(await ask("toxicity", "mode", by=head, mode="shadow")))["title"] == (
        "Mode shadow"
    )


async def test_the_other_moderators_see_what_one_has_changed(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators})))
    await card_of(
        await club.interactions.command("toxicity", "mode", by=club.world.mona, mode="shadow")
    )
    told = await club.alert()
    assert told["embeds"][0]["title"] == "A moderator changed something"
    assert f"<@{club.world.mona['id']}> set the mode to shadow" in told["embeds"][0]["description"]


async def test_a_channel_that_is_gone_cannot_be_set(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    gone = {"id": club.world.make_id(), "type": 0, "name": "gone", "permissions": "0"}
    card = await card_of(
        await club.interactions.command(
            "toxicity", "mode", by=club.world.mona, mode="shadow", channel=gone
        )
    )
    assert card["title"] == "Not done"
    assert "is no channel that I know here" in card["description"]
