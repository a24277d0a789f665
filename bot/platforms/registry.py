"""The registry of platforms. A new one is a folder of its own, and a line here."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import SecretStr

from bot.domain.policy import Mode, Policy
from bot.platforms import console, discord, slack
from bot.platforms.check_result import CheckResult
from bot.runtime.platform_port import Platform, PlatformContext


@dataclass(frozen=True, slots=True)
class PlatformSpec:
    """Factory of a platform, and its defaults."""

    build: Callable[[PlatformContext], Platform]
    mode: Mode
    """The mode without a policy file. Where people meet, nothing is deleted until the owner asks for it."""
    log_level: str
    is_sharded: bool = False
    """True if processes on one database divide the events of the platform among them."""
    run_checks: Callable[[Mapping[str, SecretStr], Policy], Awaitable[list[CheckResult]]] | None = (
        None
    )
    """Runs the checks of `doctor`: on the platform, by its tokens, of what the policy needs there."""


PLATFORMS: Mapping[str, PlatformSpec] = MappingProxyType(
    {
        "console": PlatformSpec(console.build, mode=Mode.ENFORCE, log_level="warning"),
        "discord": PlatformSpec(
            discord.build,
            mode=Mode.FLAG,
            log_level="info",
            is_sharded=True,
            run_checks=discord.run_checks,
        ),
        "slack": PlatformSpec(
            slack.build, mode=Mode.FLAG, log_level="info", run_checks=slack.run_checks
        ),
    }
)

TOKENS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "discord": (("DISCORD_TOKEN",),),
        "slack": (
            ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
            ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
            ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"),
        ),
    }
)
"""The sets of tokens that connect a platform, by their environment names, the usual one first. Where all
of one set are given, the platform is started by itself."""


def choose_policy(name: str, policy: Policy | None) -> Policy:
    """Return the policy file's policy, or the default of a platform."""
    return policy or Policy(mode=PLATFORMS[name].mode)


def has_all_tokens(name: str, tokens: Collection[str]) -> bool:
    """Return True if the tokens, by their environment names, connect a platform."""
    return not find_missing_tokens(name, tokens)


def has_some_tokens(name: str, tokens: Collection[str]) -> bool:
    """Return True if any of the tokens is for a platform, be they enough or not."""
    return any(token.startswith(f"{name.upper()}_") for token in tokens)


def find_missing_tokens(name: str, tokens: Collection[str]) -> list[str]:
    """Return the tokens that are missing of the most complete set; [] if none are."""
    missing = [[token for token in needed if token not in tokens] for needed in TOKENS[name]]
    return min(missing, key=len)


def connection_hint(name: str) -> str:
    """Return a line for the owner: "Discord: put DISCORD_TOKEN into .env and start again."."""
    return f"{name.title()}: put {' and '.join(TOKENS[name][0])} into .env and start again."
