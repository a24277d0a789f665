"""A channel that an administrator confirms for alerts."""

from bot.domain.message import Author
from bot.domain.policy import Policy
from bot.interactions.requests import ConfirmAlertChannel, ShowSettings
from tests.bot.conftest import MakeClub
from tests.fakes.club import MONA
from tests.fakes.rich_text import read


async def test_it_is_stored_shown_in_settings_and_changes_nothing_else(make_club: MakeClub) -> None:
    club = make_club(Policy(administrator_ids=frozenset({MONA.id})))
    before = await club.pipeline.policies.resolve("club")
    await club.ask(ConfirmAlertChannel("room"), by=MONA)
    assert await club.pipeline.policies.resolve("club") == before
    overrides = club.pipeline.store.policy_overrides
    assert await overrides.find_alert_channel("fake", "club") == "room"
    assert await overrides.find_alert_channel("fake", "elsewhere") is None
    settings = await club.ask(ShowSettings(), by=MONA)
    shown = {field.name: read(field.value) for field in settings.fields}
    assert shown["Set with /toxicity"].startswith("alerts go to #room (@mona-1, ")


async def test_a_moderator_who_is_no_administrator_cannot(make_club: MakeClub) -> None:
    club = make_club(Policy(moderator_ids=frozenset({"ann-1"})))
    refusal = await club.refused(ConfirmAlertChannel("room"), by=Author("ann-1", "ann"))
    assert "only administrators" in refusal
