"""Requests about own words: terms that are never counted, and terms that always are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AddWord:
    """An own word from now on: `value` is "never", or a label and a tier as in "threat act".

    `channel` is a thread, channel or category, or "age-restricted"; None: the whole community. Asked back
    for, until `is_confirmed`, where stored messages would be decided on differently; always where it
    `is_trial`.
    """

    term: str
    value: str
    channel: str | None = None
    is_confirmed: bool = False
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class RemoveWord:
    """An own word that no longer holds, also one of the policy file; the others as above."""

    term: str
    channel: str | None = None
    is_confirmed: bool = False
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class ListWords:
    """A request for the own words that hold here, or in a channel."""

    channel: str | None = None


@dataclass(frozen=True, slots=True)
class TryWords:
    """A request for the own words that a text has, as if it were said here."""

    text: str


@dataclass(frozen=True, slots=True)
class OfferWords:
    """A request for the words of a case that can be never counted from now on; of one, what it would change."""

    case: int
    term: str | None = None
