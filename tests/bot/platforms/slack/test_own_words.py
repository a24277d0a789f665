"""Own words over the wire of slack-bolt: set by a typed line, found in disguise, and let go from a case."""

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import JSON, render_text
from tests.fakes.slack.server import FakeSlack


def policy(club: FakeSlack) -> Policy:
    return Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}))


async def run(club: FakeSlack, line: str) -> list[JSON]:
    typed = await club.interactions.command(line, by=club.world.mona)
    blocks: list[JSON] = (await typed.reply())["blocks"]
    return blocks


def find_button(blocks: list[JSON], caption: str) -> JSON:
    buttons = [each for block in blocks for each in block.get("elements", []) if "text" in each]
    return next(each for each in buttons if each["text"]["text"] == caption)


async def press(club: FakeSlack, button: JSON) -> list[JSON]:
    under = club.world.add_message("", channel=club.world.general)
    pressed = await club.interactions.press(
        button["action_id"], under, by=club.world.mona, value=button["value"]
    )
    blocks: list[JSON] = (await pressed.reply())["blocks"]
    return blocks


async def test_a_word_that_is_added_counts_in_disguise_and_the_alert_only_hints_at_it(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(policy(club))
    assert "always counts as threat" in render_text(await run(club, "word add kys threat act"))
    await club.say("hey *K.Y.S* `now`")
    alert = await club.alert(number=2)  # the first tells of the change
    shown = render_text(alert["blocks"])
    assert "own word k•s, threat: delete" in shown
    assert "kys" not in str(alert)
    assert "kys" in render_text(await run(club, "case 1"))
    assert "kys (threat: delete)" in render_text(await run(club, "word test k y s"))


async def test_a_case_offers_its_words_and_a_button_never_flags_one_again(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(policy(club))
    await club.say("you buffoon")
    await club.alert()
    menu = await press(club, find_button(await run(club, "case 1"), "Never flag a word of it"))
    chosen = await press(club, find_button(menu, "buffoon"))
    assert "1 left alone instead of" in render_text(chosen)
    done = await press(club, find_button(chosen, "Never, anywhere here"))
    assert "buffoon is never counted" in render_text(done)
    assert "Never counted" in render_text(await run(club, "word list"))


async def test_a_bad_word_and_who_is_no_moderator_are_refused(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(policy(club))
    assert 'term cannot be "*"' in render_text(await run(club, "word add * never"))
    typed = await club.interactions.command("word list", by=club.world.kim)
    assert "only moderators" in render_text((await typed.reply())["blocks"])
