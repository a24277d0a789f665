"""Names in commands on Slack, on the wire and through the whole bot: what does not exist is refused."""

import pytest

from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.slack.server import FakeSlack


async def ask(club: FakeSlack, line: str) -> str:
    typed = await club.interactions.command(line, by=club.world.mona)
    return render_text((await typed.reply())["blocks"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("exempt add role <@{kim}>", '"{kim}" is no role that I know here'),
        ("exempt add role @mods", '"mods" is no role that I know here'),
        ("exempt add user <#{general}>", '"{general}" is no member that I know here'),
        ("exempt add channel #genral", '"genral" is no channel that I know here'),
        ("mode enforce #nowhere", '"nowhere" is no channel that I know here'),
        ("threshold toxic 0.5 0.9 #no-such", '"no-such" is no channel that I know here'),
        ("erase @nobody yes", '"nobody" is no member that I know here'),
        ("user nobody", '"nobody" is no member that I know here'),
        ("threshold toxic 0.95 model", "toxic is acted on from 0.90, and flagged from 0.95"),
        ("threshold toxic 0 0", "act 0 acts on nearly every message"),
    ],
)
async def test_a_setting_that_would_mean_something_else_is_refused(
    club: FakeSlack, start_bot: StartBot, line: str, reason: str
) -> None:
    await start_bot()
    ids = {"kim": club.world.kim["id"], "general": club.world.general}
    assert reason.format(**ids) in await ask(club, line.format(**ids))
    assert "*Set with /toxicity  *nothing" in await ask(club, "settings")


async def test_names_stand_for_the_people_and_channels_that_are_called_so(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say("you buffoon")
    await club.alert()
    club.world.groups["S0STAFF"] = []
    assert "1 strike in 30 days" in await ask(club, "user @kim")
    assert f"<#{club.world.general}>" in await ask(club, "exempt add channel #general")
    assert "Nothing is done" in await ask(club, "exempt add role <!subteam^S0STAFF|@staff>")
    assert "in 1 case are gone" in await ask(club, "erase Kim yes")


async def test_of_two_who_are_called_alike_neither_is_meant(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.world.add_user("kim")
    await start_bot()
    assert 'several are called "kim"' in await ask(club, "erase @kim yes")


async def test_while_slack_does_not_answer_nothing_is_exempted(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    club.api.refuse("usergroups.list", "internal_error")
    assert "Slack does not say" in await ask(club, "exempt add role <!subteam^S0STAFF|@staff>")


async def test_the_other_moderators_see_what_one_has_changed(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await ask(club, "mode shadow")
    told = await club.wait_for_call("chat.postMessage", channel=club.world.moderators)
    assert "A moderator changed something" in str(told["blocks"])
    assert club.world.mona["id"] in str(told["blocks"])
    assert club.world.mona["id"] in await ask(club, "settings")
