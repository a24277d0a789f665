"""Doctor checks of Slack."""

import pytest

from bot.domain.policy import Policy
from bot.platforms.slack.checks import run_checks
from bot.platforms.slack.connection.scopes import BOT_SCOPE_REASONS
from bot.platforms.slack.connection.tokens import APP, BOT, CLIENT, CLIENT_SECRET, SIGNING, USER
from tests.bot.platforms.slack.browser import OAUTH_TOKENS
from tests.bot.platforms.slack.conftest import TOKENS
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN, Token

pytestmark = pytest.mark.usefixtures("redirect_to_fake")

TOKEN_VALUES = {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}


async def list_results(policy: Policy | None = None, *, without: str = "") -> list[str]:
    """Run the checks; return a line each, marked "ok", "no" where it stops the start, or "!"."""
    tokens = {name: token for name, token in TOKENS.items() if name != without}
    results = await run_checks(tokens, policy or Policy())
    marks = {(True, True): "ok", (False, True): "no", (False, False): "!"}
    return [f"{marks[bool(one.is_ok), one.is_fatal]} {one.detail}" for one in results]


async def list_problems(policy: Policy | None = None) -> list[str]:
    return [line for line in await list_results(policy) if not line.startswith("ok ")]


async def test_each_passed_check_has_a_line() -> None:
    assert await list_results() == [
        "ok SLACK_BOT_TOKEN: parley in club, https://club.slack.com/",
        "ok alerts go to #moderators",
        "ok SLACK_APP_TOKEN: may open connections",
        "ok SLACK_USER_TOKEN: deletes as olga, who is an administrator",
    ]


@pytest.mark.parametrize("name", [BOT, APP, USER])
async def test_a_revoked_token_is_named_with_where_the_next_comes_from(
    club: FakeSlack, name: str
) -> None:
    club.world.tokens[TOKEN_VALUES[name]].error = "token_revoked"
    line = next(line for line in await list_problems() if line.startswith(f"no {name}"))
    assert "got a token that was revoked" in line
    assert "https://api.slack.com/apps" in line
    assert TOKEN_VALUES[name] not in line


async def test_every_scope_that_is_missing_is_named_with_its_reason_and_the_remedy(
    club: FakeSlack,
) -> None:
    owner = club.world.tokens[BOT_TOKEN]
    for scope, reason in BOT_SCOPE_REASONS.items():
        club.world.tokens[BOT_TOKEN] = Token(owner.user, owner.scopes - {scope})
        (line,) = await list_problems()
        assert line.startswith(f"no SLACK_BOT_TOKEN lacks the scope {scope} ({reason}): add it")
        assert "install the app again" in line


async def test_an_apps_token_without_its_scope_is_named(club: FakeSlack) -> None:
    club.world.tokens[APP_TOKEN] = Token(club.world.bot["id"], frozenset())
    (line,) = await list_problems()
    assert line.startswith("no SLACK_APP_TOKEN: got a token without connections:write")


async def test_an_administrators_token_that_may_not_write_is_named(club: FakeSlack) -> None:
    club.world.tokens[USER_TOKEN] = Token(club.world.olga["id"], frozenset({"users:read"}))
    (line,) = await list_problems()
    assert line.startswith("no SLACK_USER_TOKEN lacks the scope chat:write (to delete")


async def test_the_token_of_somebody_who_is_no_administrator_is_named(club: FakeSlack) -> None:
    club.world.tokens[USER_TOKEN].user = club.world.kim["id"]
    (line,) = await list_problems()
    assert line.startswith("no SLACK_USER_TOKEN is of kim, who may delete nothing of others")


async def test_a_token_from_another_workspace_is_named(club: FakeSlack) -> None:
    club.world.tokens[USER_TOKEN].team = "T0OTHER"
    (line,) = await list_problems()
    assert line.startswith("no SLACK_USER_TOKEN is of another workspace")


async def test_without_an_administrators_token_it_can_start_and_it_says_what_it_cannot_do() -> None:
    (*_, line) = await list_results(without=USER)
    assert line.startswith("! SLACK_USER_TOKEN is not set: what members wrote cannot be deleted")


async def test_a_missing_moderators_channel_is_named_with_the_remedy(club: FakeSlack) -> None:
    club.world.channels[club.world.moderators]["name"] = "tea"
    (line,) = await list_problems()
    assert line.startswith("no no channel for alerts; have an administrator make a private channel")


async def test_a_moderators_channel_that_the_bot_is_not_in_is_named(club: FakeSlack) -> None:
    elsewhere = Policy(alerts=frozenset({club.world.random}))
    (line,) = await list_problems(elsewhere)
    assert line.startswith(f"no alerts names {club.world.random}, where Parley is not")
    assert "/invite @Parley" in line


async def test_no_answer_from_slack_is_a_problem(club: FakeSlack) -> None:
    club.api.broken_statuses["auth.test"] = 503
    assert (await list_problems())[0].startswith("no Slack answers")


async def test_the_signing_secret_cannot_be_checked() -> None:
    called = {BOT: BOT_TOKEN, SIGNING: "s", USER: USER_TOKEN}
    *results, last = await run_checks(called, Policy())
    assert all(result.is_ok for result in results)
    assert (last.is_ok, last.detail.partition(":")[0]) == (None, SIGNING)


async def test_tokens_of_different_modes_are_a_problem() -> None:
    (result,) = await run_checks(
        {**TOKENS, CLIENT: "1.2", CLIENT_SECRET: "c", SIGNING: "s"}, Policy()
    )
    assert result.is_ok is False
    assert result.detail.startswith(f"{APP}: got a token; allowed: none where {CLIENT} is set")


async def test_the_apps_client_secret_is_checked() -> None:
    right, _ = await run_checks(OAUTH_TOKENS, Policy())
    assert right.is_ok
    wrong, _ = await run_checks({**OAUTH_TOKENS, CLIENT_SECRET: "wrong"}, Policy())
    assert wrong.is_ok is False
    assert "bad_client_secret" in wrong.detail
    assert "Basic Information" in wrong.detail
