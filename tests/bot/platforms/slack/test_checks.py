"""What `doctor` says of Slack."""

import pytest

from bot.domain.policy import Policy
from bot.platforms.slack.checks import run_checks
from bot.platforms.slack.connection.scopes import REASONS
from bot.platforms.slack.connection.tokens import APP, BOT, CLIENT, CLIENT_SECRET, SIGNING, USER
from tests.bot.platforms.slack.browser import OF_AN_APP
from tests.bot.platforms.slack.conftest import TOKENS
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN, Token

pytestmark = pytest.mark.usefixtures("led_to_the_fake")

VALUES = {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}


async def look(policy: Policy | None = None, *, without: str = "") -> list[str]:
    """What is said, each with its mark: what keeps it from starting is a "no"."""
    tokens = {name: token for name, token in TOKENS.items() if name != without}
    found = await run_checks(tokens, policy or Policy())
    marks = {(True, True): "ok", (False, True): "no", (False, False): "!"}
    return [f"{marks[bool(one.is_fine), one.is_fatal]} {one.says}" for one in found]


async def faults(policy: Policy | None = None) -> list[str]:
    return [said for said in await look(policy) if not said.startswith("ok ")]


async def test_where_all_is_right_each_check_has_a_line() -> None:
    assert await look() == [
        "ok SLACK_BOT_TOKEN: parley in club, https://club.slack.com/",
        "ok alerts go to #moderators",
        "ok SLACK_APP_TOKEN: may open connections",
        "ok SLACK_USER_TOKEN: deletes as olga, who is an administrator",
    ]


@pytest.mark.parametrize("name", [BOT, APP, USER])
async def test_a_revoked_token_is_named_with_where_the_next_comes_from(
    club: FakeSlack, name: str
) -> None:
    club.world.tokens[VALUES[name]].fault = "token_revoked"
    said = next(said for said in await faults() if said.startswith(f"no {name}"))
    assert "got a token that was revoked" in said
    assert "https://api.slack.com/apps" in said
    assert VALUES[name] not in said


async def test_every_scope_that_is_missing_is_named_with_its_reason_and_the_remedy(
    club: FakeSlack,
) -> None:
    owner = club.world.tokens[BOT_TOKEN]
    for scope, reason in REASONS.items():
        club.world.tokens[BOT_TOKEN] = Token(owner.user, owner.scopes - {scope})
        (said,) = await faults()
        assert said.startswith(f"no SLACK_BOT_TOKEN lacks the scope {scope} ({reason}): add it")
        assert "install the app again" in said


async def test_an_apps_token_without_its_scope_is_named(club: FakeSlack) -> None:
    club.world.tokens[APP_TOKEN] = Token(club.world.bot["id"], frozenset())
    (said,) = await faults()
    assert said.startswith("no SLACK_APP_TOKEN: got a token without connections:write")


async def test_an_administrators_token_that_may_not_write_is_named(club: FakeSlack) -> None:
    club.world.tokens[USER_TOKEN] = Token(club.world.olga["id"], frozenset({"users:read"}))
    (said,) = await faults()
    assert said.startswith("no SLACK_USER_TOKEN lacks the scope chat:write (to delete")


async def test_the_token_of_somebody_who_is_no_administrator_is_named(club: FakeSlack) -> None:
    club.world.tokens[USER_TOKEN].user = club.world.kim["id"]
    (said,) = await faults()
    assert said.startswith("no SLACK_USER_TOKEN is of kim, who may delete nothing of others")


async def test_a_token_from_another_workspace_is_named(club: FakeSlack) -> None:
    club.world.tokens[USER_TOKEN].team = "T0OTHER"
    (said,) = await faults()
    assert said.startswith("no SLACK_USER_TOKEN is of another workspace")


async def test_without_an_administrators_token_it_can_start_and_it_says_what_it_cannot_do() -> None:
    (*_, said) = await look(without=USER)
    assert said.startswith("! SLACK_USER_TOKEN is not set: what members wrote cannot be deleted")


async def test_a_missing_moderators_channel_is_named_with_the_remedy(club: FakeSlack) -> None:
    club.world.channels[club.world.moderators]["name"] = "tea"
    (said,) = await faults()
    assert said.startswith("no no channel for alerts; make a private channel")


async def test_a_moderators_channel_that_the_bot_is_not_in_is_named(club: FakeSlack) -> None:
    elsewhere = Policy(alerts=frozenset({club.world.random}))
    (said,) = await faults(elsewhere)
    assert said.startswith(f"no alerts names {club.world.random}, where Parley is not")
    assert "/invite @Parley" in said


async def test_no_answer_from_slack_is_a_fault(club: FakeSlack) -> None:
    club.web.broken["auth.test"] = 503
    assert (await faults())[0].startswith("no Slack answers")


async def test_what_slack_signs_with_shows_only_when_it_calls() -> None:
    called = {BOT: BOT_TOKEN, SIGNING: "s", USER: USER_TOKEN}
    *found, last = await run_checks(called, Policy())
    assert all(finding.is_fine for finding in found)
    assert (last.is_fine, last.says.partition(":")[0]) == (None, SIGNING)


async def test_tokens_for_different_ways_are_a_fault() -> None:
    (finding,) = await run_checks(
        {**TOKENS, CLIENT: "1.2", CLIENT_SECRET: "c", SIGNING: "s"}, Policy()
    )
    assert finding.is_fine is False
    assert finding.says.startswith(f"{APP}: got a token; allowed: none where {CLIENT} is set")


async def test_doctor_says_whether_the_apps_own_secret_is_right() -> None:
    right, _ = await run_checks(OF_AN_APP, Policy())
    assert right.is_fine
    wrong, _ = await run_checks({**OF_AN_APP, CLIENT_SECRET: "wrong"}, Policy())
    assert wrong.is_fine is False
    assert "bad_client_secret" in wrong.says
    assert "Basic Information" in wrong.says
