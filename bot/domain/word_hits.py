"""Word hits: own words that were found in a message, as a verdict holds them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.actions import Action
from bot.domain.inline import RichText, Spoiler
from bot.domain.word_terms import Term
from classifier import Label, Span

MAX_SPANS = 20
"""Places of one term in a text that a verdict holds."""

_MAX_QUOTED = 40
"""Characters of a word that a notice quotes."""


@dataclass(frozen=True, slots=True)
class WordHit:
    """An own word, and the characters [begin, end) of a message's text in which it was found.

    Never counted with the label None; else it leads to `action`.
    """

    term: str
    label: Label | None
    action: Action
    spans: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        """The key of its term, by which two spellings are the same."""
        return Term(self.term).key

    def shifted(self, by: int) -> "WordHit":
        """Return the hit in a text before which so many characters were put."""
        return replace(self, spans=tuple((begin + by, end + by) for begin, end in self.spans))

    def __str__(self) -> str:
        """Return the reason that it gives: 'own word "kys", threat: delete'."""
        if self.label is None:
            return f'own word "{self.term}": never counted'
        return f'own word "{self.term}", {self.label}: {self.action.value}'


def describe_hit(hit: WordHit) -> RichText:
    """Return the reason that a hit gives, as its text is, with a term that always counts behind a spoiler."""
    if hit.label is None:
        return RichText(str(hit))
    before, after = str(hit).split(f'"{hit.term}"', 1)
    return RichText(before, Spoiler(hit.term), after)


def describe_reasons(reasons: Iterable[str], hits: Iterable[WordHit]) -> list[RichText]:
    """Return the reasons of a verdict, and of its own words the terms behind spoilers."""
    described = {str(hit): describe_hit(hit) for hit in hits}
    return [described.get(reason, RichText(reason)) for reason in reasons]


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some stretches, all else at its place."""
    for begin, end in spans:
        text = f"{text[:begin]}{' ' * (min(end, len(text)) - begin)}{text[end:]}"
    return text


def counted_text(text: str, hits: Iterable[WordHit]) -> str:
    """Return a text with spaces in place of what is never counted in it."""
    return blank(text, (span for hit in hits if hit.label is None for span in hit.spans))


def hit_spans(hits: Iterable[WordHit]) -> list[Span]:
    """Return the places of words that always count, each wholly to blame for its label."""
    return [
        Span(begin, end, hit.label, 1.0)
        for hit in hits
        if hit.label is not None
        for begin, end in hit.spans
    ]


def quote_hits(text: str, hits: Sequence[WordHit]) -> str:
    """Quote the words that always count, as they were written: "k.y.s, Kys"; "" where the text is not kept."""
    found = (text[span.begin : span.end] for span in hit_spans(hits))
    return ", ".join(
        dict.fromkeys(
            each if len(each) <= _MAX_QUOTED else f"{each[:_MAX_QUOTED]}…" for each in found if each
        )
    )
