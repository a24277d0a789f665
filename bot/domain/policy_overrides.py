"""Policy overrides: what moderators set with `/toxicity`, laid over the policy file key by key. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import (
    ChannelPolicy,
    Exemptions,
    LabelRule,
    LanguageLabels,
    Level,
    Mode,
    Policy,
)
from bot.domain.threshold_keys import ThresholdKey
from classifier import Label

EXEMPTIONS = {"role": "roles", "channel": "channels", "user": "authors"}
"""Keys of overrides that exempt, and the field of `Exemptions` that each changes."""


WORD = "word:"
"""Beginning of the keys of overrides that hold an own word: "word:kys", with the value "threat act"."""

ALERT_CHANNEL = "alerts"
"""Key of the override that holds the channel which an administrator confirmed for alerts."""


@dataclass(frozen=True, slots=True)
class StoredOverride:
    """An override of one key in one scope of a community, as stored strings.

    StoredOverride("lobby", "mode", "shadow"); StoredOverride("lobby", "toxic.flag", "0.5"), in Turkish
    alone "toxic.flag.tr" (`ThresholdKey`); of an
    exemption StoredOverride("role-7", "role", "add"), or "remove" for one of the policy file; of an own
    word StoredOverride("lobby", "word:kys", "threat act").
    """

    scope: str
    key: str
    value: str
    by: str = field(default="", compare=False)
    """The id of the moderator who set it."""
    set_at: datetime | None = field(default=None, compare=False)


def apply_overrides(policy: Policy, overrides: Iterable[StoredOverride]) -> Policy:
    """Return the policy of a community. In the same scope, an override takes precedence over the file."""
    channels, age_restricted, exempt = dict(policy.channels), policy.age_restricted, policy.exempt
    words: dict[str, list[tuple[str, str]]] = {}
    for override in overrides:
        if override.key.startswith(WORD):
            value = (override.key.removeprefix(WORD), override.value)
            words.setdefault(override.scope, []).append(value)
        elif override.key in EXEMPTIONS:
            exempt = _override_exemptions(exempt, override)
        elif override.key == ALERT_CHANNEL:
            continue  # a platform looks at it where the policy names no channel
        elif override.scope == AGE_RESTRICTED:
            age_restricted = _override_channel(age_restricted, override)
        else:
            before = channels.get(override.scope, ChannelPolicy())
            channels[override.scope] = _override_channel(before, override)
    for scope, values in words.items():
        if scope == AGE_RESTRICTED:
            age_restricted = _override_words(age_restricted, values)
        else:
            channels[scope] = _override_words(channels.get(scope, ChannelPolicy()), values)
    return policy.model_copy(
        update={"channels": channels, "age_restricted": age_restricted, "exempt": exempt}
    )


def format_level(level: Level) -> str:
    """Format a threshold as a stored value: 0.5 -> "0.5", "off" -> "off"."""
    return level if isinstance(level, str) else f"{level:g}"


def _override_exemptions(exempt: Exemptions, override: StoredOverride) -> Exemptions:
    name = EXEMPTIONS[override.key]
    ids: frozenset[str] = getattr(exempt, name)
    changed = ids | {override.scope} if override.value == "add" else ids - {override.scope}
    return exempt.model_copy(update={name: changed})


def _override_words(policy: ChannelPolicy, values: Sequence[tuple[str, str]]) -> ChannelPolicy:
    return policy.model_copy(update={"words": policy.words.with_values(values)})


def _override_channel(policy: ChannelPolicy, override: StoredOverride) -> ChannelPolicy:
    if override.key == "mode":
        return policy.model_copy(update={"mode": Mode(override.value)})
    key = ThresholdKey.parse(override.key)
    if key is None:
        raise ValueError(f"no such setting: {override.key}")
    level = _parse_level(override.value)
    if not key.language:
        return policy.model_copy(update={"labels": _override_level(policy.labels, key, level)})
    by_language = policy.languages.labels
    labels = _override_level(by_language.get(key.language, {}), key, level)
    languages = LanguageLabels.model_construct(labels={**by_language, key.language: labels})
    return policy.model_copy(update={"languages": languages})


def _override_level(
    labels: Mapping[Label, LabelRule], key: ThresholdKey, level: Level
) -> Mapping[Label, LabelRule]:
    # A copy is not validated: `flag` of the file and `act` of an override may be in any order.
    rule = labels.get(key.label, LabelRule()).model_copy(update={key.tier: level})
    return {**labels, key.label: rule}


def _parse_level(value: str) -> Level:
    return value if value in ("model", "off") else float(value)  # type: ignore[return-value]
