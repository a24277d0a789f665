"""A message is one case and one strike, whatever it consists of, over the wire of discord.py."""

import pytest

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy, Strikes
from bot.platforms.discord.outbound.markup import render
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, StartBot
from tests.fakes.discord.payloads import FORUM, JSON
from tests.fakes.discord.requests import UNAVAILABLE
from tests.fakes.discord.server import FakeDiscord

LADDER = Policy(mode=Mode.ENFORCE, strikes=Strikes(ladder=(Action.TIMEOUT, Action.KICK)))
LONG = b"you buffoon, have some tea " * 2_200
"""Nearly 60 kB: several texts, all of them rude."""

CHANNEL = "/channels/{channel}"


async def alerts_until_another_case(club: FakeDiscord) -> list[JSON]:
    """Return all alerts up to that of somebody else's message, which is case 2 of these tests."""
    await club.say("drat", author=club.world.make_user("max"))
    await club.until(
        lambda: any("Case 2" in str(sent) for sent in club.shown(club.world.moderators))
    )
    return [sent["embeds"][0] for sent in club.shown(club.world.moderators)]


async def open_forum(club: FakeDiscord) -> str:
    """Open a forum, and return its id."""
    forum = club.world.add_channel("ideas", type=FORUM)
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[forum])
    return forum


@pytest.mark.parametrize("count", [1, 10])
async def test_a_message_with_long_files_is_one_case_one_alert_and_one_strike(
    club: FakeDiscord, start_bot: StartBot, count: int
) -> None:
    await start_bot(LADDER)
    files = [club.attach(f"notes-{number}.txt", LONG) for number in range(count)]
    await club.say("look", attachments=files)
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: deleted"
    first, second = await alerts_until_another_case(club)
    assert "parts of a long message" in str(first)
    assert second["title"].startswith("Case 2")
    assert club.requests("PATCH", MEMBER) == []
    assert club.requests("DELETE", MEMBER) == []


async def test_what_is_rude_at_the_end_of_a_long_file_is_found_and_shown(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(LADDER)
    notes = club.attach("notes.txt", b"have some tea " * 1_400 + b"you buffoon")
    await club.say("look", attachments=[notes])
    (embed,) = (await club.alert())["embeds"]
    assert embed["title"] == "Case 1: deleted"


async def test_a_file_that_does_not_come_is_unread_and_the_alert_says_so(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    club.rest.refuse("GET", "/files/{name}", UNAVAILABLE)
    await club.say("look", attachments=[club.attach("notes.txt", b"tea")])
    assert "unscored (unread): flag" in str(await club.alert())
    await club.say("you buffoon", attachments=[club.attach("notes.txt", b"tea")])
    alert = str(await club.alert(number=2))
    assert "unscored (unread): a part of it could not be read" in alert


async def test_a_file_that_is_not_read_to_its_end_is_flagged_as_too_long(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(LADDER)
    await club.say("look", attachments=[club.attach("notes.txt", b"have some tea " * 5_000)])
    (embed,) = (await club.alert())["embeds"]
    assert embed["title"] == "Case 1: flagged"
    assert render("unscored (too_long)") in str(embed).replace("\\\\", "\\")
    assert len(club.shown(club.world.general)) == 1


async def test_what_is_rude_and_not_read_to_its_end_is_deleted_and_says_both(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(LADDER)
    await club.say("you buffoon", attachments=[club.attach("notes.txt", b"have some tea " * 5_000)])
    (embed,) = (await club.alert())["embeds"]
    assert embed["title"] == "Case 1: deleted"
    assert "the rest of it was not read" in str(embed)


async def test_the_title_and_the_text_of_a_post_are_one_case_and_both_are_removed(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(LADDER)
    post = await club.post("you buffoons", "all of you: buffoons", forum=await open_forum(club))
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: deleted"
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == post["id"]
    assert (await club.request("PATCH", CHANNEL)).ids["channel"] == post["id"]
    assert len(await alerts_until_another_case(club)) == 2
    assert club.requests("PATCH", MEMBER) == []


@pytest.mark.parametrize(
    ("title", "text", "is_renamed"),
    [("you buffoons", "tea?", True), ("more tea", "you buffoon", False)],
)
async def test_of_a_post_only_what_is_rude_is_removed(
    club: FakeDiscord, start_bot: StartBot, *, title: str, text: str, is_renamed: bool
) -> None:
    await start_bot(LADDER)
    await club.post(title, text, forum=await open_forum(club))
    await alerts_until_another_case(club)
    assert len(club.requests("PATCH", CHANNEL)) == is_renamed
    assert len(club.requests("DELETE", MESSAGE)) == 2 - is_renamed  # one is of case 2
