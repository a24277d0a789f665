"""Slack, through slack-bolt and slack_sdk.

`tokens` says which way they lead and what is wrong with one, `workspaces` signs in with those that are
right, `installations` keeps those of many workspaces. `app` is bolt's; `connection` brings it what comes
over the websocket of Socket Mode, `endpoint` what Slack calls, and `announcements` are of the app itself.
`hearing` makes messages of events with `words`, `snippets`, `messages` and `people`; `channels` joins what
the policy wants joined, and `backlog` reads what was missed. `enforcements` acts, `notices` tells members and
`alerts` moderators; `errors` reads what comes in the place of an answer, and `refusals` makes outcomes of it.

What people see: `cards` draws alerts, and `posted` knows where they stand; `answers` draws what one person
alone sees, `modals` windows and the page, all of `blocks` and `markup`. What they do: `commands` are typed
and chosen, `presses` pressed, `home` opened; `asking` carries it to the desk, and replies back, their files
as `parcels`. `groups` are Slack's roles.

`platform` joins them: it makes the app and has each part that listens put its listeners on it; `quiet`
keeps what bolt and slack_sdk log to itself. `scopes` says what the app may need to be allowed, and `examination` looks for
it before a start.
"""

from collections.abc import Mapping

from pydantic import SecretStr

from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.runtime.platform_port import Platform, PlatformContext


def build(launch: PlatformContext) -> Platform:
    """The platform for the app that the tokens are of."""
    # Here, so that a bot on the console does not carry slack-bolt about.
    from bot.platforms.slack.platform import Slack  # noqa: PLC0415

    return Slack(
        {name: token.get_secret_value() for name, token in launch.tokens.items()},
        policy=launch.policy,
        progress=launch.stats,
        since=launch.since,
        address=launch.address,
        engine=launch.engine,
    )


async def examine(tokens: Mapping[str, SecretStr], policy: Policy) -> list[CheckResult]:
    """What would keep the bot from working on Slack, as the policy wants it to."""
    from bot.platforms.slack import checks  # noqa: PLC0415 - as above

    own = {name: token.get_secret_value() for name, token in tokens.items()}
    return await checks.run_checks(own, policy)
