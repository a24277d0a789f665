"""Data sets as training examples, and their split into training and held-out rows.

Each row is cleaned once, here.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from classifier.data.datasets import REHEARSED
from classifier.data.examples import (
    Examples,
    HardTargets,
    LabelledExamples,
    TargetsT,
    UncorrectedTokens,
)
from classifier.data.parallel import map_texts
from classifier.data.reader import DataError, LabelledTexts
from classifier.data.train_config import TrainConfig
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Indices
from classifier.text import tokenizer
from classifier.text.normalize import clean


def is_held_out(clean_text: str, *, share: float) -> bool:
    """Tell whether a clean text is for validation: by its hash, so that its copies stand on the same side."""
    return crc32(clean_text.encode()) % 1000 < 1000 * share


def split_held_out(
    sets: Sequence[LabelledTexts], config: TrainConfig
) -> tuple[LabelledExamples, LabelledExamples]:
    """Return the examples of data sets to train on, and the held-out ones. Rows without a token are left out.

    Raises:
        DataError: too few rows are held out to validate every label.
    """
    sets = [_rehearse(rows, share=config.rehearsed) for rows in sets]
    texts = [text for rows in sets for text in rows.texts]
    examples = _clean_and_tokenize(
        texts,
        HardTargets(np.concatenate([rows.targets for rows in sets])),
        np.concatenate([rows.weights for rows in sets]),
        max_tokens=config.max_tokens,
    )
    is_held = np.array([is_held_out(text, share=config.held_out) for text in examples.clean_texts])
    is_taken = np.array(
        [
            rows.name not in REHEARSED or _is_rehearsed(text, share=config.rehearsed)
            for rows in sets
            for text in rows.texts
        ]
    )
    if is_held.all() or not is_held.any():
        raise DataError(f"{len(texts)} rows are too few to hold some out for validation")
    has_tokens = np.array([bool(tokens) for tokens in examples.tokens])
    held_out = examples.take(np.flatnonzero(is_held & has_tokens))
    labelled = held_out.targets[held_out.is_fully_labelled]
    is_measured = (labelled == 1).any(axis=0) & (labelled == 0).any(axis=0)
    if not is_measured.all():
        lacking = [
            label.value for label, is_there in zip(Label, is_measured, strict=True) if not is_there
        ]
        raise DataError(
            f"of {len(texts)} rows too few are held out to validate {', '.join(lacking)}: of every label there "
            "must be some that have it and some that do not, among rows judged for all six; more rows help"
        )
    return examples.take(np.flatnonzero(~is_held & is_taken & has_tokens)), held_out


def _rehearse(rows: LabelledTexts, *, share: float) -> LabelledTexts:
    """Return a share of a set that is learned again; all of one that is held out from for calibration."""
    if rows.name not in REHEARSED or not np.isnan(rows.targets).any():
        return rows
    taken = [i for i, text in enumerate(rows.texts) if _is_rehearsed(text, share=share)]
    return LabelledTexts(
        rows.name, [rows.texts[i] for i in taken], rows.targets[taken], rows.weights[taken]
    )


def _is_rehearsed(text: str, *, share: float) -> bool:
    return crc32(text.encode("utf-8", "surrogatepass")) % 997 < 997 * share


def build_examples(
    texts: Sequence[str], targets: TargetsT, weights: Floats, *, config: TrainConfig
) -> Examples[UncorrectedTokens, TargetsT]:
    """Return examples of texts of our own, to train on.

    Those without a token are left out, and those that say the same as a row that may be held out.
    """
    examples = _clean_and_tokenize(texts, targets, weights, max_tokens=config.max_tokens)
    return examples.take(
        [
            row
            for row, (text, tokens) in enumerate(
                zip(examples.clean_texts, examples.tokens, strict=True)
            )
            if tokens and not is_held_out(text, share=config.held_out)
        ]
    )


def build_variants(
    examples: Examples[UncorrectedTokens, TargetsT],
    rows: Sequence[int] | Indices,
    texts: Sequence[str],
    *,
    config: TrainConfig,
) -> Examples[UncorrectedTokens, TargetsT]:
    """Return examples of other texts (M,) with the targets and weights of these rows (M,)."""
    originals = examples.take(rows)
    return build_examples(texts, originals.targets, originals.weights, config=config)


def _clean_and_tokenize(
    texts: Sequence[str], targets: TargetsT, weights: Floats, *, max_tokens: int
) -> Examples[UncorrectedTokens, TargetsT]:
    clean_texts = map_texts(_clean_all, texts)
    tokens = [UncorrectedTokens(tokenizer.token_texts(text)[:max_tokens]) for text in clean_texts]
    return Examples(list(texts), clean_texts, tokens, targets, weights)


def _clean_all(texts: Sequence[str]) -> list[str]:
    return [clean(text).text for text in texts]
