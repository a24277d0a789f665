"""Slash commands, buttons and appeals on the wire of discord.py, through the whole bot."""

import asyncio

from discord import Permissions

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.server import FakeDiscord

MODERATOR = Permissions(manage_messages=True)


async def test_a_slash_command_is_answered(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot()
    typed = await club.interactions.command(
        "toxicity",
        "check",
        by=club.world.mona,
        permissions=MODERATOR,
        text="you buffoon",
    )
    (embed,) = (await typed.reply())["embeds"]
    assert "0.95" in embed["description"]


async def test_a_button_is_refused_to_a_member_who_is_no_moderator(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    pressed = await club.interactions.press(
        {"custom_id": "parley:delete:1"}, await club.alert(), by=club.world.kim
    )
    assert (await pressed.reply())["embeds"][0]["title"] == "Not done"
    assert club.requests("DELETE", MESSAGE) == []


async def test_an_appeal_is_shown_to_the_moderators_and_overturned_on_every_card(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE))
    await club.say("you buffoon")
    await club.alert()
    dm = club.world.open_dm(club.world.kim["id"])["id"]
    notice = club.world.add_message("", channel=dm, author=club.world.bot)
    interactions = club.interactions
    pressed = await interactions.press({"custom_id": "parley:appeal:1"}, notice, by=club.world.kim)
    form = await pressed.reply()
    field = form["components"][0]["components"][0]["custom_id"]
    filled = await interactions.submit(
        form, {field: "it was a joke"}, by=club.world.kim, in_channel=dm
    )
    await filled.reply()
    shown = await club.alert(number=2)
    assert "it was a joke" in str(shown["embeds"])
    overturn = await interactions.press(
        {"custom_id": "parley:overturn:1"}, shown, by=club.world.mona, permissions=MODERATOR
    )
    assert (await overturn.reply())["embeds"][0]["title"] != "Not done"
    await club.request("PATCH", MESSAGE, number=2)
    for card in club.shown(club.world.moderators)[:2]:
        assert "mona: Overturn" in str(card["embeds"])
        (row,) = card["components"]  # nothing is left to decide
        assert [button["label"] for button in row["components"]] == ["Member", "Never flag"]


async def test_administrators_count_export_and_forget(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say("you buffoon")
    await club.alert()
    ask = club.interactions.command
    olga = club.world.owner
    report = await ask("toxicity", "report", by=olga, days=7)
    await report.reply()
    export = await ask("toxicity", "export", by=olga)
    await export.reply()
    assert any(content.startswith(b"\x89PNG") for content in report.files.values())
    assert any(b"buffoon" in content for content in export.files.values())
    erase = await ask("toxicity", "erase", by=olga, member=club.world.kim, confirm="yes")
    await erase.reply()
    case = await ask("toxicity", "case", by=olga, number=1)
    assert "buffoon" not in str(await case.reply())


async def test_of_delete_and_dismiss_in_the_same_moment_one_wins_and_names_who_was_first(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    alert, press = await club.alert(), club.interactions.press
    olga, mona = club.world.owner, club.world.mona
    everything = Permissions.all()
    pressed = await asyncio.gather(
        press({"custom_id": "parley:delete:1"}, alert, by=mona, permissions=MODERATOR),
        press({"custom_id": "parley:dismiss:1"}, alert, by=olga, permissions=everything),
    )
    embeds = [(await each.reply())["embeds"][0] for each in pressed]
    (refusal,) = (embed for embed in embeds if embed["title"] == "Not done")
    names = {"Delete": mona["username"], "Dismiss": olga["username"]}
    assert any(f"{name}: {button}" in str(refusal) for button, name in names.items())
    assert len(club.requests("DELETE", MESSAGE)) == (embeds[1] is refusal)
