"""Scorer: raw or clean texts in, a calibrated probability for each label out, without TensorFlow."""

from collections.abc import Sequence
from hashlib import blake2b
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

from classifier.inference import bundle as bundles
from classifier.inference.bundle import Bundle, BundleError
from classifier.inference.encoder import Encoder
from classifier.inference.explain import MIN_EXPLAINED_SCORE
from classifier.inference.free_memory import release_free_memory
from classifier.inference.harm_phrases import (
    explain_phrases,
    raise_scores,
    read_harm_phrases,
)
from classifier.inference.harmless_phrases import read_harmless_phrases
from classifier.inference.language_detector import LanguageDetector, read_model
from classifier.inference.network import Network
from classifier.inference.rude_words import read_rude_words
from classifier.inference.second_reading import SecondReading
from classifier.labels import Reason, Scores, Span, Thresholds, Unscored
from classifier.metrics.formulas import Floats
from classifier.text import segmenter, tokenizer
from classifier.text.normalize import CleanText, clean
from classifier.text.reading import TextReading, join_tokens, list_readings
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Token

if TYPE_CHECKING:
    from classifier.inference.multilingual import MultilingualReader

CACHE_SIZE = 4_096
"""Recent texts whose scores are cached: greetings, copied spam, a raid's one line."""

MAX_CACHE_KEY = 256
"""Characters up to which a text is its own cache key; of a longer one the hash is kept."""

MIN_AGREEMENT = 0.15
"""Score that a text needs as it is written for a word in doubt to be read as a rude one."""

GOLDEN_TOLERANCE = 1e-3
"""Difference that a machine's arithmetic may make to a golden score before the bundle is refused."""


def load(bundle: str | PathLike[str] | None = None) -> "Scorer":
    """Return a scorer on a bundle, by default the one that ships with Parley.

    `bundle`: its folder.

    Raises:
        BundleError: if the bundle is missing, damaged, made for another version, or does not give
            its own golden texts their scores on this machine.
    """
    scorer = Scorer(bundles.read(Path(bundle) if bundle else bundles.DEFAULT))
    scorer.check_golden()
    release_free_memory()
    return scorer


class Scorer:
    """Scorer of texts with one bundle; may be called from any thread, and blocks it."""

    def __init__(self, bundle: Bundle, *, cache_size: int = CACHE_SIZE) -> None:
        self.network = Network(bundle.model, Encoder(bundle.vocabulary), window=bundle.window)
        """The English network alone: logits of tokens, neither calibrated nor cached."""
        self._bundle = bundle
        self._thresholds = bundle.all_thresholds
        self._flags = [(label, each.flag) for label, each in bundle.thresholds.items()]
        self._spell_corrector = SpellCorrector(bundle.vocabulary)
        self._phrases = read_harm_phrases(bundle.vocabulary)
        self._second = SecondReading(
            read_harmless_phrases(bundle.vocabulary),
            self.network.logits,
            bundle.calibration,
            bundle.thresholds,
            bundle.window,
        )
        self._language_detector = LanguageDetector(bundle.vocabulary, read_model())
        self._multilingual = self._read_multilingual(bundle)
        self._rude = None if bundle.multilingual else read_rude_words()
        self._cache: LRUCache[str | bytes, Scores | Unscored] = LRUCache(cache_size)
        self._cache_lock = Lock()

    def _read_multilingual(self, bundle: Bundle) -> "MultilingualReader | None":
        if bundle.multilingual is None:
            return None
        from classifier.inference.multilingual import MultilingualReader  # noqa: PLC0415 - a bundle of English starts without

        return MultilingualReader(
            bundle.languages_model,
            bundle.multilingual,
            bundle.thresholds,
            vocabulary=bundle.vocabulary,
            detector=self._language_detector,
        )

    @property
    def version(self) -> str:
        """The bundle's own version."""
        return self._bundle.version

    @property
    def sha256(self) -> str:
        """The bundle's hash, which identifies it beside its version."""
        return self._bundle.sha256

    @property
    def released_on(self) -> str | None:
        """Date of the bundle's release, ISO 8601, where it names one."""
        return self._bundle.released_on

    @property
    def languages(self) -> Sequence[str]:
        """Codes (ISO 639-1) of the languages that the bundle scores."""
        return self._bundle.languages

    @property
    def thresholds(self) -> Thresholds:
        """The bundle's own thresholds, chosen on rows that the network never saw."""
        return self._thresholds

    def score(self, texts: Sequence[str]) -> list[Scores | Unscored]:
        """Return scores, or why there are none, for each raw text, in order.

        Raises:
            TypeError: one text in the place of a list of texts.
        """
        if isinstance(texts, str):  # else each of its characters would be a text
            raise TypeError("score takes a list of texts: score([text])")
        return self.score_cleaned([clean(text) for text in texts])

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        """Return the same for texts that are clean already."""
        answers = [self.cached(text) for text in texts]
        unknown = [text for text, answer in zip(texts, answers, strict=True) if answer is None]
        inferred = iter(self._infer(unknown))
        return [next(inferred) if answer is None else answer for answer in answers]

    def cached(self, text: CleanText) -> Scores | Unscored | None:
        """Return the answer to a text where it is known without the network; never blocks for long."""
        reason = rejection_reason(text, is_multilingual=self._multilingual is not None)
        if reason is not None:
            return Unscored(reason)
        with self._cache_lock:
            return self._cache.get(_cache_key(text))

    def explain(self, text: CleanText) -> list[Span]:
        """Return the characters of the raw text that raised labels to `MIN_EXPLAINED_SCORE`, heaviest first."""
        (scores,) = self.score_cleaned([text])
        if isinstance(scores, Unscored):
            return []
        raised = [label for label, score in scores.items() if score >= MIN_EXPLAINED_SCORE]
        if not raised:
            return []
        if self._multilingual and scores.language != "en":
            return self._multilingual.explain(text, raised)
        tokens = self.tokens(text)
        spans, left = explain_phrases(
            text, tokens, self._phrases.find(text.text, tokens), scores, thresholds=self._thresholds
        )
        named = [label for label in raised if label in left]
        return [*spans, *self._second.explain(text, tokens, named, scores)]

    def tokens(self, text: CleanText) -> list[Token]:
        """Return the tokens of a clean text as the network gets them, misspelt words corrected."""
        reading = self._spell_corrector.read(text.text)
        return self._read([text])[0][0] if reading.literal else reading.mended

    def readings(self, text: CleanText) -> list[TextReading]:
        """Return the readings of a clean text: as it was written, clean, and with misspelt words corrected."""
        readings = list_readings(text)
        mended = join_tokens(text, self.tokens(text))
        return readings if mended.text == text.text else [*readings, mended]

    def check_golden(self) -> None:
        """Check that this machine gives the bundle's golden texts their scores.

        Raises:
            BundleError: it does not.
        """
        texts = list(self._bundle.golden)
        for text, scores in zip(texts, self.score(texts), strict=True):
            wanted = self._bundle.golden[text]
            if isinstance(scores, Unscored) or not _agree(scores, wanted):
                raise BundleError(
                    f"{self._bundle.folder}: scores its golden text {text!r} as {scores}, not as {wanted}; "
                    "reinstall with the versions in locks/bot.txt, or train the bundle anew"
                )

    def _infer(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        if not texts:
            return []
        if self._multilingual:
            answers = self._multilingual.answer(texts, self._score_english)
        else:
            english = self._score_english(texts)
            answers = [
                self._reject_foreign(text, each) for text, each in zip(texts, english, strict=True)
            ]
        with self._cache_lock:
            self._cache.update(zip(map(_cache_key, texts), answers, strict=True))
        return answers

    def _score_english(self, texts: Sequence[CleanText]) -> list[Scores]:
        """Return the scores of texts as English, in whatever language they are.

        The network's, lowered where harmless phrases stand in a text, and raised by phrases of harm.
        """
        tokens, logits = self._read(texts)
        calibrate = self._bundle.calibration.apply_to_one
        read = [Scores.of(calibrate(row)) for row in logits.tolist()]
        scores = self._second.lower(texts, tokens, read)
        return [
            raise_scores(each, self._phrases.find(text.text, words), self._bundle.thresholds)
            for text, words, each in zip(texts, tokens, scores, strict=True)
        ]

    def _read(self, texts: Sequence[CleanText]) -> tuple[list[list[Token]], Floats]:
        """Return the tokens of texts and their logits, doubtful corrections made only where the rest agrees."""
        readings = [self._spell_corrector.read(text.text) for text in texts]
        tokens = [reading.mended for reading in readings]
        doubtful = [row for row, reading in enumerate(readings) if reading.literal]
        logits: Floats = self.network.logits([_words(each) for each in tokens])
        if doubtful:
            literal = [readings[row].literal or [] for row in doubtful]
            answers = self.network.logits([_words(each) for each in literal])
            for row, written, answer in zip(doubtful, literal, answers, strict=True):
                if max(self._bundle.calibration.apply_to_one(answer.tolist())) < MIN_AGREEMENT:
                    tokens[row], logits[row] = written, answer
        return tokens, logits

    def _reject_foreign(self, text: CleanText, scores: Scores) -> Scores | Unscored:
        """Return the scores, unless they are low and the text is in another language, where low means nothing.

        So is a short line that names a rude word of one, however English it looks besides.
        """
        if any(scores[label] >= flag for label, flag in self._flags):
            return scores
        tokens = tokenizer.token_texts(text.text)
        is_rude = self._rude and self._rude.are_named(tokens)
        if is_rude or self._language_detector.detect(text, tokens) is not None:
            return Unscored(Reason.LANGUAGE)
        return scores


def rejection_reason(text: CleanText, *, is_multilingual: bool = False) -> Reason | None:
    """Return why a text cannot be scored, as far as that is seen without the network, or None."""
    if text.is_cut:
        return Reason.TOO_LONG
    if is_multilingual:
        return None if segmenter.has_tokens(text.text) else Reason.EMPTY
    if not text.text.isascii():
        letters = [char for char in text.text if char.isalpha()]
        if 2 * sum(not char.isascii() for char in letters) > len(letters):
            return Reason.LANGUAGE
    if not tokenizer.has_tokens(text.text):
        return Reason.EMPTY
    return None


def _words(tokens: Sequence[Token]) -> list[str]:
    return [word for word, _, _ in tokens] or ["<user>"]


def _agree(scores: Scores, wanted: Scores) -> bool:
    """Tell whether scores are those wanted, as far as a machine's arithmetic may differ."""
    return set(scores) == set(wanted) and all(
        abs(scores[label] - wanted[label]) <= GOLDEN_TOLERANCE for label in wanted
    )


def _cache_key(text: CleanText) -> str | bytes:
    if len(text.text) <= MAX_CACHE_KEY:
        return text.text
    return blake2b(text.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
