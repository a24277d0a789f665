"""`/toxicity settings`: what holds here, and where it comes from."""

from collections.abc import Sequence

from bot.commands.context import CommandContext
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Policy
from bot.domain.policy_overrides import StoredOverride
from bot.domain.verdict import ActiveThreshold, active_thresholds
from bot.interactions.replies import Field, Reply
from bot.interactions.requests import ShowSettings
from classifier import Label


async def show_settings(context: CommandContext, _command: ShowSettings) -> Reply:
    """The mode, the thresholds, the exemptions and the strikes that hold where one asks."""
    policy, places = context.policy, context.request.scopes
    thresholds = active_thresholds(policy, places, calibrated=context.pipeline.calibrated)
    community = context.request.community
    set_here = await context.pipeline.policies.overrides_of(community)
    told = (_override_text(setting, community) for setting in set_here)
    lines = [f"{label}: {threshold_text(label, thresholds)}" for label in Label]
    fields = [
        Field("Mode", policy.mode_in(places).value),
        Field("Moderators", f"{policy.moderators.value} at most"),
        Field("Strikes", _strikes_text(policy)),
        Field("Exempt", _exemptions_text(policy)),
        Field("Set with /toxicity", "\n".join(told) or "nothing"),
    ]
    return Reply("What holds here", tuple(lines), fields=tuple(fields))


def threshold_text(label: Label, thresholds: Sequence[ActiveThreshold]) -> str:
    """What holds of a label: "flag from 0.50, delete from 0.90"; "off" where it leads to nothing."""
    told = [f"{t.action.value} from {t.at_least:.2f}" for t in thresholds if t.label is label]
    return ", ".join(told) or "off"


def channel_text(place: str) -> str:
    """A place as people see it: "17" -> "<#17>"."""
    return "all age-restricted channels" if place == AGE_RESTRICTED else f"<#{place}>"


def exemption_text(kind: str, id: str) -> str:  # noqa: A002 - of a role or a channel
    """Who is left alone: ("role", "7") -> "role <@&7>"."""
    return f"role <@&{id}>" if kind == "role" else channel_text(id)


def _override_text(setting: StoredOverride, community: str) -> str:
    if setting.key in ("role", "channel"):
        named = exemption_text(setting.key, setting.scope)
        return f"{named}: {'exempt' if setting.value == 'add' else 'not exempt'}"
    place = "everywhere" if setting.scope == community else channel_text(setting.scope)
    return f"{place}: {setting.key.replace('.', ' ')} {setting.value}"


def _strikes_text(policy: Policy) -> str:
    strikes = policy.strikes
    if not strikes.ladder:
        return f"counted for {strikes.within_days} days, and harden nothing"
    ladder = ", ".join(
        f"{number}: {action.value}" for number, action in enumerate(strikes.ladder, 1)
    )
    return f"in {strikes.within_days} days, at least {ladder}"


def _exemptions_text(policy: Policy) -> str:
    exempt = policy.exempt
    told = [
        *(exemption_text("role", role) for role in sorted(exempt.roles)),
        *(exemption_text("channel", channel) for channel in sorted(exempt.channels)),
        *(f"<@{author}>" for author in sorted(exempt.authors)),
        *(["other bots"] if exempt.bots else []),
    ]
    return ", ".join(told) or "nobody"
