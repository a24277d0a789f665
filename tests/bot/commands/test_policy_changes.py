"""`threshold`, `mode`, `exempt` and `settings`: what a community wants otherwise, and what holds."""

from dataclasses import replace

from bot.domain.actions import Action
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Exemptions, Mode, Policy
from bot.interactions.requests import (
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, RUDE, Club


async def test_threshold_holds_at_once_where_it_was_set(club: Club) -> None:
    await club.say("how silly")
    await club.ask(SetThreshold(Label.INSULT, 0.2, 0.6, "lobby"))
    await club.say("silly me")
    await club.say("silly you", channel="garden", thread=None, category=None)
    done = [action for action, _ in club.platform.acted]
    assert done == [Action.FLAG, Action.DELETE, Action.FLAG]
    reply = await club.ask(SetThreshold(Label.INSULT, None, None, "lobby"))
    assert reply.lines == ("In <#lobby>: flag from 0.50, delete from 0.90.",)


async def test_mode_holds_at_once_and_policy_gives_it_back_to_the_file(club: Club) -> None:
    await club.ask(SetMode(Mode.FLAG))
    await club.say(RUDE)
    reply = await club.ask(SetMode(None))
    await club.say("drat")
    assert [action for action, _ in club.platform.acted] == [Action.FLAG, Action.DELETE]
    assert reply.title == "Mode enforce"
    assert "as the policy file says" in reply.lines[0]


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
    told = {field.name: field.value for field in settings.fields}
    assert told["Exempt"] == "role <@&staff>, <#lobby>, other bots"
    assert told["Set with /toxicity"] == "<#lobby>: exempt"


async def test_settings_are_those_of_the_place_one_asks_in(club: Club) -> None:
    await club.ask(SetThreshold(Label.TOXIC, 0.3, "off", "lobby"))
    here = await club.ask(ShowSettings())
    elsewhere = await club.ask(ShowSettings(), scopes=("garden", "club"))
    assert here.lines[0] == "toxic: flag from 0.30"
    assert elsewhere.lines[0] == "toxic: flag from 0.50, delete from 0.90"
