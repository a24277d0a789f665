"""Linear teachers of many languages: out-of-fold probabilities of `toxic`, one model a language.

Runs of characters and words rank a small set better than a recurrent network does, and mixed into the targets
they keep it from following single rows. Nothing of a teacher is served.
"""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifier.data.language_rows import LanguageRows
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Indices, Mask

FOLDS = 3
"""Parts of a language's rows; each is predicted by a teacher trained on the others."""
MIN_ROWS = 500
"""Labelled rows from which on a language has a teacher."""
RUN_SIZES = {"zh": (1, 3), "ja": (1, 3), "ko": (1, 4)}
"""Sizes of runs of characters where they are not 2 to 5."""

_WORDS = r"\w+"
_UNSPACED = ("zh", "ja")


def predict_out_of_fold(rows: LanguageRows, *, log: Callable[[str], None]) -> Floats:
    """Return probabilities (N,) of `toxic`, NaN in languages without a teacher and in English.

    Those of held-out rows are by a teacher of all other rows.
    """
    codes = np.array(rows.languages)
    toxic = rows.targets[:, list(Label).index(Label.TOXIC)]
    predictions = np.full(len(rows), np.nan, np.float32)
    for code in sorted({*rows.languages} - {"en"}):
        # Chats of programs are all benign: a teacher would take their manner for harmlessness.
        chosen = np.flatnonzero(
            (codes == code) & ~np.isnan(toxic) & (np.array(rows.sets) != "multi_chatterbot")
        )
        if len(chosen) >= MIN_ROWS:
            log(f"a linear teacher of {code}: {len(chosen):,} rows")
            predictions[chosen] = _predict_language(rows, chosen, toxic[chosen], code)
    return predictions


def _predict_language(rows: LanguageRows, chosen: Indices, toxic: Floats, code: str) -> Floats:
    texts = [rows.texts[row] for row in chosen]
    features = _extract_features(texts, code)
    held = rows.is_held_out[chosen]
    folds = np.array([crc32(text.encode("utf-8", "replace")) // 1000 % FOLDS for text in texts])
    predictions = np.empty(len(chosen), np.float32)
    for fold in range(FOLDS):
        within = ~held & (folds == fold)
        predictions[within] = _fit(features, toxic, ~held & (folds != fold), within)
    if held.any():
        predictions[held] = _fit(features, toxic, ~held, held)
    return predictions


def _fit(features: csr_matrix, toxic: Floats, trained: Mask, asked: Mask) -> Floats:
    model = LogisticRegression(C=3.0, solver="liblinear")
    model.fit(features[trained], toxic[trained])
    probabilities: Floats = model.predict_proba(features[asked])[:, 1]
    return probabilities


def _extract_features(texts: Sequence[str], code: str) -> csr_matrix:
    """Return TF-IDF features (N, features) of runs of characters and, where there are spaces, of words."""
    runs = TfidfVectorizer(
        analyzer="char" if code in _UNSPACED else "char_wb",
        ngram_range=RUN_SIZES.get(code, (2, 5)),
        min_df=3,
        max_features=300_000,
        sublinear_tf=True,
    )
    features = [runs.fit_transform(texts)]
    if code not in _UNSPACED:
        words = TfidfVectorizer(
            token_pattern=_WORDS,
            ngram_range=(1, 2),
            min_df=3,
            max_features=100_000,
            sublinear_tf=True,
        )
        features.append(words.fit_transform(texts))
    return hstack(features).tocsr().astype(np.float32)
