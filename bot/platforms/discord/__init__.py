"""Discord, through discord.py.

| folder or file | does |
|---|---|
| `gateway` | the websocket connection, its events and intents |
| `gateway_connection` | login, the connected shards, their gaps; `shard_keeper` those that several processes share |
| `inbound/` | events to messages: `event_listener`, `message_reader`, `author_lookup`, `converter`, `text_extractor`, `surface_listener`, `attachments`, `backfill` |
| `interactions/` | slash commands, menus, buttons and autocomplete to requests, and replies back |
| `outbound/` | `actions`, alerts (`alert_channel`, `alert_sender`, `alert_updates`), `dm`, and `errors` |
| `request_budget` | counts what Discord refused, and holds requests back in time |
| `permissions` | what the bot asks an owner for, and why |
| `checks` | what `doctor` finds |
| `platform` | all of these as one `Platform` |
"""

from collections.abc import Mapping

from pydantic import SecretStr

from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.runtime.platform_port import Platform, PlatformContext


def build(context: PlatformContext) -> Platform:
    """Build the platform for the bot that the token belongs to."""
    # Imported here, so that a bot on the console does not load discord.py.
    from bot.platforms.discord.platform import Discord  # noqa: PLC0415

    return Discord(
        context.tokens["DISCORD_TOKEN"].get_secret_value(),
        alert_channels=context.policy.alerts,
        stats=context.stats,
        since=context.since,
        cards=context.cards,
        asks_pluralkit=context.policy.ask_pluralkit,
        surfaces=context.policy.surfaces,
    )


async def run_checks(tokens: Mapping[str, SecretStr], policy: Policy) -> list[CheckResult]:
    """Check token, intents and permissions against what the policy needs."""
    from bot.platforms.discord import checks  # noqa: PLC0415 - as above

    return await checks.run_checks(tokens["DISCORD_TOKEN"].get_secret_value(), policy)
