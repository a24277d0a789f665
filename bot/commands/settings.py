"""`/toxicity settings`: what holds here, and where it comes from."""

from collections.abc import Sequence

from bot.commands.context import Asked
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Policy
from bot.domain.policy_overrides import Setting
from bot.domain.verdict import Threshold, thresholds_in
from bot.interactions.replies import Field, Reply
from bot.interactions.requests import ShowSettings
from classifier import Label


async def show_settings(asked: Asked, _ask: ShowSettings) -> Reply:
    """The mode, the thresholds, the exemptions and the strikes that hold where one asks."""
    policy, places = asked.policy, asked.request.places
    thresholds = thresholds_in(policy, places, calibrated=asked.pipeline.calibrated)
    community = asked.request.community
    set_here = await asked.pipeline.policies.settings_of(community)
    told = (_tell_setting(setting, community) for setting in set_here)
    lines = [f"{label}: {tell_threshold(label, thresholds)}" for label in Label]
    fields = [
        Field("Mode", policy.mode_in(places).value),
        Field("Moderators", f"{policy.moderators.value} at most"),
        Field("Strikes", _tell_strikes(policy)),
        Field("Exempt", _tell_exempt(policy)),
        Field("Set with /toxicity", "\n".join(told) or "nothing"),
    ]
    return Reply("What holds here", tuple(lines), fields=tuple(fields))


def tell_threshold(label: Label, thresholds: Sequence[Threshold]) -> str:
    """What holds of a label: "flag from 0.50, delete from 0.90"; "off" where it leads to nothing."""
    told = [f"{t.action.value} from {t.at_least:.2f}" for t in thresholds if t.label is label]
    return ", ".join(told) or "off"


def name_place(place: str) -> str:
    """A place as people see it: "17" -> "<#17>"."""
    return "all age-restricted channels" if place == AGE_RESTRICTED else f"<#{place}>"


def name_exempt(kind: str, id: str) -> str:  # noqa: A002 - of a role or a channel
    """Who is left alone: ("role", "7") -> "role <@&7>"."""
    return f"role <@&{id}>" if kind == "role" else name_place(id)


def _tell_setting(setting: Setting, community: str) -> str:
    if setting.key in ("role", "channel"):
        named = name_exempt(setting.key, setting.place)
        return f"{named}: {'exempt' if setting.value == 'add' else 'not exempt'}"
    place = "everywhere" if setting.place == community else name_place(setting.place)
    return f"{place}: {setting.key.replace('.', ' ')} {setting.value}"


def _tell_strikes(policy: Policy) -> str:
    strikes = policy.strikes
    if not strikes.ladder:
        return f"counted for {strikes.within_days} days, and harden nothing"
    ladder = ", ".join(
        f"{number}: {action.value}" for number, action in enumerate(strikes.ladder, 1)
    )
    return f"in {strikes.within_days} days, at least {ladder}"


def _tell_exempt(policy: Policy) -> str:
    exempt = policy.exempt
    told = [
        *(name_exempt("role", role) for role in sorted(exempt.roles)),
        *(name_exempt("channel", channel) for channel in sorted(exempt.channels)),
        *(f"<@{author}>" for author in sorted(exempt.authors)),
        *(["other bots"] if exempt.bots else []),
    ]
    return ", ".join(told) or "nobody"
