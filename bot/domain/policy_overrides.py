"""What moderators set with `/toxicity`, laid over the policy file place by place, key by key. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import ChannelPolicy, Exemptions, LabelRule, Level, Mode, Policy
from classifier import Label


@dataclass(frozen=True, slots=True)
class StoredOverride:
    """One thing that a community wants otherwise, as words that a database can hold.

    Setting("lobby", "mode", "shadow"); Setting("lobby", "toxic.flag", "0.5"); and of an exemption
    Setting("role-7", "role", "add"), or "remove" of one that stands in the file.
    """

    scope: str
    key: str
    value: str


def apply_overrides(policy: Policy, settings: Iterable[StoredOverride]) -> Policy:
    """The policy of a community. At the same place a setting wins over the file."""
    channels, age_restricted, exempt = dict(policy.channels), policy.age_restricted, policy.exempt
    for setting in settings:
        if setting.key in ("role", "channel"):
            exempt = _exempt(exempt, setting)
        elif setting.scope == AGE_RESTRICTED:
            age_restricted = _override(age_restricted, setting)
        else:
            before = channels.get(setting.scope, ChannelPolicy())
            channels[setting.scope] = _override(before, setting)
    return policy.model_copy(
        update={"channels": channels, "age_restricted": age_restricted, "exempt": exempt}
    )


def format_level(level: Level) -> str:
    """A threshold as a setting's value: 0.5 -> "0.5", "off" -> "off"."""
    return level if isinstance(level, str) else f"{level:g}"


def _exempt(exempt: Exemptions, setting: StoredOverride) -> Exemptions:
    field = f"{setting.key}s"
    ids: frozenset[str] = getattr(exempt, field)
    changed = ids | {setting.scope} if setting.value == "add" else ids - {setting.scope}
    return exempt.model_copy(update={field: changed})


def _override(override: ChannelPolicy, setting: StoredOverride) -> ChannelPolicy:
    if setting.key == "mode":
        return override.model_copy(update={"mode": Mode(setting.value)})
    name, _, tier = setting.key.partition(".")
    label = Label(name)
    # A copy is not checked: a flag of the file and an act set here may stand in any order.
    rule = override.labels.get(label, LabelRule()).model_copy(
        update={tier: _parse_level(setting.value)}
    )
    return override.model_copy(update={"labels": {**override.labels, label: rule}})


def _parse_level(value: str) -> Level:
    return value if value in ("model", "off") else float(value)  # type: ignore[return-value]
