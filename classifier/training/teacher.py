"""A linear teacher: what bags of words and of characters say of a row that they did not learn from.

A recurrent net learns a label of a few hundred positives by heart; a linear model cannot, and ranks
rare labels better. Mixed into the targets, its opinion keeps the net from forgetting what single
words say (distillation: Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural
Network"). Nothing of the teacher is served.
"""

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifier.data.examples import Examples
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Mask

FOLDS = 3
"""Parts of the rows; a teacher judges the part that it did not learn from."""

SPOKEN_FOR = (Label.SEVERE_TOXIC, Label.OBSCENE, Label.THREAT, Label.INSULT)
"""Labels on which the teacher alone speaks where a set is silent. Not on `toxic` and
`identity_hate`: there a bag of words takes the name of a group for the hate of it."""


def out_of_fold_opinions(examples: Examples) -> Floats:
    """The teacher's opinions (N, 6), 0..1: of linear models that did not see the row.

    It learns from the rows that were judged for every label.
    """
    texts = [" ".join(words) for words in examples.words]
    is_whole = examples.is_fully_labelled
    features = _read_bags(texts, is_whole)
    folds = np.array([crc32(text.encode()) % FOLDS for text in texts])
    jobs = [(fold, k) for fold in range(FOLDS) for k in range(len(Label))]
    answers = Parallel(n_jobs=-1)(
        delayed(_judge)(features, examples, k, learned=is_whole & (folds != fold))
        for fold, k in jobs
    )
    opinions = np.zeros((FOLDS, *examples.targets.shape), np.float32)
    for (fold, k), answer in zip(jobs, answers, strict=True):
        opinions[fold, :, k] = answer
    own = opinions[folds, np.arange(len(folds))]
    opinion: Floats = np.where(is_whole[:, None], own, opinions.mean(axis=0))
    return opinion


def mix_targets(targets: Floats, opinions: Floats, *, trust: float) -> Floats:
    """Targets (N, 6) that are `trust` (0..1) the teacher's; a silent set's stay NaN, but `SPOKEN_FOR`."""
    speaks = np.array([label in SPOKEN_FOR for label in Label])
    known = (1 - trust) * targets + trust * opinions
    silent = np.where(speaks, opinions, np.nan)
    mixed: Floats = np.where(np.isnan(targets), silent, known).astype(np.float32)
    return mixed


def _read_bags(texts: Sequence[str], is_whole: Mask) -> csr_matrix:
    """Weighted counts of words, pairs of words and runs of 2 to 5 characters."""
    words = TfidfVectorizer(
        analyzer=_words_and_pairs, min_df=3, max_features=150_000, sublinear_tf=True
    )
    runs = TfidfVectorizer(
        ngram_range=(2, 5), analyzer="char_wb", min_df=5, max_features=200_000, sublinear_tf=True
    )
    known = [text for text, whole in zip(texts, is_whole, strict=True) if whole]
    bags = [bag.fit(known).transform(texts) for bag in (words, runs)]
    return hstack(bags).tocsr().astype(np.float32)


def _words_and_pairs(text: str) -> list[str]:
    words = text.split()
    return words + [f"{one} {next_}" for one, next_ in pairwise(words)]


def _judge(features: csr_matrix, examples: Examples, label: int, *, learned: Mask) -> Floats:
    """One label's probabilities (N,), by a model of the rows that are `learned`."""
    targets = examples.targets[learned, label]
    if len(np.unique(targets)) == 1:
        return np.full(len(learned), targets[0], np.float32)
    model = LogisticRegression(C=2.0, solver="liblinear", max_iter=30)
    model.fit(features[learned], targets, sample_weight=examples.weights[learned])
    opinions: Floats = model.predict_proba(features)[:, 1].astype(np.float32)
    return opinions
