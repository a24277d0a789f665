"""Linear teacher: out-of-fold predictions from bags of words and of characters, for distillation.

A recurrent network overfits a label of a few hundred positives; a linear model does not, and ranks
rare labels better. Mixed into the targets, its predictions keep what single words say (Hinton, Vinyals
and Dean 2015, "Distilling the Knowledge in a Neural Network"). Nothing of the teacher is served.
"""

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifier.data.examples import HardTargets, LabelledExamples, SoftTargets
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Mask

FOLDS = 3
"""Parts of the rows; each is predicted by a teacher trained on the others."""

TEACHER_LABELS = (Label.SEVERE_TOXIC, Label.OBSCENE, Label.THREAT, Label.INSULT)
"""Labels whose target is the teacher's prediction alone where a set leaves them unlabelled. Not `toxic`
and `identity_hate`: there a bag of words takes the name of a group for the hate of it."""


def predict_out_of_fold(examples: LabelledExamples) -> Floats:
    """Return probabilities (N, 6) by linear models, each trained on rows of the other folds.

    Only rows that are labelled for every label are trained on.
    """
    texts = [" ".join(tokens) for tokens in examples.tokens]
    is_fully_labelled = examples.is_fully_labelled
    features = _extract_features(texts, is_fully_labelled)
    folds = np.array([crc32(text.encode()) % FOLDS for text in texts])
    jobs = [(fold, column) for fold in range(FOLDS) for column in range(len(Label))]
    columns = Parallel(n_jobs=-1)(
        delayed(_fit_and_predict)(
            features, examples, column, trained_on=is_fully_labelled & (folds != fold)
        )
        for fold, column in jobs
    )
    by_fold = np.zeros((FOLDS, *examples.targets.shape), np.float32)
    for (fold, column), probabilities in zip(jobs, columns, strict=True):
        by_fold[fold, :, column] = probabilities
    out_of_fold = by_fold[folds, np.arange(len(folds))]
    predictions: Floats = np.where(is_fully_labelled[:, None], out_of_fold, by_fold.mean(axis=0))
    return predictions


def mix_targets(targets: HardTargets, predictions: Floats, *, trust: float) -> SoftTargets:
    """Return targets (N, 6) of which `trust` (0..1) is the teacher's prediction.

    Unlabelled ones are the prediction alone for `TEACHER_LABELS`, and stay NaN for the others.
    """
    is_teacher_label = np.array([label in TEACHER_LABELS for label in Label])
    labelled = (1 - trust) * targets + trust * predictions
    unlabelled = np.where(is_teacher_label, predictions, np.nan)
    return SoftTargets(np.where(np.isnan(targets), unlabelled, labelled).astype(np.float32))


def _extract_features(texts: Sequence[str], is_fully_labelled: Mask) -> csr_matrix:
    """Return TF-IDF features (N, features) of words, pairs of words and 2- to 5-grams of characters."""
    words = TfidfVectorizer(
        analyzer=_words_and_pairs, min_df=3, max_features=150_000, sublinear_tf=True
    )
    ngrams = TfidfVectorizer(
        ngram_range=(2, 5), analyzer="char_wb", min_df=5, max_features=200_000, sublinear_tf=True
    )
    labelled = [texts[row] for row in np.flatnonzero(is_fully_labelled).tolist()]
    features = [each.fit(labelled).transform(texts) for each in (words, ngrams)]
    return hstack(features).tocsr().astype(np.float32)


def _words_and_pairs(text: str) -> list[str]:
    words = text.split()
    return words + [f"{one} {next_}" for one, next_ in pairwise(words)]


def _fit_and_predict(
    features: csr_matrix, examples: LabelledExamples, column: int, *, trained_on: Mask
) -> Floats:
    """Return one label's probabilities (N,) by a model of the rows in `trained_on`."""
    targets = examples.targets[trained_on, column]
    if len(np.unique(targets)) == 1:
        return np.full(len(trained_on), targets[0], np.float32)
    model = LogisticRegression(C=2.0, solver="liblinear", max_iter=30)
    model.fit(features[trained_on], targets, sample_weight=examples.weights[trained_on])
    probabilities: Floats = model.predict_proba(features)[:, 1].astype(np.float32)
    return probabilities
