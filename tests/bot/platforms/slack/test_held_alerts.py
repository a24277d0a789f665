"""Alerts that wait for a channel, over the wire: an administrator is told once, and no alert is lost."""

import pytest

from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import action_ids, render_text
from tests.fakes.alert_rooms import make_slack_room
from tests.fakes.slack.server import FakeSlack

OLGA = Author("U0OLGA", "olga")

FOUND = Policy(mode=Mode.ENFORCE)


async def test_without_a_channel_an_administrator_is_told_at_the_start_and_alerts_wait(
    club: FakeSlack, start_bot: StartBot
) -> None:
    room = make_slack_room(club)
    club.world.channels[club.world.moderators]["is_archived"] = True
    public = club.world.add_channel("parley-fans")
    await start_bot(FOUND)
    await club.until(room.told)
    for _ in range(2):
        await club.say("you buffoon")
    await club.until(lambda: not club.shown(club.world.general))
    assert (room.shown(), club.shown(public)) == (0, [])
    await room.restore()
    await club.until(lambda: {1, 2} <= shown_cases(club))
    assert set(room.told()) == {room.administrator, club.world.kim["id"]}  # kim of the deletion
    assert len(club.shown(club.world.open_direct(room.administrator))) == 1


@pytest.mark.parametrize("policy", [FOUND, None])
async def test_an_archived_channel_loses_no_alert(
    club: FakeSlack, start_bot: StartBot, policy: Policy | None
) -> None:
    room = make_slack_room(club)
    await start_bot(policy)
    await room.lose()
    await club.say("you buffoon")
    await club.until(room.told)
    await room.restore()
    assert "Case 1: deleted" in str(await club.alert())


@pytest.mark.parametrize("policy", [FOUND, None])
async def test_what_a_helper_quotes_in_the_moderators_channel_is_left_alone(
    club: FakeSlack, start_bot: StartBot, policy: Policy | None
) -> None:
    await start_bot(policy)
    quote = await club.say("he wrote: you buffoon", channel=club.world.moderators)
    await club.say("you buffoon")
    assert "Case 1" in str(await club.alert(number=2))
    assert club.shown(club.world.moderators)[0] == quote


async def test_a_policy_that_is_reloaded_moves_the_alerts_and_joins_its_channels(
    club: FakeSlack, start_bot: StartBot
) -> None:
    bot = await start_bot()
    room = club.world.add_channel("night-shift", is_private=True)
    policy = Policy(mode=Mode.ENFORCE, alerts=frozenset({room}), join_public_channels=True)
    bot.platform.take_policy(policy)
    await club.say("you buffoon")
    await club.until(lambda: club.shown(room))
    assert club.shown(club.world.moderators) == []
    await club.wait_for_call("conversations.join", channel=club.world.random)


async def make_unconfirmed_room(club: FakeSlack) -> str:
    """Leave the bot a private room of no administrator in place of the moderators' channel."""
    club.world.channels[club.world.moderators]["is_archived"] = True
    room = club.world.add_channel("night-shift", is_private=True, creator=club.world.kim["id"])
    club.world.add_channel("shared-one", is_private=True, is_ext_shared=True)
    return room


async def test_an_administrator_confirms_a_private_channel_by_a_button_and_it_outlives_a_restart(
    club: FakeSlack, start_bot: StartBot
) -> None:
    room = await make_unconfirmed_room(club)
    bot = await start_bot(FOUND)
    await club.say("you buffoon")
    direct = club.world.open_direct(club.world.olga["id"])
    asked = await club.wait_for_call("chat.postMessage", channel=direct)
    assert action_ids(asked["blocks"]) == [[f"parley:alerts:{room}"]]
    message = {"channel": direct, **club.shown(direct)[0]}
    pressed = await club.interactions.press(f"parley:alerts:{room}", message, by=club.world.kim)
    assert "only moderators" in render_text((await pressed.reply())["blocks"])
    assert club.shown(room) == []
    pressed = await club.interactions.press(f"parley:alerts:{room}", message, by=club.world.olga)
    assert "Alerts have a channel" in render_text((await pressed.reply())["blocks"])
    await club.until(lambda: "Case 1" in str(club.shown(room)))
    await bot.stop()
    await start_bot(FOUND)
    await club.say("you old buffoon")
    await club.until(lambda: "Case 2" in str(club.shown(room)))


async def test_a_confirmed_channel_that_is_shared_later_gets_no_alert(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    room = await make_unconfirmed_room(club)
    change = ("T0CLUB", "alerts", room)
    await store.policy_overrides.change("slack", "T0CLUB", changes=[change], by=OLGA)
    club.world.channels[room]["is_ext_shared"] = True
    await start_bot(FOUND)
    await club.say("you buffoon")
    await club.wait_for_call(
        "chat.postMessage", channel=club.world.open_direct(club.world.olga["id"])
    )
    assert club.shown(room) == []


def shown_cases(club: FakeSlack) -> set[int]:
    """Return the numbers of the cases in the moderators' channel."""
    text = str(club.shown(club.world.moderators))
    return {number for number in (1, 2) if f"Case {number}:" in text}
