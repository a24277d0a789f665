"""A word of an alert that is never flagged again: the button, the words, the preview, over slack_sdk."""

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import JSON, render_text
from tests.bot.platforms.slack.test_desk import buttons_of, make_policy
from tests.fakes.slack.server import FakeSlack


async def shown_view(club: FakeSlack, *, number: int = 1) -> JSON:
    """Return what the modal shows by its first update (or the second, ...)."""
    update = await club.wait_for_call("views.update", number=number)
    return {**update["view"], "id": update["view_id"]}


async def press_in_view(club: FakeSlack, view: JSON, caption: str, *, number: int) -> JSON:
    """Press a button of a modal by its caption, and return what the modal shows next."""
    action, value = buttons_of(view["blocks"])[caption]
    await club.interactions.press_in_view(action, view, by=club.world.mona, value=value)
    return await shown_view(club, number=number)


async def test_an_alert_offers_its_words_shows_a_preview_and_flags_the_chosen_one_never_again(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await club.say("you total buffoon, drat!")
    alert = await club.alert()
    assert "buffoon" not in render_text(alert["blocks"])
    await club.interactions.press("parley:words:1", alert, by=club.world.mona)
    offered = await shown_view(club)
    assert list(buttons_of(offered["blocks"])) == ["buffoon", "drat"]
    asked = await press_in_view(club, offered, "buffoon", number=2)
    assert "Nothing is changed yet" in render_text(asked["blocks"])
    done = await press_in_view(club, asked, "Never, anywhere here", number=3)
    assert "is never counted" in render_text(done["blocks"])
    await club.say("such a buffoon")
    await club.say("drat that")
    latest = await club.alert(number=3)  # the change is announced between the two
    assert "parley:dismiss:2" in str(latest["blocks"])  # the other has become no case


async def test_a_member_who_is_no_moderator_is_shown_no_words(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await club.say("you buffoon")
    await club.interactions.press("parley:words:1", await club.alert(), by=club.world.kim)
    shown = await shown_view(club)
    assert "only moderators" in str(shown)
    assert "buffoon" not in str(shown)


async def test_an_alert_of_a_text_in_which_no_word_stands_out_has_no_such_button(
    club: FakeSlack, start_bot: StartBot
) -> None:
    policy = {"mode": Mode.FLAG, "unscored": {"language": "flag"}}
    policy["alerts"] = frozenset({club.world.moderators})
    await start_bot(Policy.model_validate(policy))
    await club.say("привет")
    assert "Never flag" not in buttons_of((await club.alert())["blocks"])
