"""`threshold`, `mode`, `exempt` and `settings`: a community's overrides of the policy file."""

from dataclasses import replace

import pytest

from bot.domain.actions import Action
from bot.domain.inline import ChannelMention, MemberMention, RichText, RoleMention
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import ChannelPolicy, Exemptions, LabelRule, Level, Mode, Policy
from bot.interactions.replies import Refusal
from bot.interactions.requests import (
    NameKind,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, RUDE, Club
from tests.fakes.rich_text import read


async def test_threshold_holds_at_once_where_it_was_set(club: Club) -> None:
    await club.say("how silly")
    await club.ask(SetThreshold(Label.INSULT, 0.2, 0.6, "lobby", is_confirmed=True))
    await club.say("silly me")
    await club.say("silly you", channel="garden", thread=None, category=None)
    done = [action for action, _ in club.platform.acted]
    assert done == [Action.FLAG, Action.DELETE, Action.FLAG]
    reply = await club.ask(SetThreshold(Label.INSULT, None, None, "lobby", is_confirmed=True))
    assert reply.lines[0] == RichText(
        "In ", ChannelMention("lobby"), ": flag from 0.50, delete from 0.90."
    )


async def test_mode_holds_at_once_and_policy_gives_it_back_to_the_file(club: Club) -> None:
    await club.ask(SetMode(Mode.FLAG))
    await club.say(RUDE)
    reply = await club.ask(SetMode(None, is_confirmed=True))
    await club.say("drat")
    assert [action for action, _ in club.platform.acted] == [Action.FLAG, Action.DELETE]
    assert reply.title == "Mode enforce"
    assert "as the policy file says" in read(reply.lines[0])


async def test_one_communitys_settings_are_not_anothers(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW))
    await club.say(RUDE, community="other")
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]


async def test_age_restricted_channels_can_be_set_as_one_place(club: Club) -> None:
    await club.ask(SetThreshold(Label.INSULT, "off", "off", AGE_RESTRICTED))
    await club.say(RUDE, is_age_restricted=True)
    assert club.platform.acted == []
    await club.say(RUDE)
    assert len(club.platform.acted) == 1


async def test_exempt_adds_removes_and_takes_away_what_the_file_exempts(
    make_club: MakeClub,
) -> None:
    in_file = Exemptions(roles=frozenset({"staff"}))
    club = make_club(Policy(mode=Mode.ENFORCE, exempt=in_file))
    steward, staff = (replace(KIM, roles=frozenset({role})) for role in ("steward", "staff"))
    await club.ask(SetExemption(is_exempt=True, kind="role", id="steward"))
    await club.ask(SetExemption(is_exempt=False, kind="role", id="staff"))
    await club.say(RUDE, author=steward)
    assert club.platform.acted == []
    await club.say(RUDE, author=staff)
    assert len(club.platform.acted) == 1
    await club.ask(SetExemption(is_exempt=True, kind="role", id="staff"))
    await club.ask(SetExemption(is_exempt=False, kind="role", id="steward"))
    await club.ask(SetExemption(is_exempt=True, kind="channel", id="lobby"))
    settings = await club.ask(ShowSettings())
    fields = {field.name: field.value for field in settings.fields}
    role, channel = RoleMention("staff"), ChannelMention("lobby")
    assert fields["Exempt"] == RichText("role ", role, ", ", channel, ", other bots")
    (channel_set, set_by) = fields["Set with /toxicity"].elements[::2]
    assert (channel_set, set_by) == (channel, MemberMention("mona-1"))


async def test_settings_are_those_of_the_place_one_asks_in(club: Club) -> None:
    await club.ask(SetThreshold(Label.TOXIC, 0.3, "off", "lobby"))
    here = await club.ask(ShowSettings())
    elsewhere = await club.ask(ShowSettings(), scopes=("garden", "club"))
    assert read(here.lines[0]) == "toxic: flag from 0.30"
    assert read(elsewhere.lines[0]) == "toxic: flag from 0.50, delete from 0.90"


@pytest.mark.parametrize(
    ("flag", "act", "reason"),
    [
        (0.95, "model", "with this, insult is acted on from 0.90, and flagged from 0.95"),
        ("model", 0.2, "with this, insult is acted on from 0.20, and flagged from 0.50"),
        (0.95, None, "with this, insult is acted on from 0.90, and flagged from 0.95"),
    ],
)
async def test_a_flag_threshold_above_the_models_act_threshold_is_refused(
    club: Club, flag: Level | None, act: Level | None, reason: str
) -> None:
    assert await club.refused(SetThreshold(Label.INSULT, flag, act)) == reason
    assert await club.pipeline.policies.list_overrides("club") == []


async def test_an_override_of_all_that_contradicts_that_of_a_channel_is_refused(club: Club) -> None:
    await club.ask(SetThreshold(Label.INSULT, "off", 0.3, "lobby"))
    await club.ask(SetThreshold(Label.INSULT, None, 0.6, "lobby"))
    refusal = await club.refused(SetThreshold(Label.INSULT, 0.7, 0.9))
    assert refusal == "with this, insult is acted on from 0.60, and flagged from 0.70"


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        (NameKind.CHANNEL, SetMode(Mode.ENFORCE, "nowhere")),
        (NameKind.CHANNEL, SetThreshold(Label.TOXIC, 0.5, 0.9, "nowhere")),
        (NameKind.CHANNEL, SetExemption(is_exempt=True, kind="channel", id="nowhere")),
        (NameKind.ROLE, SetExemption(is_exempt=True, kind="role", id="nowhere")),
        (NameKind.MEMBER, SetExemption(is_exempt=True, kind="user", id="nowhere")),
    ],
)
async def test_a_setting_of_what_does_not_exist_is_refused(
    club: Club, kind: NameKind, command: SetMode | SetThreshold | SetExemption
) -> None:
    club.platform.unknown = {(kind, "nowhere")}
    assert await club.refused(command) == f'"nowhere" is no {kind} that I know here'
    assert await club.pipeline.policies.list_overrides("club") == []
    assert club.platform.announced == []


async def test_what_is_gone_can_be_given_back_to_the_file(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW, "attic"))
    await club.ask(SetExemption(is_exempt=True, kind="role", id="old"))
    club.platform.unknown = {(NameKind.CHANNEL, "attic"), (NameKind.ROLE, "old")}
    await club.ask(SetMode(None, "attic"))
    await club.ask(SetExemption(is_exempt=False, kind="role", id="old"))
    assert await club.pipeline.policies.list_overrides("club") == []


async def test_a_user_can_be_exempt(club: Club) -> None:
    await club.ask(SetExemption(is_exempt=True, kind="user", id="kim-1"))
    await club.say(RUDE)
    assert club.platform.acted == []


async def test_the_other_moderators_are_told_of_a_change(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW))
    (told,) = club.platform.announced
    assert read(told.lines[0]) == (
        "@mona-1 set the mode to shadow. "
        "Everywhere that nothing else is set: I record what I would do, and do nothing."
    )


async def test_thresholds_that_contradict_each_other_on_different_levels_are_refused(
    club: Club,
) -> None:
    club.platform.around = {"thread-1": ("lobby", "rooms"), "lobby": ("rooms",)}
    await club.ask(SetThreshold(Label.INSULT, 0.7, None, "lobby"))
    refusal = await club.ask_for(Refusal, SetThreshold(Label.INSULT, 0.2, 0.6, "rooms"))
    assert refusal.reason == "with this, insult is acted on from 0.60, and flagged from 0.70"
    assert "act from 0.70, or a lower flag, also in a channel with" in refusal.remedy
    await club.ask(SetThreshold(Label.INSULT, 0.2, 0.8, "rooms"))
    assert "flagged from 0.85" in await club.refused(
        SetThreshold(Label.INSULT, 0.85, None, "thread-1")
    )
    assert "flagged from 0.95" in await club.refused(SetThreshold(Label.INSULT, 0.95, None))


async def test_thresholds_of_channels_that_have_nothing_to_do_with_each_other_may_differ(
    club: Club,
) -> None:
    await club.ask(SetThreshold(Label.INSULT, 0.85, None, "lobby"))
    await club.ask(SetThreshold(Label.INSULT, 0.2, 0.6, "garden"))


async def test_settings_name_what_a_policy_file_contradicts_on_different_levels(
    make_club: MakeClub,
) -> None:
    channels = {
        "lobby": ChannelPolicy(labels={Label.INSULT: LabelRule(flag=0.7)}),
        "rooms": ChannelPolicy(labels={Label.INSULT: LabelRule(act=0.6)}),
    }
    club = make_club(Policy(channels=channels))
    wrong = "This contradicts itself here: insult is acted on from 0.60, and flagged from 0.70."
    assert RichText(wrong) in (await club.ask(ShowSettings())).lines
    elsewhere = await club.ask(ShowSettings(), scopes=("rooms", "club"))
    assert RichText(wrong) not in elsewhere.lines
