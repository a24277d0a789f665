"""Own words over the wire of discord.py: set by a slash command, found in disguise, and let go from a case."""

from typing import Any

from discord import Permissions

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.payloads import make_member
from tests.fakes.discord.server import FakeDiscord

MODERATOR = Permissions(manage_messages=True)
ENFORCE = Policy(mode=Mode.ENFORCE)


async def run(club: FakeDiscord, *names: str, **options: Any) -> dict[str, Any]:
    typed = await club.interactions.command(
        "toxicity", *names, by=club.world.mona, permissions=MODERATOR, **options
    )
    return await typed.reply()


async def press(club: FakeDiscord, button: dict[str, Any]) -> dict[str, Any]:
    under = club.world.add_message("", channel=club.world.general)
    pressed = await club.interactions.press(
        button, under, by=club.world.mona, permissions=MODERATOR
    )
    return await pressed.reply()


def find_button(answer: dict[str, Any], label: str) -> dict[str, Any]:
    buttons = [each for row in answer["components"] for each in row["components"]]
    return next(each for each in buttons if each["label"] == label)


async def test_a_word_that_is_added_is_deleted_in_disguise_and_the_alert_hides_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(ENFORCE)
    added = await run(club, "word", "add", term="kys", counts="threat", tier="act")
    assert "||kys||" in added["embeds"][0]["description"]
    await club.say("hey **K.Y.S** `now`")
    embed = (await club.alert(number=2))["embeds"][0]  # the first tells of the change
    (note,) = [field["value"] for field in embed["fields"] if field["name"] == "Note"]
    assert note.startswith("own word ||kys||, threat: delete")
    assert "**K.Y.S**" in embed["description"].replace("\\", "")
    assert len(club.requests("DELETE", MESSAGE)) == 1


async def test_a_nickname_and_a_thread_name_have_own_words_too(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(ENFORCE)
    await run(club, "word", "add", term="kys", counts="threat")
    await club.say("hello", member=make_member(None, nick="xX kys Xx"))
    assert "own word" in str((await club.alert(number=2))["embeds"][0]["fields"])
    thread = club.world.add_thread("all k y s", parent=club.world.general)
    await club.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
    assert "own word" in str((await club.alert(number=3))["embeds"][0]["fields"])


async def test_a_case_offers_its_words_and_a_button_never_flags_one_again(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(ENFORCE)
    await club.say("you buffoon")
    await club.alert()
    case = await run(club, "case", number=1)
    menu = await press(club, find_button(case, "Never flag a word of it"))
    chosen = await press(club, find_button(menu, "buffoon"))
    assert "1 left alone instead of deleted" in str(chosen["embeds"])
    assert "Nothing is changed yet." in str(chosen["embeds"])
    done = await press(club, find_button(chosen, "Never, anywhere here"))
    assert "is never counted" in str(done["embeds"])
    await club.say("that Buffoon of a cat")
    shown = await run(club, "word", "test", text="b u f f o o n")
    assert "never counted" in str(shown["embeds"])
    assert len(club.requests("DELETE", MESSAGE)) == 1


async def test_words_are_listed_and_completed_and_who_is_no_moderator_is_refused(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(ENFORCE)
    await run(club, "word", "add", term="teapot*", counts="insult")
    assert "||teapot\\*||" in str((await run(club, "word", "list"))["embeds"][0]["fields"]).replace(
        "\\\\", "\\"
    )
    typing = await club.interactions.autocomplete(
        "toxicity", "word", "remove", by=club.world.mona, permissions=MODERATOR, term="te"
    )
    assert "teapot*" in str(await typing.reply())
    by_kim = await club.interactions.command("toxicity", "word", "list", by=club.world.kim)
    assert (await by_kim.reply())["embeds"][0]["title"] == "Not done"
    bad = await run(club, "word", "add", term="*", counts="never")
    assert 'term cannot be "*"' in str(bad["embeds"]).replace("\\", "")
