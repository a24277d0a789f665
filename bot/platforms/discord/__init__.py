"""Discord, through discord.py.

`connection` hears events, `hearing` makes messages of them with `words`, `files` and `messages`,
`blanks` notices if their words are withheld, `absence` knows since when something was missed, `backlog`
reads it. `enforcements` acts, `refusals` reads what Discord answers, `notices` tells members and `alerts`
moderators, both in `cards`; `moderators` finds the channel for that. `commands` and `asking` carry what
people ask to the desk, and its replies back; `redrawing` shows in the alert what came of it, `choices`
are offered while they type. `platform` joins them, and `permissions` says what they may need;
`examination` looks for it before a start.
"""

from collections.abc import Mapping

from pydantic import SecretStr

from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.runtime.platform_port import Platform, PlatformContext


def build(launch: PlatformContext) -> Platform:
    """The platform for the bot that the token is of."""
    # Here, so that a bot on the console does not carry discord.py about.
    from bot.platforms.discord.platform import Discord  # noqa: PLC0415

    return Discord(
        launch.tokens["DISCORD_TOKEN"].get_secret_value(),
        alert_channels=launch.policy.alerts,
        progress=launch.stats,
        since=launch.since,
    )


async def examine(tokens: Mapping[str, SecretStr], policy: Policy) -> list[CheckResult]:
    """What would keep the bot from working on Discord, as the policy wants it to."""
    from bot.platforms.discord import checks  # noqa: PLC0415 - as above

    return await checks.run_checks(tokens["DISCORD_TOKEN"].get_secret_value(), policy)
