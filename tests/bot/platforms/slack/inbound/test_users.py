"""Who somebody is, as far as Slack tells."""

import pytest

from bot.platforms.slack.inbound.users import Users
from tests.bot.platforms.slack.conftest import Ears
from tests.fakes.slack.server import FakeSlack


@pytest.mark.parametrize("who", ["mona", "olga", "kim"])
async def test_administrators_and_owners_are_moderators(
    club: FakeSlack, ears: Ears, who: str
) -> None:
    await club.say("hello", by=getattr(club.world, who))
    await ears.until(1)
    assert ears.messages[0].author.is_moderator is (who != "kim")


async def test_somebody_is_looked_up_once(club: FakeSlack, ears: Ears) -> None:
    for text in "abc":
        await club.say(text)
        await ears.until(len(ears.messages) + 1)
    assert len(club.calls("users.info")) == 1


@pytest.mark.parametrize("error", ["user_not_found", "missing_scope", "a page"])
async def test_whom_slack_tells_nothing_of_is_heard_all_the_same_and_not_asked_for_each_time(
    club: FakeSlack, ears: Ears, error: str
) -> None:
    if error == "a page":
        club.web.broken["users.info"] = 502
    else:
        club.web.refuse("users.info", error)
    for number in (1, 2):
        await club.say("hello")
        await ears.until(number)
    assert ears.messages[0].author.id == club.world.kim["id"]
    assert not ears.messages[0].author.is_moderator
    assert len(club.calls("users.info")) == 1


async def test_what_somebody_says_in_one_breath_stays_in_order_while_they_are_looked_up(
    club: FakeSlack, ears: Ears
) -> None:
    club.web.waits["users.info"] = [0]  # the first who asks waits; a second one would not
    for text in ("first", "second"):
        await club.say(text)
    assert await ears.until(2) == ["first", "second"]


async def test_who_becomes_an_administrator_moderates_an_hour_later(
    club: FakeSlack, ears: Ears
) -> None:
    clock = [0.0]
    people, kim = Users(now=lambda: clock[0]), club.world.kim
    (workspace,) = ears.platform._workspaces.all()
    found = []
    for seconds in (0.0, 3_000.0, 4_000.0):
        clock[0] = seconds
        found.append((await people.find(workspace, kim["id"])).is_moderator)
        kim["is_admin"] = True
    assert found == [False, False, True]


async def test_bots_and_integrations_are_bots_and_so_is_slackbot(
    club: FakeSlack, ears: Ears
) -> None:
    robot = club.world.add_person("robot", is_bot=True)
    slackbot = club.world.add_person("slackbot", id="USLACKBOT")
    await club.say("1", by=robot, bot_id="B1")
    await club.say("2", by=slackbot)
    await club.say("3", user=None, bot_id="B2", subtype="bot_message", username="webhook")
    await club.say("4", bot_id="B3")  # an app that speaks in kim's name, with kim's token
    await ears.until(4)
    found = {message.text: message.author for message in ears.messages}
    assert [found[text].is_bot for text in "1234"] == [True, True, True, False]
    assert found["3"].name == "webhook"
