"""Scoring: raw or clean texts in, a calibrated probability for each label out, without TensorFlow."""

import ctypes
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime

from classifier.inference import bundle as bundles
from classifier.inference.bundle import Bundle, BundleError
from classifier.inference.encoder import Encoder, cut_windows
from classifier.inference.explain import EXPLAINED_FROM, find_spans
from classifier.inference.language_detector import LanguageDetector, read_model
from classifier.labels import Label, LabelThresholds, Reason, Scores, Span, Unscored
from classifier.metrics.formulas import Floats
from classifier.text import tokenizer
from classifier.text.normalize import CleanText, clean
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Token

MICRO_BATCH = 8
"""Messages that the network reads at once; more only fill its caches."""

CACHE_SIZE = 4_096
"""Recent texts whose scores are kept: greetings, copied spam, a raid's one line."""

GOLDEN_TOLERANCE = 1e-3
"""How far a machine's arithmetic may move a golden score before the bundle is refused."""


def load(bundle: Path | None = None) -> "Scorer":
    """A scorer on a bundle, by default the one that ships with Parley.

    Raises:
        BundleError: if the bundle is missing, damaged, made for another version, or does not give
            its own golden texts their scores on this machine.
    """
    scorer = Scorer(bundles.read(bundle or bundles.DEFAULT))
    scorer.check_golden()
    _release_memory()
    return scorer


class Scorer:
    """Scores texts with one bundle; may be called from any thread, and blocks it."""

    def __init__(self, bundle: Bundle, *, remembered: int = CACHE_SIZE) -> None:
        self._bundle = bundle
        self._remembered = remembered
        self._encoder = Encoder(bundle.vocabulary)
        self._mender = SpellCorrector(bundle.vocabulary)
        self._languages = LanguageDetector(bundle.vocabulary, read_model())
        self._session = _open_session(bundle)
        self._recent: OrderedDict[str, Scores | Unscored] = OrderedDict()
        self._lock = Lock()

    @property
    def version(self) -> str:
        """The bundle's own version."""
        return self._bundle.version

    @property
    def thresholds(self) -> Mapping[Label, LabelThresholds]:
        """The bundle's own thresholds, chosen on rows that the network never saw."""
        return self._bundle.thresholds

    def score(self, texts: Sequence[str]) -> list[Scores | Unscored]:
        """Scores, or why there are none, for each raw text, in order."""
        return self.score_cleaned([clean(text) for text in texts])

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        """The same for texts that are clean already."""
        answers = [self.cached(text) for text in texts]
        asked = [text for text, answer in zip(texts, answers, strict=True) if answer is None]
        found = iter(self._run(asked))
        return [next(found) if answer is None else answer for answer in answers]

    def cached(self, text: CleanText) -> Scores | Unscored | None:
        """What is known of a text without asking the network; never blocks for long."""
        reason = rejection_reason(text)
        if reason is not None:
            return Unscored(reason)
        with self._lock:
            answer = self._recent.get(text.text)
            if answer is not None:
                self._recent.move_to_end(text.text)
            return answer

    def explain(self, text: CleanText) -> list[Span]:
        """The characters of the raw text that raised labels to `EXPLAINED_FROM`, heaviest first."""
        (scores,) = self.score_cleaned([text])
        if isinstance(scores, Unscored):
            return []
        raised = [label for label in Label if scores[label] >= EXPLAINED_FROM]
        if not raised:
            return []
        return find_spans(
            text, self.read(text), raised, logits=self.logits, window=self._bundle.window
        )

    def read(self, text: CleanText) -> list[Token]:
        """The words of a clean text as the network gets them, those that are broken mended."""
        return self._mender.correct(text.text)

    def logits(self, messages: Sequence[Sequence[str]]) -> Floats:
        """The network's own answers (N, 6) to messages of one word or more.

        A long message is read in overlapping windows, and answers with its worst one, so that no
        harmless padding can dilute it.
        """
        windows = [
            (i, window)
            for i, words in enumerate(messages)
            for window in cut_windows(words, self._bundle.window)
        ]
        if len(windows) == 1:
            (answers,) = self._session.run(None, self._encoder.encode([windows[0][1]]).inputs())
            return np.asarray(answers, np.float32)
        windows.sort(key=lambda item: len(item[1]))
        logits = np.full((len(messages), len(Label)), -np.inf, np.float32)
        for at in range(0, len(windows), MICRO_BATCH):
            owners, batch = zip(*windows[at : at + MICRO_BATCH], strict=True)
            (answers,) = self._session.run(None, self._encoder.encode(batch).inputs())
            np.maximum.at(logits, list(owners), answers)
        return logits

    def check_golden(self) -> None:
        """Raises BundleError where this machine's scores are not the bundle's golden ones."""
        texts = list(self._bundle.golden)
        for text, scores in zip(texts, self.score(texts), strict=True):
            wanted = self._bundle.golden[text]
            if isinstance(scores, Unscored) or any(
                abs(scores[label] - wanted[label]) > GOLDEN_TOLERANCE for label in Label
            ):
                raise BundleError(
                    f"{self._bundle.folder}: scores its golden text {text!r} as {scores}, not as {wanted}; "
                    "reinstall with the versions in constraints.txt, or train the bundle anew"
                )

    def _run(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        if not texts:
            return []
        logits = self.logits([[word for word, _, _ in self.read(text)] for text in texts])
        scores = [Scores.of(row) for row in self._bundle.calibration.apply(logits).tolist()]
        answers = [
            self._reject_foreign(text, each) for text, each in zip(texts, scores, strict=True)
        ]
        with self._lock:
            for text, answer in zip(texts, answers, strict=True):
                self._recent[text.text] = answer
            while len(self._recent) > self._remembered:
                self._recent.popitem(last=False)
        return answers

    def _reject_foreign(self, text: CleanText, scores: Scores) -> Scores | Unscored:
        """Low scores mean nothing in another language; high ones know a word of it."""
        is_flagged = any(scores[label] >= self.thresholds[label].flag for label in Label)
        if is_flagged or self._languages.detect(text) is None:
            return scores
        return Unscored(Reason.LANGUAGE)


def rejection_reason(text: CleanText) -> Reason | None:
    """Why a text cannot be judged, as far as that is seen without reading it, or None."""
    if text.is_cut:
        return Reason.TOO_LONG
    if not text.text.isascii():
        letters = [char for char in text.text if char.isalpha()]
        if 2 * sum(not char.isascii() for char in letters) > len(letters):
            return Reason.LANGUAGE
    if not tokenizer.has_words(text.text):
        return Reason.EMPTY
    return None


def _release_memory() -> None:
    """Return to the system what reading the files took, which glibc would keep."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _open_session(bundle: Bundle) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a second one only burns CPU
    options.enable_cpu_mem_arena = False  # else it keeps the memory of the largest batch ever seen
    return onnxruntime.InferenceSession(bundle.model, options, providers=["CPUExecutionProvider"])
