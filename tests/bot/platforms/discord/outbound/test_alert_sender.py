"""What moderators are shown, and where."""

import asyncio

import pytest
from discord import Embed

from bot.platforms.discord.platform import Discord
from bot.runtime.platform_stats import PlatformStats
from tests.bot.platforms.discord.conftest import MESSAGES, Ears
from tests.bot.platforms.discord.example_alerts import ALL, custom_ids, make_alert
from tests.fakes.discord.rest import MISSING_PERMISSIONS
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN


async def test_an_alert_says_all_that_a_moderator_needs(club: FakeDiscord, ears: Ears) -> None:
    await ears.platform.alert(make_alert(club))
    message = await club.alert()
    (card,) = message["embeds"]
    fields = {field["name"]: field["value"] for field in card["fields"]}
    assert card["title"] == "Case 17: refused: no permission, wanted: delete"
    assert card["description"] == "||you **buffoon**||"
    assert "2 strikes in 30 days" in fields["Author"]
    assert "https://discord.com/channels/1/2/3" in fields["Where"]
    assert "insult" in fields["Scores"]
    assert "0.95" in fields["Scores"]
    assert "act 0.90" in fields["Scores"]
    assert fields["Note"] == "reported by mona\nGive it."
    assert custom_ids(message) == [[f"parley:{button}:17" for button in ALL]]
    (sent,) = club.requests("POST", MESSAGES)
    assert sent.body["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a ||b|| c", "||a \\|\\|b\\|\\| c||"),
        ("**bold** _x_", "||\\*\\*bold\\*\\* \\_x\\_||"),
        ("@everyone <@1>", "||@\u200beveryone <\u200b@\u200b1>||"),
        ("", "*(nothing to read)*"),
    ],
)
async def test_nothing_in_a_text_leaves_the_spoiler_or_rings(
    club: FakeDiscord, ears: Ears, text: str, shown: str
) -> None:
    await ears.platform.alert(make_alert(club, text=text))
    assert (await club.alert())["embeds"][0]["description"] == shown


async def test_a_text_of_any_length_fits_into_a_card(club: FakeDiscord, ears: Ears) -> None:
    await asyncio.gather(
        *(ears.platform.alert(make_alert(club, n, text="*" * 9_000)) for n in range(5))
    )
    for message in club.shown(club.world.moderators):
        assert sum(len(Embed.from_dict(card)) for card in message["embeds"]) <= 6_000


async def test_many_at_once_are_gathered_into_one_with_a_row_of_buttons_each(
    club: FakeDiscord, ears: Ears
) -> None:
    await asyncio.gather(*(ears.platform.alert(make_alert(club, n)) for n in range(1, 5)))
    first, rest = club.shown(club.world.moderators)
    assert [len(first["embeds"]), len(rest["embeds"])] == [1, 3]
    assert [row[0] for row in custom_ids(rest)] == [f"parley:delete:{n}" for n in (2, 3, 4)]
    assert rest["components"][0]["components"][0]["label"] == "Delete 2"


async def test_a_flood_becomes_a_list(club: FakeDiscord, ears: Ears) -> None:
    await asyncio.gather(*(ears.platform.alert(make_alert(club, n)) for n in range(1, 32)))
    shown = club.shown(club.world.moderators)
    assert len(shown) == 3  # one at once, then 20 of those that waited, then the others
    text = "".join(str(message["embeds"]) for message in shown)
    assert all(f"**{n}**" in text or f"Case {n}:" in text for n in range(1, 32))


async def add(club: FakeDiscord, name: str, *, is_hidden: bool) -> str:
    overwrites = club.world.hidden() if is_hidden else []
    channel = club.world.add_channel(name, overwrites=overwrites)
    await club.gateway.tell("CHANNEL_CREATE", club.world.channels[channel])
    return channel


async def shown_in(club: FakeDiscord, ears: Ears) -> str:
    await club.say("hello")  # whatever was told before has been heard once this has
    await ears.until(1)
    await ears.platform.alert(make_alert(club))
    return (await club.request("POST", MESSAGES)).ids["channel"]


async def test_a_channel_called_parley_is_the_moderators_channel(
    club: FakeDiscord, ears: Ears
) -> None:
    ours = await add(club, "parley-alerts", is_hidden=True)
    assert await shown_in(club, ears) == ours


async def test_else_a_hidden_channel_whose_name_speaks_of_moderators(
    club: FakeDiscord, ears: Ears
) -> None:
    await add(club, "ask-the-mods", is_hidden=False)
    await add(club, "modern-art", is_hidden=True)
    assert await shown_in(club, ears) == club.world.moderators


async def test_the_owners_choice_goes_before_all(club: FakeDiscord, ears: Ears) -> None:
    chosen = await add(club, "tea", is_hidden=False)
    await add(club, "parley", is_hidden=True)
    ears.platform._alerts._chosen = [chosen]
    assert await shown_in(club, ears) == chosen


@pytest.mark.parametrize("kind", ["safety_alerts", "public_updates"])
async def test_else_one_that_discord_knows_as_the_moderators(
    club: FakeDiscord, ears: Ears, kind: str
) -> None:
    known = await add(club, "tea", is_hidden=False)
    await club.gateway.tell("CHANNEL_DELETE", club.world.channels[club.world.moderators])
    guild = {**club.world.guilds[club.world.guild], f"{kind}_channel_id": known}
    del guild["channels"]
    await club.gateway.tell("GUILD_UPDATE", guild)
    assert await shown_in(club, ears) == known


async def test_what_discord_has_no_time_for_is_shown_later(club: FakeDiscord, ears: Ears) -> None:
    club.rest.waits["POST", MESSAGES] = [0.01]
    await ears.platform.alert(make_alert(club))
    assert len(club.shown(club.world.moderators)) == 1


async def test_an_alert_that_is_refused_is_told_in_the_log_with_the_remedy(
    club: FakeDiscord, ears: Ears, capsys: pytest.CaptureFixture[str]
) -> None:
    club.rest.refuse("POST", MESSAGES, MISSING_PERMISSIONS)
    await ears.platform.alert(make_alert(club))
    said = capsys.readouterr().out
    assert "alerts not shown" in said
    assert "Send Messages" in said
    assert "[17]" in said


async def test_where_there_is_none_the_log_says_what_helps(
    club: FakeDiscord, ears: Ears, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = club.world.channels[club.world.moderators]
    await club.gateway.tell("CHANNEL_DELETE", gone)
    await club.say("hello")
    await ears.until(1)
    await ears.platform.alert(make_alert(club))
    said = capsys.readouterr().out
    assert "no channel for alerts" in said
    assert 'make a private channel called "parley"' in said
    assert "buffoon" not in said


@pytest.mark.usefixtures("led_to_the_fake")
async def test_a_server_without_one_is_named_at_the_start(
    club: FakeDiscord, capsys: pytest.CaptureFixture[str]
) -> None:
    club.world.guilds[club.world.guild]["channels"].remove(
        club.world.channels[club.world.moderators]
    )
    async with Discord(
        TOKEN, alert_channels=(), progress=PlatformStats("discord"), ready_within=0.02
    ):
        pass
    assert "no channel for alerts" in capsys.readouterr().out
