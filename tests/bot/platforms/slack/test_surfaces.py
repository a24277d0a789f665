"""Surfaces outside of messages: names, topics, profiles and reactions, through the whole bot."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.policy import Mode, Policy
from bot.domain.surfaces import SurfaceRules
from tests.bot.platforms.slack.conftest import Recorder, StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON

RUDE = "you buffoon"


def make_policy(club: FakeSlack, **surfaces: bool) -> Policy:
    rules = SurfaceRules(**surfaces)
    moderators = frozenset({club.world.moderators})
    return Policy(mode=Mode.ENFORCE, alerts=moderators, surfaces=rules)


async def change_profile(club: FakeSlack, user: JSON, **profile: str) -> None:
    user["profile"] |= profile
    await club.deliver_event({"type": "user_change", "user": user})


async def name_channel(club: FakeSlack, subtype: str, **named: str) -> JSON:
    """Name a channel as kim; Slack writes a message about it."""
    return await club.say("<@U1> changed something", subtype=subtype, **named)


@pytest.mark.parametrize(
    ("subtype", "key", "call"),
    [
        ("channel_topic", "topic", "conversations.setTopic"),
        ("channel_purpose", "purpose", "conversations.setPurpose"),
    ],
)
async def test_a_rude_topic_or_purpose_is_cleared_and_laid_on_who_wrote_it(
    club: FakeSlack, start_bot: StartBot, *, subtype: str, key: str, call: str
) -> None:
    await start_bot(make_policy(club))
    await name_channel(club, subtype, **{key: RUDE})
    cleared = await club.wait_for_call(call)
    assert (cleared.args["channel"], cleared.args[key]) == (club.world.general, "")
    alert = str(await club.alert())
    assert "Case 1: deleted" in alert
    assert f"this is the {key} of a channel" in alert
    assert f"/team/{club.world.kim['id']}" in alert


@pytest.mark.parametrize(
    ("error", "why", "remedy"),
    [
        ("restricted_action", "a setting of this workspace forbids it", "An owner finds it"),
        ("not_in_channel", "Parley is not in the channel", "/invite @Parley"),
    ],
)
async def test_a_topic_that_it_may_not_clear_stays_and_the_alert_says_why_and_who_can(
    club: FakeSlack, start_bot: StartBot, *, error: str, why: str, remedy: str
) -> None:
    club.api.refuse("conversations.setTopic", error)
    await start_bot(make_policy(club))
    await name_channel(club, "channel_topic", topic=RUDE)
    alert = str(await club.alert())
    assert f"refused: {why}" in alert
    assert remedy in alert
    assert "whoever may edit the channel can clear it" in alert


async def test_a_rude_name_of_a_channel_stays_and_the_alert_says_who_can_change_it(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await name_channel(club, "channel_name", old_name="tea", name="buffoon-talk")
    alert = str(await club.alert())
    assert "refused: Slack lets only administrators and who made a channel rename it" in alert
    assert "parley:delete" not in alert


async def test_a_new_channels_name_is_laid_on_its_creator_and_a_renamed_ones_on_nobody(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    kim, elsewhere = club.world.kim["id"], club.world.random
    created = {"id": "C0NEW", "name": "buffoon-talk", "creator": kim, "created": 1}
    await club.deliver_event({"type": "channel_created", "channel": created})
    assert f"/team/{kim}" in str(await club.alert())
    renamed = {"id": elsewhere, "name": "more-buffoons", "created": 1}
    await club.deliver_event({"type": "channel_rename", "channel": renamed})
    alert = str(await club.alert(number=2))
    assert "Case 2: flagged" in alert
    assert "somebody" in alert


async def test_a_renamed_channel_is_heard_of_once_where_the_bot_is_in_it(
    club: FakeSlack, recorder: Recorder
) -> None:
    renamed = {"id": club.world.general, "name": "tea-talk", "created": 1}
    await club.deliver_event({"type": "channel_rename", "channel": renamed})
    await club.say("", subtype="channel_name", old_name="tea", name="tea-talk")
    assert (await recorder.all())[0] == "tea-talk"
    assert [message.text for message in recorder.messages].count("tea-talk") == 1


async def test_a_rude_display_name_and_a_rude_status_are_shown_also_of_who_never_wrote(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await change_profile(club, club.world.kim, display_name="buffoon")
    alert = str(await club.alert())
    assert "refused: Slack lets no bot change what people say in their profiles" in alert
    assert "no channel" in alert
    assert "this is a display name" in alert
    await change_profile(club, club.world.kim, status_text=RUDE)
    assert "this is a status" in str(await club.alert(number=2))


async def test_a_name_is_read_when_its_bearer_first_writes_and_again_only_when_it_changes(
    club: FakeSlack, recorder: Recorder
) -> None:
    recorder.platform.take_policy(Policy(alerts=frozenset({club.world.moderators})))
    for _ in range(2):
        await club.say("hello")
    assert sorted(await recorder.until(3)) == ["hello", "hello", "kim\nKim"]
    await change_profile(club, club.world.kim, status_text="at tea")
    await change_profile(club, club.world.kim, phone="1")
    await club.say("the last")
    assert sorted((await recorder.until(5))[3:]) == ["at tea", "the last"]


async def test_the_policy_can_leave_profiles_and_channels_unread(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club, profiles=False, channels=False))
    await change_profile(club, club.world.kim, display_name="buffoon")
    await name_channel(club, "channel_topic", topic=RUDE)
    await club.say(RUDE)
    assert "Case 1: deleted" in str(await club.alert())
    assert not club.calls("conversations.setTopic")


async def test_reactions_are_read_where_the_policy_asks_for_them(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club, reactions=True))
    message = await club.say("hello")
    for letter in "drat":
        await react(club, message, f"alphabet-white-{letter}")
    alert = str(await club.alert())
    assert "these are reactions to a message" in alert
    assert "refused: Slack lets nobody take away the reactions of others" in alert


async def test_reactions_are_not_read_unless_the_policy_asks_for_them(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await react(club, await club.say("hello"), "buffoon")
    await club.say(RUDE)
    assert "Case 1: deleted" in str(await club.alert())


async def react(club: FakeSlack, message: JSON, name: str) -> None:
    item = {"type": "message", "channel": club.world.general, "ts": message["ts"]}
    reacted = {"type": "reaction_added", "user": club.world.kim["id"], "reaction": name}
    await club.deliver_event({**reacted, "item": item, "item_user": message["user"]})


async def test_an_unknown_subtype_is_counted_and_logged_once_without_a_word_of_it(
    club: FakeSlack, start_bot: StartBot, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = await start_bot(make_policy(club))
    for subtype in ("list_comment", "list_comment", "you buffoon!"):
        await club.say("a secret", subtype=subtype)
    await club.say("hello", subtype="channel_join")
    await club.say(RUDE)
    await club.alert()
    assert bot.platform._stats.unknown_kinds.total == 3
    logged = capsys.readouterr().out
    assert logged.count("list_comment") == 1
    assert "secret" not in logged
    assert "buffoon" not in logged


async def test_each_rude_name_and_topic_is_shown_however_often_one_is_given(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    for number, name in enumerate(("buffoon", "drat", "more buffoons"), 1):
        await change_profile(club, club.world.kim, display_name=name)
        assert f"Case {number}: " in str(await club.alert(number=number))
    for number in (4, 5):
        await name_channel(club, "channel_topic", topic=RUDE)
        assert f"Case {number}: deleted" in str(await club.alert(number=number))


async def test_a_topic_of_an_absence_is_cleared(club: FakeSlack, start_bot: StartBot) -> None:
    bot = await start_bot(make_policy(club))
    await bot.stop()
    club.world.add_message(
        "", channel=club.world.general, by=club.world.kim, subtype="channel_topic", topic=RUDE
    )
    await start_bot(make_policy(club), since=datetime.now(UTC) - timedelta(minutes=5))
    assert (await club.wait_for_call("conversations.setTopic")).args["topic"] == ""
