"""The moderators' desk on Slack, from the typed command and the pressed button to what Slack is asked for."""

from typing import Any

from bot.domain.policy import Mode, Policy
from bot.platforms.slack.connection.tokens import USER
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import JSON, render_text
from tests.fakes.slack.server import FakeSlack


def make_policy(club: FakeSlack) -> Policy:
    return Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators}))


def buttons_of(blocks: list[JSON]) -> dict[str, tuple[str, str]]:
    """Return the ids and values of buttons by their captions."""
    return {
        button["text"]["text"]: (button["action_id"], button.get("value", ""))
        for block in blocks
        if block["type"] == "actions"
        for button in block["elements"]
    }


async def ask(club: FakeSlack, line: str) -> JSON:
    typed = await club.interactions.command(line, by=club.world.mona)
    return await typed.reply()


async def press(club: FakeSlack, reply: JSON, caption: str, *, by: JSON | None = None) -> JSON:
    action, value = buttons_of(reply["blocks"])[caption]
    message: dict[str, Any] = {"ts": club.world.make_ts(), "channel": club.world.general}
    pressed = await club.interactions.press(
        action, message, by=by or club.world.mona, value=value, is_ephemeral=True
    )
    return await pressed.reply()


async def test_a_moderator_works_through_the_queue(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot(make_policy(club))
    for number, text in enumerate(("you buffoon", "you silly buffoon"), start=1):
        await club.say(text)
        await club.wait_for_call("chat.postMessage", number=number)
    queue = await ask(club, "queue label:insult")
    assert "2 open cases, insult" in render_text(queue["blocks"])
    ids = [action for action, _ in buttons_of(queue["blocks"]).values()]
    assert len(set(ids)) == len(ids)
    taken = await press(club, queue, "Take 1")
    assert "mona works on it until" in render_text(taken["blocks"])
    dismissed = await press(club, taken, "Dismiss")
    following = await press(club, dismissed, "Next case")
    assert "Case 2" in render_text(following["blocks"])


async def test_a_case_is_taken_and_decided_on_from_the_home_page(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await club.say("you buffoon")
    await club.wait_for_call("chat.postMessage")
    mona = club.world.mona
    await club.open_home(mona)
    await club.wait_for_call("views.publish")
    page = club.world.views[mona["id"]]
    action, value = buttons_of(page["blocks"])["Take"]
    await club.interactions.press_in_view(action, page, by=mona, value=value)
    window = (await club.wait_for_call("views.update")).args
    assert "mona works on it until" in render_text(window["view"]["blocks"])
    published = (await club.wait_for_call("views.publish", number=2)).args["view"]
    assert "mona works on it until" in render_text(published["blocks"])
    view = club.world.views[window["view_id"]]
    await club.interactions.press_in_view("parley:dismiss:1", view, by=mona)
    page = (await club.wait_for_call("views.publish", number=3)).args["view"]
    assert "0 open cases" in render_text(page["blocks"])


async def test_what_stands_around_a_case_is_read_when_asked(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    for text in ("one", "two <!channel>"):
        club.world.add_message(text)
    await club.say("you buffoon")
    for n in range(7):
        club.world.add_message(f"after {n}")
    await club.wait_for_call("chat.postMessage")
    shown = render_text((await ask(club, "context 1"))["blocks"])
    order = [shown.index(text) for text in ("one", "two", "▶ Case 1", "after 0", "after 4")]
    assert order == sorted(order)
    assert "after 5" not in shown
    assert "<!channel>" not in shown


async def test_what_stands_around_a_reply_is_its_thread(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    parent = club.world.add_message("about tea")
    for text in ("first", "second"):
        club.world.add_message(text, thread_ts=parent["ts"])
    await club.say("you buffoon", thread_ts=parent["ts"])
    club.world.add_message("in the channel")
    club.world.add_message("third", thread_ts=parent["ts"])
    await club.wait_for_call("chat.postMessage")
    shown = render_text((await ask(club, "context 1"))["blocks"])
    order = [shown.index(text) for text in ("about tea", "second", "▶ Case 1", "third")]
    assert order == sorted(order)
    assert "in the channel" not in shown


async def test_without_the_right_to_read_it_is_said_in_a_line(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await club.say("you buffoon")
    await club.wait_for_call("chat.postMessage")
    club.world.members[club.world.general].discard(club.world.bot["id"])
    shown = render_text((await ask(club, "context 1"))["blocks"])
    assert "Parley is not in the channel" in shown


async def test_a_purge_is_counted_confirmed_and_recorded_in_the_case(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    for n in range(2):
        club.world.add_message(f"tea {n}")
    club.world.add_message("mine", by=club.world.mona)
    await club.say("you buffoon")
    await club.wait_for_call("chat.postMessage")
    kim = club.world.kim["id"]
    proposed = await ask(club, f"purge <@{kim}> last:2h")
    assert "Delete 3 messages?" in render_text(proposed["blocks"])
    assert club.calls("chat.delete") == []
    purged = await press(club, proposed, "Change it")
    assert "3 of 3 messages deleted" in render_text(purged["blocks"])
    assert len(club.calls("chat.delete")) == 3
    case = render_text((await ask(club, "case 1"))["blocks"])
    assert "mona: Purge, as “3 messages of the last 2 hours”" in case


async def test_without_an_administrators_token_nothing_is_purged(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club), without=USER)
    shown = render_text((await ask(club, f"purge <@{club.world.kim['id']}> last:2h"))["blocks"])
    assert "only an administrator may delete" in shown


async def test_an_alert_rings_for_a_group_and_a_person_once(
    club: FakeSlack, start_bot: StartBot
) -> None:
    mona = club.world.mona["id"]
    pings = {"ids": ["S0STAFF", mona, "1234567890"], "tiers": ["act"]}
    policy = Policy.model_validate(
        {"mode": "flag", "alerts": [club.world.moderators], "pings": pings}
    )
    await start_bot(policy)
    rude = await club.say("you buffoon <!channel>")
    alert = await club.wait_for_call("chat.postMessage")
    (ping,) = [block for block in alert.args["blocks"] if block["type"] == "section"]
    assert ping["text"]["text"] == f"<!subteam^S0STAFF> <@{mona}>"
    await club.edit(rude, "you buffoon, you buffoon")
    await club.wait_for_call("chat.update")
    await club.say("you silly")
    flagged = await club.wait_for_call("chat.postMessage", number=2)
    assert all(block["type"] != "section" for block in flagged.args["blocks"])
