"""Surfaces outside of messages: names, channels, events, reactions and statuses, through the whole bot."""

from typing import Any

from bot.domain.policy import Mode, Policy
from bot.domain.surfaces import SurfaceRules
from tests.bot.platforms.discord.conftest import MEMBER, StartBot
from tests.bot.platforms.discord.example_alerts import custom_ids
from tests.fakes.discord.payloads import JSON, VOICE, make_member
from tests.fakes.discord.server import FakeDiscord

CHANNEL = "/channels/{channel}"
EVENT = "/guilds/{guild}/scheduled-events/{event}"
REACTION = "/channels/{channel}/messages/{message}/reactions/{emoji}/{user}"
STATUS = "/channels/{channel}/voice-status"

RUDE = "you buffoon"


def make_policy(**surfaces: bool) -> Policy:
    return Policy(mode=Mode.ENFORCE, surfaces=SurfaceRules(**surfaces))


async def read_alert(club: FakeDiscord, number: int = 1) -> dict[str, str]:
    """Return an alert's title, text and fields."""
    (embed,) = (await club.alert(number=number))["embeds"]
    fields = {field["name"]: field["value"] for field in embed["fields"]}
    return {"title": embed["title"], "text": embed.get("description", ""), **fields}


def as_kim(club: FakeDiscord, **names: Any) -> JSON:
    return {**club.world.kim, **names}


async def test_a_rude_display_name_is_covered_by_a_nickname_when_its_bearer_writes(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    await club.say("hello", author=as_kim(club, global_name="Buffoon"))
    changed = await club.request("PATCH", MEMBER)
    assert changed.body == {"nick": "name removed by moderators"}
    alert = await read_alert(club)
    assert alert["title"] == "Case 1: deleted"
    assert "display name" in alert["Note"]


async def test_a_display_name_under_a_fine_nickname_is_shown_and_the_nickname_stays(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    club.world.nicks[club.world.kim["id"]] = "tea lord"
    await club.say("hello", author=as_kim(club, global_name="Buffoon"))
    alert = await read_alert(club)
    assert (
        alert["title"]
        == "Case 1: refused: their nickname covers it here, and no bot can change the name of an account, wanted: delete"
    )
    assert club.world.nicks[club.world.kim["id"]] == "tea lord"


async def test_a_nickname_given_again_after_it_was_taken_is_taken_again(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    rude, none = make_member(None, nick="buffoon"), make_member(None)
    await club.say("hello", member=rude)
    await club.request("PATCH", MEMBER)
    await club.say("hello again", member=none)
    await club.say("hello once more", member=rude)
    assert (await club.request("PATCH", MEMBER, number=2)).body == {"nick": None}


async def test_the_policy_can_leave_names_and_channels_unread(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy(profiles=False, channels=False, events=False))
    await club.say("hello", author=as_kim(club, global_name="Buffoon"))
    await club.surfaces.create_channel("buffoon-talk")
    await club.surfaces.create_event(RUDE)
    await club.say(RUDE)
    assert (await read_alert(club))["text"] == "||you **buffoon**||"


async def test_the_name_and_topic_of_a_channel_are_flagged_as_nobody_says_whose_they_are(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    made = await club.surfaces.create_channel("buffoon-talk")
    named = await read_alert(club)
    assert named["title"] == "Case 1: flagged"
    assert named["Where"].startswith(f"<#{made['id']}>")
    assert named["Author"].startswith("unknown")
    assert "name of a channel" in named["Note"]
    await club.surfaces.change_channel(club.world.general, topic=RUDE)
    topic = await read_alert(club, 2)
    assert (topic["title"], topic["text"]) == ("Case 2: flagged", "||you **buffoon**||")
    await club.surfaces.change_channel(club.world.general, nsfw=True)
    await club.say(RUDE)
    assert (await read_alert(club, 3))["title"] == "Case 3: deleted"


async def test_the_audit_log_says_who_named_a_channel_whose_name_is_then_taken(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(view_audit_log=True, manage_channels=True)
    await start_bot(make_policy())
    await club.surfaces.change_channel(club.world.general, by=club.world.kim, topic=RUDE)
    cleared = await club.request("PATCH", CHANNEL)
    assert (cleared.ids["channel"], cleared.body) == (club.world.general, {"topic": ""})
    alert = await read_alert(club)
    assert alert["title"] == "Case 1: deleted"
    assert alert["Author"].startswith(f"<@{club.world.kim['id']}>")
    made = await club.surfaces.create_channel("buffoon-talk", by=club.world.kim)
    renamed = await club.request("PATCH", CHANNEL, channel=made["id"])
    assert renamed.body == {"name": "name-removed-by-moderators"}


async def test_a_thread_that_a_moderator_renamed_is_not_laid_on_its_owner(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(view_audit_log=True)
    await start_bot(make_policy())
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
    await club.request("GET", MEMBER)
    await club.surfaces.rename_thread(thread, RUDE, by=club.world.mona)
    alert = await read_alert(club)
    assert alert["Author"].startswith(f"<@{club.world.mona['id']}>")
    assert alert["title"] == "Case 1: flagged"


async def test_a_thread_is_read_that_was_in_no_cache_as_it_was_unarchived(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.surfaces.rename_thread(thread, RUDE, by=club.world.kim)
    assert (await club.request("PATCH", CHANNEL)).ids["channel"] == thread["id"]
    assert "name of a thread" in (await read_alert(club))["Note"]
    await club.say(RUDE)
    await read_alert(club, 2)
    # The neutral name, of which Discord does not say here that the bot gave it, is no version.
    assert "edited since" not in (await read_alert(club))["Note"]


async def test_a_rude_event_stays_until_a_moderator_cancels_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(manage_events=True)
    await start_bot(make_policy())
    event = await club.surfaces.create_event("tea", description=RUDE)
    alert = await read_alert(club)
    assert alert["title"].startswith("Case 1: refused: the policy leaves events to a moderator")
    assert "Press Delete to cancel it" in alert["Note"]
    assert alert["Where"].startswith("no channel")
    assert event["id"] in club.world.events
    shown = await club.alert()
    (delete,) = (each for row in custom_ids(shown) for each in row if ":delete:" in each)
    await club.interactions.press({"custom_id": delete}, shown, by=club.world.owner)
    await club.request("DELETE", EVENT)
    await club.until(lambda: event["id"] not in club.world.events)


async def test_the_policy_may_cancel_events_and_a_changed_event_is_read_again(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(manage_events=True)
    await start_bot(make_policy(cancel_events=True))
    event = await club.surfaces.create_event("tea", channel_id=club.world.general)
    await club.surfaces.change_event(event, status=2)
    await club.surfaces.change_event(event, name=RUDE)
    assert (await club.request("DELETE", EVENT)).ids["event"] == event["id"]
    assert (await read_alert(club))["title"] == "Case 1: deleted"


async def test_an_event_that_is_changed_while_its_author_is_looked_up_is_one_case(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(manage_events=True)
    await start_bot(make_policy(cancel_events=True))
    held = club.rest.hold("GET", MEMBER)
    event = await club.surfaces.create_event("tea", channel_id=club.world.general)
    await club.request("GET", MEMBER)
    await club.surfaces.change_event(event, name=RUDE)
    await club.say(RUDE)
    assert (await read_alert(club))["title"] == "Case 1: deleted"
    held.released.set()
    assert (await read_alert(club, 2))["title"] == "Case 2: deleted"
    await club.say(f"{RUDE}!")
    assert (await read_alert(club, 3))["title"] == "Case 3: deleted"


async def test_reactions_that_name_or_spell_are_removed_where_the_policy_asks_for_them(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy(reactions=True))
    message = await club.say("hello")
    await club.surfaces.react(message, "👍", "🇩", "🇷", "🇦", "🇹")
    removed = [(await club.request("DELETE", REACTION, number=n)).ids["user"] for n in (1, 2)]
    assert removed == [club.world.kim["id"]] * 2
    alert = await read_alert(club)
    assert (alert["title"], alert["text"]) == ("Case 1: deleted", "||**drat**||")
    assert "reactions" in alert["Note"]
    await club.until(lambda: not club.world.reactions.list_users(message["id"]))
    await club.surfaces.react(message, "buffoon", by=club.world.owner)
    assert (await read_alert(club, 2))["title"] == "Case 2: flagged"


async def test_reactions_and_statuses_are_not_read_unless_the_policy_asks_for_them(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy())
    lounge = await club.surfaces.create_channel("lounge", type=VOICE)
    await club.surfaces.react(await club.say("hello"), "buffoon")
    await club.surfaces.set_status(lounge["id"], RUDE)
    await club.say(RUDE)
    assert (await read_alert(club))["title"] == "Case 1: deleted"


async def test_the_status_of_a_voice_channel_is_cleared_where_the_policy_asks_for_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(manage_channels=True, connect=True, view_audit_log=True)
    await start_bot(make_policy(voice_status=True))
    lounge = await club.surfaces.create_channel("lounge", type=VOICE)
    await club.surfaces.set_status(lounge["id"], RUDE, by=club.world.kim)
    assert (await club.request("PUT", STATUS)).body == {"status": None}
    assert (await read_alert(club))["title"] == "Case 1: deleted"
    assert club.world.channels[lounge["id"]]["status"] is None


async def test_a_name_that_stands_is_shown_once_whatever_restarts(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot(Policy(mode=Mode.FLAG))
    rude = as_kim(club, global_name="Buffoon")
    await club.say("hello", author=rude)
    await read_alert(club)
    await bot.stop()
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("hello again", author=rude)
    await club.say(RUDE)
    assert (await read_alert(club, 2))["text"] == "||you **buffoon**||"


async def test_a_name_that_stands_is_acted_on_once_the_policy_asks_for_that(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot(Policy(mode=Mode.FLAG))
    rude = as_kim(club, global_name="Buffoon")
    await club.say("hello", author=rude)
    await read_alert(club)
    await bot.stop()
    await start_bot(make_policy())
    await club.say("hello again", author=rude)
    assert (await club.request("PATCH", MEMBER)).body == {"nick": "name removed by moderators"}


async def test_each_rude_topic_of_a_channel_is_cleared(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(view_audit_log=True, manage_channels=True)
    await start_bot(make_policy())
    for number, topic in enumerate((RUDE, "drat", RUDE), 1):
        await club.surfaces.change_channel(club.world.general, by=club.world.kim, topic=topic)
        assert (await club.request("PATCH", CHANNEL, number=number)).body == {"topic": ""}
        assert (await read_alert(club, number))["title"] == f"Case {number}: deleted"


async def test_each_rude_name_of_a_thread_is_taken_and_laid_on_who_gave_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(view_audit_log=True)
    await start_bot(make_policy())
    lee = club.world.make_user("lee")
    thread = club.world.add_thread("tea", parent=club.world.general)
    for number, by in enumerate((club.world.kim, lee), 1):
        await club.surfaces.rename_thread(thread, RUDE, by=by)
        await club.request("PATCH", CHANNEL, number=number)
        alert = await read_alert(club, number)
        assert alert["Author"].startswith(f"<@{by['id']}>")


async def test_an_alert_says_that_the_name_of_a_thread_was_changed_to_nothing_worse(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.surfaces.rename_thread(thread, RUDE, by=club.world.kim)
    await read_alert(club)
    await club.surfaces.rename_thread(thread, "tea again", by=club.world.kim)
    await club.until(
        lambda: "edited since, to nothing worse" in str(club.shown(club.world.moderators))
    )
    assert len(club.shown(club.world.moderators)) == 1


async def test_the_name_of_a_thread_that_is_opened_again_is_shown_once_whatever_restarts(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot(Policy(mode=Mode.FLAG))
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.surfaces.rename_thread(thread, RUDE, by=club.world.kim)
    await read_alert(club)
    await bot.stop()
    club.world.archive_thread(thread)
    await start_bot(Policy(mode=Mode.FLAG))
    asked = len(club.requests("GET", MEMBER))
    await club.surfaces.rename_thread(thread, RUDE, by=club.world.kim)
    await club.request("GET", MEMBER, number=asked + 1)
    for number, text in enumerate(("drat", "you are a buffoon"), 2):
        await club.say(text)
        assert text.split()[-1] in (await read_alert(club, number))["text"]
    assert len(club.shown(club.world.moderators)) == 3


async def test_each_rude_status_of_a_voice_channel_is_cleared(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(manage_channels=True, connect=True, view_audit_log=True)
    await start_bot(make_policy(voice_status=True))
    lounge = await club.surfaces.create_channel("lounge", type=VOICE)
    for number in (1, 2):
        await club.surfaces.set_status(lounge["id"], RUDE, by=club.world.kim)
        await club.request("PUT", STATUS, number=number)


async def test_a_change_of_an_event_is_laid_on_who_made_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(view_audit_log=True)
    await start_bot(make_policy())
    event = await club.surfaces.create_event("tea", entity_metadata={"location": RUDE})
    first = await read_alert(club)
    assert first["Author"].startswith(f"<@{club.world.kim['id']}>")
    lee = club.world.make_user("lee")
    await club.surfaces.change_event(event, by=lee, entity_metadata={"location": "drat"})
    assert (await read_alert(club, 2))["Author"].startswith(f"<@{lee['id']}>")


async def test_the_same_reaction_is_removed_each_time_and_of_each_member(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(make_policy(reactions=True))
    message, lee = await club.say("hello"), club.world.make_user("lee")
    for number, by in enumerate((club.world.kim, club.world.kim, lee), 1):
        await club.surfaces.react(message, "buffoon", by=by)
        assert (await club.request("DELETE", REACTION, number=number)).ids["user"] == by["id"]
        assert (await read_alert(club, number))["title"] == f"Case {number}: deleted"
    await club.surfaces.react(message, "party")
    await club.say(RUDE)
    assert (await read_alert(club, 4))["text"] == "||you **buffoon**||"
