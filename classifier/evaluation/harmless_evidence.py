"""Harmless evidence: how often each harmless phrase stands in labelled rows, and which rows it frees of their flag."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from classifier.data.reader import LabelledTexts
from classifier.inference.bundle import Bundle
from classifier.inference.encoder import Encoder
from classifier.inference.harmless_phrases import HarmlessPhrase, read_harmless_phrases
from classifier.inference.network import Network
from classifier.inference.second_reading import SecondReading
from classifier.labels import Label, Scores
from classifier.text.normalize import CleanText, clean
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Token

HARMFUL = 0.5
"""Target of a label from which on a row has it, and of any label from which on it is harmful."""

_AIMED = [
    number
    for number, label in enumerate(Label)
    if label in (Label.THREAT, Label.INSULT, Label.IDENTITY_HATE)
]
"""Columns of the labels that say harm is meant: coarse words alone are toxic and obscene in most sets."""


@dataclass(frozen=True, slots=True)
class HarmlessEvidence:
    """Numbers of labelled rows in which a phrase stands, that lose their flag by it, and that meant harm all the same."""

    phrase: HarmlessPhrase
    rows: int
    freed: int
    harmful: int
    """Freed rows that people called a threat, an insult or hateful."""


class FlagLoss:
    """The English network of a bundle, and its second reading: tells which texts lose their flag by it."""

    def __init__(self, bundle: Bundle) -> None:
        network = Network(bundle.model, Encoder(bundle.vocabulary), window=bundle.window)
        self._bundle, self._logits = bundle, network.logits
        self.phrases = read_harmless_phrases(bundle.vocabulary)
        self._second = SecondReading(
            self.phrases, network.logits, bundle.calibration, bundle.thresholds, bundle.window
        )

    def is_freed(self, text: CleanText, tokens: list[Token]) -> bool:
        """Tell whether the network flags a text, and does not where its harmless phrases are left out."""
        (row,) = self._logits([[word for word, _, _ in tokens]]).tolist()
        scores = Scores.of(self._bundle.calibration.apply_to_one(row))
        if not self._is_flagged(scores):
            return False
        return not self._is_flagged(*self._second.lower([text], [tokens], [scores]))

    def _is_flagged(self, scores: Scores) -> bool:
        return any(scores[label] >= each.flag for label, each in self._bundle.thresholds.items())


def measure_harmless_phrases(
    bundle: Bundle, corrector: SpellCorrector, sets: Iterable[LabelledTexts]
) -> list[HarmlessEvidence]:
    """Return the evidence of each harmless phrase that stands in a row, the one that freed most harm first."""
    flag = FlagLoss(bundle)
    rows, freed, harmful = (
        Counter[HarmlessPhrase](),
        Counter[HarmlessPhrase](),
        Counter[HarmlessPhrase](),
    )
    for each in sets:
        for raw, targets in zip(each.texts, each.targets, strict=True):
            text = clean(raw)
            tokens = corrector.correct(text.text)
            rest = flag.phrases.take_out(text.text, tokens)
            if rest is None:
                continue
            found = set(rest.phrases)
            rows.update(found)
            if flag.is_freed(text, tokens):
                freed.update(found)
                harmful.update(found if bool((targets[_AIMED] >= HARMFUL).any()) else ())
    evidence = [HarmlessEvidence(p, rows[p], freed[p], harmful[p]) for p in rows]
    return sorted(evidence, key=lambda one: (-one.harmful, -one.freed, -one.rows))
