"""Logistic regression over hashed character runs, of all languages at once: the weights of `RunWeights`."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from classifier.inference.run_weights import BUCKETS, RunWeights
from classifier.metrics.formulas import Floats
from classifier.text.segmenter import hash_token_runs

MAX_RARITY = 15.9
"""Inverse document frequency that eight bits in steps of 1/16 can hold."""
STRENGTH = 2.0
"""Inverse of the strength of regularisation."""


def fit_run_weights(
    messages: Sequence[Sequence[str]],
    toxic: Floats,
    weights: Floats,
    *,
    log: Callable[[str], None],
) -> RunWeights:
    """Fit the weights to messages, each the texts of its tokens, with targets (N,) of 0..1 and weights (N,)."""
    counts = count_runs(messages)
    log(f"a linear model of {counts.nnz:,} runs in {len(messages):,} lines")
    present = np.bincount(counts.indices, minlength=BUCKETS)
    rarity = np.minimum(np.log((1 + len(messages)) / (1 + present)) + 1, MAX_RARITY)
    steps = np.round(rarity * 16).astype(np.uint8)
    features = normalize_rows(counts, steps / 16.0)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=40, tol=1e-3)
    model.fit(features, toxic >= 0.5, sample_weight=weights)  # noqa: PLR2004 - more likely than not
    found = model.coef_[0]
    scale = float(np.abs(found).max()) / 127 or 1.0
    return RunWeights(
        np.round(found / scale).astype(np.int8), steps, scale, float(model.intercept_[0])
    )


def count_runs(messages: Sequence[Sequence[str]]) -> csr_matrix:
    """Return the counts (N, BUCKETS) of runs in messages."""
    known: dict[str, list[int]] = {}
    columns: list[np.ndarray[tuple[int], np.dtype[np.int32]]] = []
    ends = [0]
    for tokens in messages:
        places: list[int] = []
        for token in tokens:
            if token not in known:
                known[token] = [number % BUCKETS for number in hash_token_runs(token)]
            places += known[token]
        columns.append(np.array(places, np.int32))
        ends.append(ends[-1] + len(places))
    indices = np.concatenate(columns)
    matrix = csr_matrix(
        (np.ones(len(indices), np.float32), indices, ends), shape=(len(messages), BUCKETS)
    )
    matrix.sum_duplicates()
    return matrix


def normalize_rows(counts: csr_matrix, rarity: Floats) -> csr_matrix:
    """Return counts times rarity, each row divided as `RunModel` divides it."""
    squares = np.asarray(counts @ (rarity**2)).ravel()
    scales = 1 / np.sqrt(np.where(squares > 0, squares, 1.0))
    return (diags(scales) @ counts @ diags(rarity)).tocsr().astype(np.float32)
