"""Own words: what a community counts never or always, by the policy file and by `/toxicity word`. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from bot.domain.policy_table import PolicyTable
from bot.domain.word_terms import Term, TermText
from classifier import Label

MAX_TERMS = 1_000
"""Terms of one place."""

MAX_PATTERNS = 100
"""Patterns among them."""

_Terms = Annotated[tuple[TermText, ...], Field(strict=False)]


WordTier: TypeAlias = Literal["flag", "act"]
"""A tier of a term that always counts."""


class AlwaysRule(PolicyTable):
    """The meaning of a term that always counts."""

    label: Annotated[Label, Field(strict=False)]
    """The kind of harm that it is."""
    tier: WordTier = "flag"
    """"flag" shows it to the moderators, "act" takes the action of its label."""


class WordRules(PolicyTable):
    """Own words of one scope. They are found however they are disguised, in whole words."""

    never: _Terms = ()
    """Terms that are never counted: the rest of a message is."""
    always: Mapping[TermText, AlwaysRule] = Field(default_factory=dict)
    """Terms that always count, with their label and tier."""
    off: _Terms = ()
    """Terms of wider places that do not hold here."""

    @model_validator(mode="after")
    def _each_term_stands_once(self) -> Self:
        terms = [*self.never, *self.always, *self.off]
        if len(terms) > MAX_TERMS:
            raise ValueError(f"{MAX_TERMS} terms at most, in all of never, always and off")
        if sum(Term(term).is_pattern for term in terms) > MAX_PATTERNS:
            raise ValueError(f"{MAX_PATTERNS} patterns at most, in all of never, always and off")
        seen = set[str]()
        for term in terms:
            if (key := Term(term).key) in seen:
                raise ValueError(f"each term once, and {term!r} stands twice")
            seen.add(key)
        return self

    def __bool__(self) -> bool:
        """Return True if there is any term."""
        return bool(self.never or self.always or self.off)

    def list_values(self) -> Iterator[tuple[str, str]]:
        """Yield each term with its value, as it is stored: ("kys", "threat act"), ("Penistone", "never")."""
        yield from ((term, NEVER) for term in self.never)
        yield from ((term, f"{rule.label} {rule.tier}") for term, rule in self.always.items())
        yield from ((term, OFF) for term in self.off)

    def with_values(self, values: Sequence[tuple[str, str]]) -> "WordRules":
        """Return the rules with some terms of these values, in whichever spelling they stood."""
        by_key = {Term(term).key: (term, value) for term, value in (*self.list_values(), *values)}
        rules = [_make_rule(*each) for each in by_key.values()]
        return WordRules.model_construct(
            never=tuple(rule.term.text for rule in rules if rule.value == NEVER),
            always={
                rule.term.text: AlwaysRule.model_construct(label=rule.label, tier=_TIERS[rule.tier])
                for rule in rules
                if rule.label
            },
            off=tuple(rule.term.text for rule in rules if rule.value == OFF),
        )


_TIERS: Mapping[str, WordTier] = {"flag": "flag", "act": "act"}
NEVER, OFF = "never", "off"
"""Values of terms that are never counted, and that do not hold."""


@dataclass(frozen=True, slots=True)
class WordRule:
    """An own word; with a label it always counts, as `label` and `tier`, else `tier` is `NEVER` or `OFF`."""

    term: Term
    label: Label | None
    tier: str

    @property
    def value(self) -> str:
        """The value as it is stored: "threat act", or "never"."""
        return f"{self.label} {self.tier}" if self.label else self.tier


def merge_rules(tables: Sequence[WordRules]) -> list[WordRule]:
    """Return the own words in force, given from narrow to wide: of one term, the narrowest holds."""
    rules: dict[str, WordRule] = {}
    for table in tables:
        for term, value in table.list_values():
            rule = _make_rule(term, value)
            rules.setdefault(rule.term.key, rule)
    return [rule for rule in rules.values() if rule.tier != OFF]


def _make_rule(term: str, value: str) -> WordRule:
    label, _, tier = value.rpartition(" ")
    return WordRule(Term(term), Label(label) if label else None, tier)
