"""Second reading: what a text scores without the harmless phrases in it, and what raises a score then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from classifier.inference.calibration import Calibration
from classifier.inference.explain import Logits, find_spans
from classifier.inference.harmless_phrases import HarmlessPhrases, lower_scores
from classifier.inference.phrase_tiers import FLAG, ceiling
from classifier.labels import Label, LabelThresholds, Scores, Span
from classifier.text.normalize import CleanText
from classifier.text.tokenizer import Token

TOLERANCE = 1e-3
"""Difference between two scores up to which they count as one: reading in batches changes the last digits."""


@dataclass(frozen=True)
class SecondReading:
    """The English network's second reading of texts that score high and hold a harmless phrase.

    A text that scores low, as most do, or has no such phrase is not read again.
    """

    phrases: HarmlessPhrases
    logits: Logits
    calibration: Calibration
    thresholds: Mapping[Label, LabelThresholds]
    window: int

    def lower(
        self,
        texts: Sequence[CleanText],
        tokens: Sequence[Sequence[Token]],
        scores: Sequence[Scores],
    ) -> list[Scores]:
        """Return the scores of texts, given their tokens, lowered to what the rest of each text earns."""
        rests = {
            row: rest
            for row, each in enumerate(scores)
            if any(each[label] > limit for label, limit in self._limits)
            if (rest := self.phrases.take_out(texts[row].text, tokens[row]))
        }
        if not rests:
            return list(scores)
        earned = self._score([rest.tokens for rest in rests.values()])
        lowered = {
            row: lower_scores(scores[row], each, rest.phrases, self.thresholds)
            for (row, rest), each in zip(rests.items(), earned, strict=True)
        }
        return [lowered.get(row, each) for row, each in enumerate(scores)]

    def explain(
        self, text: CleanText, tokens: Sequence[Token], labels: Sequence[Label], scores: Scores
    ) -> list[Span]:
        """Return the spans that raised labels, heaviest first.

        Those of the rest of a text where it earns a label's score, else those of the whole.
        """
        readings = dict.fromkeys(labels, tokens)
        if rest := self.phrases.take_out(text.text, tokens):
            (earned,) = self._score([rest.tokens])
            for label in labels:
                if earned[label] >= scores[label] - TOLERANCE:
                    readings[label] = rest.tokens
        found = [
            find_spans(
                text,
                words,
                [label for label in labels if readings[label] is words],
                logits=self.logits,
                window=self.window,
            )
            for words in {id(each): each for each in readings.values()}.values()
        ]
        return sorted(chain.from_iterable(found), key=lambda span: -span.weight)

    @cached_property
    def _limits(self) -> Sequence[tuple[Label, float]]:
        """Scores of labels above which a phrase could lower one."""
        return [(label, ceiling(each, FLAG)) for label, each in self.thresholds.items()]

    def _score(self, messages: Sequence[Sequence[Token]]) -> list[Scores]:
        logits = self.logits([[word for word, _, _ in tokens] for tokens in messages])
        return [Scores.of(self.calibration.apply_to_one(row)) for row in logits.tolist()]
