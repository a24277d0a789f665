"""Multilingual scoring: two networks read a message, and `language_rules` say whose answer holds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from classifier.inference.english_words import EnglishWords
from classifier.inference.explain import find_spans
from classifier.inference.language_detector import LanguageDetector
from classifier.inference.language_odds import LanguageOdds
from classifier.inference.language_rules import LanguageRules, Reading
from classifier.inference.language_scripts import languages_of_letters
from classifier.inference.multilingual_encoder import MultilingualEncoder
from classifier.inference.multilingual_part import MultilingualPart
from classifier.inference.network import Network
from classifier.inference.run_weights import RunModel
from classifier.labels import Label, LabelThresholds, Scores, Span, Unscored
from classifier.metrics.formulas import Floats
from classifier.text.normalize import CleanText
from classifier.text.segmenter import Segmenter
from classifier.text.tokenizer import Vocabulary

MIN_SECOND = 0.02
"""Probability of English from which on the English network has a say in a line of another language."""
WINDOW = 60
"""Tokens that the network reads at once; longer messages come in overlapping windows."""


_TOXIC = list(Label).index(Label.TOXIC)


class MultilingualReader:
    """The multilingual network with its rules; may be called from any thread, and blocks it."""

    def __init__(
        self,
        model: Path,
        part: MultilingualPart,
        english: Mapping[Label, LabelThresholds],
        *,
        vocabulary: Vocabulary,
        detector: LanguageDetector,
    ) -> None:
        self._detector = detector
        self._segmenter = Segmenter(part.pieces)
        self._network = Network(
            model,
            MultilingualEncoder(self._segmenter),
            window=WINDOW,
            outputs=len(Label) + len(part.heads),
        )
        self._runs = RunModel(part.runs) if part.runs else None
        self._english_words = EnglishWords(vocabulary, part.rude, self._runs)
        self._rules = LanguageRules(part, english)
        self._odds = LanguageOdds(part.heads, detector)

    def answer(
        self,
        texts: Sequence[CleanText],
        score_english: Callable[[Sequence[CleanText]], list[Scores]],
    ) -> list[Scores | Unscored]:
        """Return the answer to each text, in order; `score_english` is the English network.

        Each network is spared what it has no say in: this one lines of common English words alone, the
        English one lines that are surely in another language.
        """
        tokens = [[token for token, _, _ in self._segmenter.tokenize(text.text)] for text in texts]
        is_plain = [
            self._english_words.are_plain(words) and not languages_of_letters(text.raw)
            for text, words in zip(texts, tokens, strict=True)
        ]
        foreign = [row for row, plain in enumerate(is_plain) if not plain]
        readings = dict(
            zip(
                foreign,
                self._read([texts[row] for row in foreign], [tokens[row] for row in foreign]),
                strict=True,
            )
        )
        asked = [
            row
            for row in range(len(texts))
            if row not in readings
            or not readings[row].is_foreign
            or readings[row].languages["en"] >= MIN_SECOND
        ]
        scored = score_english([texts[row] for row in asked]) if asked else []
        english = dict(zip(asked, scored, strict=True))
        return [
            self._rules.choose(readings[row], english.get(row))
            if row in readings
            else Scores(english[row], language="en")
            for row in range(len(texts))
        ]

    def _read(
        self, texts: Sequence[CleanText], messages: Sequence[Sequence[str]]
    ) -> Iterator[Reading]:
        """Yield the readings of messages, by their clean texts and their tokens."""
        if not messages:
            return
        outputs, runs = self._network.logits(messages), self._weigh_runs(messages)
        for text, words, each, linear in zip(texts, messages, outputs, runs.tolist(), strict=True):
            is_half_english = self._english_words.are_half(words)
            yield self._rules.read(
                words,
                each,
                self._odds.weigh(text, each[len(Label) :]),
                runs=linear,
                is_foreign=not is_half_english
                or bool(languages_of_letters(text.raw))
                or self._detector.detect(text) is not None,
            )

    def _weigh_runs(self, messages: Sequence[Sequence[str]]) -> Floats:
        """Return the linear model's logits (N,) of `toxic`, 0 where the bundle has none."""
        return self._runs.logits(messages) if self._runs else np.zeros(len(messages), np.float32)

    def explain(self, text: CleanText, labels: Sequence[Label]) -> list[Span]:
        """Return the spans of the raw text that raised labels, heaviest first."""
        return find_spans(
            text,
            self._segmenter.tokenize(text.text),
            labels,
            logits=self._weigh_labels,
            window=WINDOW,
        )

    def _weigh_labels(self, messages: Sequence[Sequence[str]]) -> Floats:
        """Return the logits (N, 6) that words are explained by: network and linear model in equal parts."""
        logits = self._network.logits(messages)[:, : len(Label)]
        logits[:, _TOXIC] += self._weigh_runs(messages)
        return logits
