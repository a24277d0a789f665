"""Own words of stored scores: what was found then, as another policy takes it, and where two policies differ. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.policy import Policy
from bot.domain.word_hits import WordHit
from bot.domain.word_matcher import WordMatch, WordMatcher
from bot.domain.word_rules import NEVER, WordRule, WordRules, merge_rules

_Tables = tuple[WordRules, ...]


@dataclass(frozen=True, slots=True)
class WordChange:
    """Own words that hold by one of two policies alone, or otherwise: `matcher` finds each of them in a text.

    `needs_text`: what was found then does not tell. `is_rescored`: the score of the rest is another.
    """

    matcher: WordMatcher
    needs_text: bool
    is_rescored: bool


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Own words in force by their keys: of each combination of places once, while the index is kept."""

    _by_tables: dict[tuple[int, ...], tuple[_Tables, Mapping[str, WordRule]]] = field(
        default_factory=dict
    )
    _changes: dict[tuple[tuple[int, ...], tuple[int, ...]], WordChange | None] = field(
        default_factory=dict
    )

    def rematch(
        self, policy: Policy, hits: Sequence[WordHit], scopes: Sequence[str]
    ) -> list[WordMatch]:
        """Return the own words that were found then and hold by a policy, each as it counts by it."""
        if not hits:
            return []
        rules = self._find(policy.words_in(scopes))
        found = ((rules.get(hit.key), hit.spans) for hit in hits)
        return [WordMatch(rule, spans) for rule, spans in found if rule]

    def find_change(
        self, before: Policy, after: Policy, scopes: Sequence[str]
    ) -> WordChange | None:
        """Find the own words that two policies count otherwise in scopes; None for none."""
        tables = before.words_in(scopes), after.words_in(scopes)
        key = _ids(tables[0]), _ids(tables[1])
        if key not in self._changes:
            self._changes[key] = _compare(*map(self._find, tables))
        return self._changes[key]

    def _find(self, tables: _Tables) -> Mapping[str, WordRule]:
        key = _ids(tables)  # the tables are kept with it, so that no other has their ids
        if key not in self._by_tables:
            rules = {rule.term.key: rule for rule in merge_rules(tables)}
            self._by_tables[key] = (tables, rules)
        return self._by_tables[key][1]


def _ids(tables: _Tables) -> tuple[int, ...]:
    return tuple(map(id, tables))


def _compare(before: Mapping[str, WordRule], after: Mapping[str, WordRule]) -> WordChange | None:
    rules = {**before, **after}
    values = {key: (_value(before.get(key)), _value(after.get(key))) for key in rules}
    changed = {key: pair for key, pair in values.items() if pair[0] != pair[1]}
    if not changed:
        return None
    is_rescored = any(NEVER in pair for pair in changed.values())
    return WordChange(
        WordMatcher([WordRule(rules[key].term, None, NEVER) for key in changed]),
        needs_text=is_rescored or any(was is None for was, _ in changed.values()),
        is_rescored=is_rescored,
    )


def _value(rule: WordRule | None) -> str | None:
    return rule.value if rule else None
