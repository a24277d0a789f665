"""Every way in which text reaches a channel."""

import asyncio

import pytest

from bot.platforms.slack.messages import read_ts, write_ts
from bot.platforms.slack.people import People
from bot.platforms.slack.words import find_words
from bot.policy import Exemptions, Mode, Policy
from bot.scoring import Overflow
from classifier import clean
from tests.bot.slack.conftest import Ears, StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON


def rich(*leaves: JSON) -> list[JSON]:
    """Blocks as Slack's own clients make them of what is typed."""
    section = {"type": "rich_text_section", "elements": list(leaves)}
    return [{"type": "rich_text", "elements": [section]}]


def leaf(text: str, **more: object) -> JSON:
    return {"type": "text", "text": text, **more}


async def test_a_message_comes_with_its_author_its_places_and_a_link(
    club: FakeSlack, ears: Ears
) -> None:
    said = await club.say("hello")
    await ears.until(1)
    (message,) = ears.messages
    world = club.world
    assert (message.id, message.text, message.author.name) == (said["ts"], "hello", "kim")
    assert message.places == (world.general, world.team)
    number = said["ts"].replace(".", "")
    assert message.link == f"https://club.slack.com/archives/{world.general}/p{number}"
    assert message.sent_at.microsecond == int(said["ts"].partition(".")[2])
    assert not message.author.is_moderator
    assert message.edited_at is None


def test_no_digit_of_a_moment_is_lost_on_the_way_there_and_back() -> None:
    for ts in ("1700000000.000001", "1700000000.123457", "1999999999.999999"):
        assert write_ts(read_ts(ts)) == ts
    assert read_ts("1700000000.1").microsecond == 100_000


@pytest.mark.parametrize("subtype", [None, "thread_broadcast"])
async def test_a_reply_is_in_its_thread_also_where_it_was_sent_to_the_channel_too(
    club: FakeSlack, ears: Ears, subtype: str | None
) -> None:
    parent = club.world.add_message("hello")
    fields = {"subtype": subtype, "root": parent} if subtype else {}
    await club.say("me too", thread_ts=parent["ts"], **fields)
    await ears.until(1)
    (message,) = ears.messages
    assert message.places == (parent["ts"], club.world.general, club.world.team)
    assert f"thread_ts={parent['ts']}&cid={club.world.general}" in message.link


async def test_what_begins_a_thread_is_in_the_channel(club: FakeSlack, ears: Ears) -> None:
    ts = club.world.make_ts()
    await club.say("hello", ts=ts, thread_ts=ts, reply_count=1)
    await ears.until(1)
    assert ears.messages[0].thread is None


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
    people, kim = People(now=lambda: clock[0]), club.world.kim
    (workspace,) = ears.platform._workspaces.all()
    found = []
    for seconds in (0.0, 3_000.0, 4_000.0):
        clock[0] = seconds
        found.append((await people.find(workspace, kim["id"])).is_moderator)
        kim["is_admin"] = True
    assert found == [False, False, True]


def file(**fields: object) -> JSON:
    return {"id": "F1", "name": "tea.png", "mimetype": "image/png", **fields}


WORDS: dict[str, JSON] = {
    "a file": {"files": [file(title="which is best", alt_txt="tea")], "subtype": "file_share"},
    "rich text": {"blocks": rich(leaf("which is best: "), leaf("tea", style={"bold": True}))},
    "a list": {
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_list", "elements": rich(leaf(said))[0]["elements"]}
                    for said in ("which is best", "tea")
                ],
            }
        ]
    },
    "sections": {
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "which is best"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "tea"}]},
        ]
    },
    "an image": {
        "blocks": [
            {
                "type": "image",
                "title": {"type": "plain_text", "text": "which is best"},
                "alt_text": "tea",
            }
        ]
    },
    "an attachment": {
        "attachments": [{"pretext": "which is best", "fields": [{"title": "a", "value": "tea"}]}]
    },
    "what was passed on": {
        "attachments": [
            {
                "is_share": True,
                "is_msg_unfurl": True,
                "from_url": "https://club.slack.com/archives/C1/p1",
                "message_blocks": [{"message": {"blocks": rich(leaf("which is best: tea"))}}],
            }
        ]
    },
    "an attachment of which only a line is left": {
        "attachments": [{"fallback": "which is best: tea"}]
    },
}


@pytest.mark.parametrize("kind", WORDS)
async def test_words_that_are_not_in_the_text_are_read(
    club: FakeSlack, ears: Ears, kind: str
) -> None:
    await club.say("", **WORDS[kind])
    (text,) = await ears.until(1)
    assert "which is best" in text
    assert "tea" in text


def test_blocks_that_say_what_the_text_says_are_not_read_twice() -> None:
    leaves = [
        leaf("Fish", style={"bold": True}),
        leaf(" & "),
        {"type": "emoji", "name": "tea"},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://example.org", "text": "there"},
    ]
    text = "*Fish* &amp; :tea:<@U1><!subteam^S1><#C1><!here><https://example.org|there>"
    assert [part for part in find_words({"text": text, "blocks": rich(*leaves)}) if part] == [text]
    hidden = rich(leaf("something else"))
    assert list(find_words({"text": "hello", "blocks": hidden})) == ["hello", "something else"]


def test_slacks_markup_is_read_as_people_read_it() -> None:
    text = "you <@U12> in <#C12|tea> see <https://example.org|this> &amp; *be* ~calm~ `now`"
    read = clean(text).text
    assert "<user>" in read
    assert "<channel>" in read
    assert "this & be calm now" in " ".join(read.split())


async def test_what_a_linked_page_says_of_itself_was_not_said_here(
    club: FakeSlack, ears: Ears
) -> None:
    link = "<https://example.org/tea>"
    previews: list[JSON] = [
        {"from_url": "https://example.org/tea", "title": "nonsense about tea", "fallback": "tea"},
        {"original_url": "https://example.org/tea", "text": "tea"},
        {"is_msg_unfurl": True, "from_url": "https://club.slack.com/x", "text": "tea"},
    ]
    await club.say(f"see {link}", attachments=previews)
    assert await ears.all() == [f"see {link}"]


async def test_snippets_are_read_up_to_64_kb_by_the_bots_token_and_pictures_not_at_all(
    club: FakeSlack, ears: Ears
) -> None:
    notes = club.attach("notes.txt", b"tea is " * 20_000, mode="snippet")
    picture = club.attach("tea.png", b"\x89PNG", mimetype="image/png")
    await club.say("look", files=[notes, picture], subtype="file_share")
    texts = await ears.until(5)
    assert texts[0].startswith("look\nnotes.txt\ntea.png\ntea is")
    assert 65_000 < sum(map(len, texts)) < 66_000
    assert [message.id for message in ears.messages][1].endswith("/2")
    assert club.fetched == ["notes.txt"]


async def test_of_a_file_that_cannot_be_had_the_preview_is_read(
    club: FakeSlack, ears: Ears
) -> None:
    kept = club.attach("notes.txt", b"tea", preview="coffee")
    address = kept["url_private"].replace("notes.txt", "gone.txt")
    elsewhere = kept["url_private"].replace("127.0.0.1", "localhost")
    for fields in ({"url_private": address}, {"url_private": elsewhere}, {"url_private": ""}):
        await club.say("look", files=[kept | fields])
        assert (await ears.until(len(ears.messages) + 1))[-1].endswith("coffee")
    assert club.fetched == []  # the bot's token goes nowhere but to Slack


async def test_an_edit_of_a_message_that_it_never_saw_is_a_version_of_its_own(
    club: FakeSlack, ears: Ears
) -> None:
    said = club.world.add_message("hello")
    await club.edit(said, "something else")
    assert await ears.until(1) == ["something else"]
    (message,) = ears.messages
    assert message.edited_at
    assert message.edited_at.timestamp() == float(said["edited"]["ts"])
    assert message.id == said["ts"]


async def test_an_edit_of_blocks_or_files_alone_is_an_edit_and_so_is_one_without_what_was_before(
    club: FakeSlack, ears: Ears
) -> None:
    said = club.world.add_message("hello")
    await club.edit(said, "hello", blocks=rich(leaf("something else")))
    await ears.until(1)
    await club.edit(said, "hello", files=[file(title="tea")])
    await ears.until(2)
    event = {"type": "message", "subtype": "message_changed", "message": {**said, "text": "bare"}}
    await club.bring_event({**event, "channel": club.world.general, "ts": club.world.make_ts()})
    assert len(await ears.until(3)) == 3


async def test_unfurled_links_and_marks_of_slacks_own_are_no_edits(
    club: FakeSlack, ears: Ears
) -> None:
    said = club.world.add_message("see <https://example.org>", edited={"user": "U1", "ts": "1.0"})
    before = dict(said)
    said["attachments"] = [{"from_url": "https://example.org", "title": "nonsense about tea"}]
    await club.change(said, before)
    before = dict(said)
    said["language"] = {"locale": "en"}
    await club.change(said, before)
    assert await ears.all() == []


SYSTEM = ["channel_join", "channel_leave", "channel_topic", "channel_name", "tombstone"]


async def test_it_skips_itself_slacks_own_words_and_what_is_deleted(
    club: FakeSlack, ears: Ears
) -> None:
    bot = club.world.bot
    alert = club.world.add_message("an alert", by=bot)
    await club.tell(alert)
    await club.tell({**club.world.add_message("no user"), "user": None, "bot_id": "B0PARLEY"})
    await club.edit(alert, "an alert, decided")
    for subtype in SYSTEM:
        await club.say("what kim did", subtype=subtype)
    gone = {"type": "message", "subtype": "message_deleted", "hidden": True}
    await club.bring_event(
        {
            **gone,
            "channel": club.world.general,
            "ts": club.world.make_ts(),
            "previous_message": club.world.add_message("it was rude"),
        }
    )
    assert await ears.all() == []


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


async def test_direct_messages_to_the_bot_and_private_channels_are_heard(
    club: FakeSlack, ears: Ears
) -> None:
    direct = club.world.open_direct(club.world.kim["id"])
    await club.say("hello bot", channel=direct)
    await club.say("hello moderators", channel=club.world.moderators)
    await ears.until(2)
    assert {message.channel for message in ears.messages} == {direct, club.world.moderators}


async def test_what_there_was_no_room_for_is_handed_over_again(club: FakeSlack, ears: Ears) -> None:
    room = asyncio.Event()
    ears.answers = [Overflow(room.wait)]
    await club.say("first")
    await ears.until(1)
    await club.say("second")
    await ears.until(2)
    room.set()
    assert await ears.until(3) == ["first", "second", "first"]
    assert ears.messages[2] == ears.messages[0]


async def test_the_same_event_four_times_on_two_connections_is_one_case(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await start_bot()
    assert len(club.wire.sockets) == 2
    said = club.world.add_message("you buffoon")
    event = club.make_event(said)
    deliveries = [
        await club.bring_event(event, on=0),
        await club.bring_event(event, on=1, retry=1, reason="http_timeout"),
        await club.bring_event(event, on=0, retry=2, reason="http_error"),
        await club.bring_event(event, on=1),
    ]
    for envelope in deliveries:
        await envelope.ack()
    await club.alert()
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=said["ts"])) == 1
    assert len(club.shown(club.world.moderators)) == 2


async def test_an_edit_that_comes_before_what_was_edited_is_acted_on_once(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    said = club.world.add_message("good morning")
    late = club.make_event(dict(said))
    await club.edit(said, "you buffoon")
    await club.call("chat.delete", ts=said["ts"])
    await club.bring_event(late)
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=said["ts"])) == 1


async def test_a_retry_that_is_the_only_delivery_acts(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    said = club.world.add_message("you buffoon")
    await club.tell(said, retry=1, reason="timeout")
    assert (await club.call("chat.delete"))["ts"] == said["ts"]


async def test_what_is_split_over_messages_goes_as_one(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    for letter in "buffoon":
        envelope = await club.tell(club.world.add_message(letter))
        await envelope.ack()
    await club.alert()
    assert len(club.calls("chat.delete")) == len("buffoon")
    assert club.shown(club.world.general) == []


JOINS = Policy(mode=Mode.ENFORCE, join_public_channels=True)


async def test_public_channels_are_joined_where_the_policy_says_so_and_new_ones_too(
    club: FakeSlack, start_bot: StartBot
) -> None:
    exempt = club.world.add_channel("quiet", has_bot=False)
    old = club.world.add_channel("old", has_bot=False, is_archived=True)
    club.world.add_channel("secret", has_bot=False, is_private=True)
    quiet = Exemptions(channels=frozenset({exempt}))
    await start_bot(JOINS.model_copy(update={"exempt": quiet}))
    await club.call("conversations.join", channel=club.world.random)
    new = club.world.add_channel("tea", has_bot=False)
    made = {"type": "channel_created", "channel": {"id": new, "name": "tea"}}
    await club.bring_event(made)
    await club.call("conversations.join", channel=new)
    await club.bring_event({"type": "channel_unarchive", "channel": old, "user": "U1"})
    await club.call("conversations.join", channel=old)
    said = await club.say("you buffoon", channel=club.world.random)
    assert (await club.call("chat.delete"))["ts"] == said["ts"]
    assert len(club.calls("conversations.join")) == 3


async def test_no_channel_is_joined_unasked(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    made = {"type": "channel_created", "channel": {"id": club.world.random, "name": "random"}}
    await (await club.bring_event(made)).ack()
    await club.say("you buffoon")
    await club.alert()
    assert club.calls("conversations.join") == []
