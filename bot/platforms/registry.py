"""The platforms there are. A new one is its own file or folder, and one line here."""

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
    """How a platform is built, and what holds on it until the owner says otherwise."""

    build: Callable[[PlatformContext], Platform]
    mode: Mode
    """Without a policy file. Where people meet, nothing is deleted until the owner asks for it."""
    log_level: str
    examine: Callable[[Mapping[str, SecretStr], Policy], Awaitable[list[CheckResult]]] | None = None
    """For `doctor`: look at the other side, with the tokens by the environment's names, for what the
    policy needs there."""


PLATFORMS: Mapping[str, PlatformSpec] = MappingProxyType(
    {
        "console": PlatformSpec(console.build, mode=Mode.ENFORCE, log_level="warning"),
        "discord": PlatformSpec(
            discord.build, mode=Mode.FLAG, log_level="info", examine=discord.examine
        ),
        "slack": PlatformSpec(slack.build, mode=Mode.FLAG, log_level="info", examine=slack.examine),
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
"""By the environment's names, what it takes to connect a platform, the usual way first. With all of one
way set, it is started by itself."""


def choose_policy(name: str, policy: Policy | None) -> Policy:
    """The owner's, or what is built in for a platform."""
    return policy or Policy(mode=PLATFORMS[name].mode)


def has_all_tokens(name: str, tokens: Collection[str]) -> bool:
    """Whether all that this platform needs is among the tokens, by the environment's names."""
    return not find_missing_tokens(name, tokens)


def has_some_tokens(name: str, tokens: Collection[str]) -> bool:
    """Whether something of this platform is among the tokens, be it enough or not."""
    return any(token.startswith(f"{name.upper()}_") for token in tokens)


def find_missing_tokens(name: str, tokens: Collection[str]) -> list[str]:
    """What is missing to connect it, on the way that lacks the least; [] if nothing is."""
    lacking = [[token for token in way if token not in tokens] for way in TOKENS[name]]
    return min(lacking, key=len)


def connection_hint(name: str) -> str:
    """One line for an owner: "Discord: put DISCORD_TOKEN into .env and start again."."""
    return f"{name.title()}: put {' and '.join(TOKENS[name][0])} into .env and start again."
