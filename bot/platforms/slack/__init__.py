"""Slack, through slack-bolt and slack_sdk.

`platform` is the composition root; `checks` is for `doctor`. Below them, each folder imports only those after
it: `interactions` (slash commands, shortcuts, buttons, views, the App Home), `outbound` (actions, alerts,
direct messages, files), `inbound` (events converted to messages, users, channels, backfill) and `connection`
(tokens, workspaces, Socket Mode, HTTP events, OAuth installations, API errors and their outcomes).
"""

from collections.abc import Mapping

from pydantic import SecretStr

from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.runtime.platform_port import Platform, PlatformContext


def build(context: PlatformContext) -> Platform:
    """Build the platform for the app of the tokens."""
    # Imported here, so that a bot on another platform does not load slack-bolt.
    from bot.platforms.slack.platform import Slack  # noqa: PLC0415

    return Slack(
        {name: token.get_secret_value() for name, token in context.tokens.items()},
        policy=context.policy,
        stats=context.stats,
        since=context.since,
        cards=context.cards,
        find_alert_channel=context.find_alert_channel,
        address=context.address,
        database=context.database,
    )


async def run_checks(tokens: Mapping[str, SecretStr], policy: Policy) -> list[CheckResult]:
    """Check the tokens, and what the policy needs of the workspace."""
    from bot.platforms.slack import checks  # noqa: PLC0415 - as above

    own = {name: token.get_secret_value() for name, token in tokens.items()}
    return await checks.run_checks(own, policy)
