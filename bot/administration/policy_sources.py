"""Sources of settings: the place of a file, who set it in the chat, or what is built in. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence

from bot.administration.policy_keys import flatten
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import ChannelPolicy, LabelRule, Policy
from bot.domain.policy_overrides import ALERT_CHANNEL, EXEMPTIONS, WORD, StoredOverride
from bot.domain.threshold_keys import ThresholdKey
from bot.domain.word_rules import WordRules
from classifier import Label

_BUILT_IN = Policy().age_restricted


class Sources:
    """Sources of settings: which place of which file, or who set it in the chat."""

    def __init__(
        self,
        policy: Policy,
        scopes: Sequence[str],
        file: str,
        overrides: Sequence[StoredOverride],
    ) -> None:
        self._policy = policy
        self._scopes = scopes
        self._file = file
        self._built_in = flatten(Policy())
        self._overrides = {(each.scope, each.key): each for each in overrides}

    def find(self, key: str) -> str:
        """Find where a key of a scope's own comes from."""
        for scope in self._scopes:
            if source := self._find_in(scope, key, is_set=self._is_mode_set(scope)):
                return source
        return self._file if self._file and self._policy.mode != Policy().mode else "built in"

    def find_level(self, label: Label, part: str) -> str:
        """Find where a label's flag, act or action comes from."""
        for scope in self._scopes:
            rules = self._rules(scope)
            is_set = label in rules and getattr(rules[label], part) is not None
            if source := self._find_in(scope, f"{label}.{part}", is_set=is_set):
                return source
        rule = self._policy.labels.get(label, LabelRule())
        value = getattr(rule, part)
        if value is None:
            return "built in" if part == "action" else "the model's own"
        return f"{self._file}, the model's own" if value == "model" else self._file

    def find_plain(self, key: str, value: str) -> str:
        """Find where a key comes from that no place has of its own."""
        return "built in" if self._built_in.get(key) == value else self._file

    def list_in_chat(self) -> Mapping[str, tuple[str, str]]:
        """List the keys of the whole policy that were set in the chat, with the value if it is not laid over."""
        found: dict[str, tuple[str, str]] = {}
        for each in self._overrides.values():
            if each.key in EXEMPTIONS:
                key = f"exempt.{EXEMPTIONS[each.key]}"
                _, before = found.get(key, ("", ""))
                found[key] = ("", ", ".join(filter(None, (before, f"{each.scope}: {_by(each)}"))))
            elif (threshold := ThresholdKey.parse(each.key)) and threshold.language:
                found[f"{_table(each.scope)}.{_language_key(threshold)}"] = ("", _by(each))
            elif each.key == ALERT_CHANNEL and not self._policy.alerts:
                found["alerts"] = (json.dumps([each.value]), _by(each))
        return found

    def words(self, scope: str) -> Iterator[tuple[str, str]]:
        """Yield the own words of a scope with their values, of the policy's own for ""."""
        place = self._place(scope)
        rules = place.words if place else WordRules()
        yield from (rules if scope else self._policy.words).list_values()

    def find_word(self, scope: str, term: str) -> str:
        """Find where an own word comes from."""
        return self._find_in(scope, f"{WORD}{term}", is_set=bool(scope)) or self._file

    def _find_in(self, scope: str, key: str, *, is_set: bool) -> str:
        if override := self._overrides.get((scope, key)):
            return f"{_by(override)}, in {scope}"
        is_built_in = scope == AGE_RESTRICTED and self._policy.age_restricted == _BUILT_IN
        source = "built in" if is_built_in else self._file
        return f"{source}, in {scope}" if is_set else ""

    def _is_mode_set(self, scope: str) -> bool:
        place = self._place(scope)
        return place is not None and place.mode is not None

    def _rules(self, scope: str) -> Mapping[Label, LabelRule]:
        place = self._place(scope)
        return place.labels if place else {}

    def _place(self, scope: str) -> ChannelPolicy | None:
        if scope == AGE_RESTRICTED:
            return self._policy.age_restricted
        return self._policy.channels.get(scope)


def _table(scope: str) -> str:
    return "age_restricted" if scope == AGE_RESTRICTED else f"channels.{scope}"


def _language_key(key: ThresholdKey) -> str:
    return f"languages.labels.{key.language}.{key.label}.{key.tier}"


def _by(override: StoredOverride) -> str:
    when = f" on {override.set_at:%Y-%m-%d}" if override.set_at else ""
    return f"/toxicity by {override.by}{when}"
