"""Export of a multilingual run: an English bundle, joined by the network of other languages."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras

from classifier.data.reader import DataError
from classifier.inference import bundle as bundles
from classifier.inference import run_weights
from classifier.inference.multilingual_part import MODEL, MultilingualPart
from classifier.inference.run_weights import RunWeights
from classifier.text.segmenter import Segmenter
from classifier.training.length_batches import WEIGHTS
from classifier.training.lexicons import CONFIG, Phrase, hash_rude_words, read_phrases
from classifier.training.multilingual_calibration import GOLDEN, calibrate_languages
from classifier.training.multilingual_config import HEADS, MultilingualConfig
from classifier.training.multilingual_network import build_multilingual_network
from classifier.training.multilingual_pieces import load_pieces
from classifier.training.multilingual_train import read_held_out
from classifier.training.onnx_graph import quantize_vectors, write_onnx


def export_languages(
    run: Path,
    english: Path,
    folder: Path,
    *,
    evidence: Path,
    version: str,
    log: Callable[[str], None],
) -> None:
    """Write a bundle of a run's network and an English bundle.

    `evidence` is a folder of sets that may only measure.

    Raises:
        BundleError: the English bundle cannot be used.
        DataError: the run is not finished, or a set malformed.
    """
    model, segmenter, config, phrases = load_run(run)
    base = bundles.read(english)
    folder.mkdir(parents=True, exist_ok=True)
    for file in base.network_files:
        shutil.copyfile(file, folder / file.name)
    write_onnx(model, config.network, folder / MODEL)
    part = MultilingualPart(
        {piece: round(score, 2) for piece, score in segmenter.scored.items()},
        HEADS,
        {},
        hash_rude_words(phrases, base.vocabulary),
        RunWeights.read(run / run_weights.FILE),
    )
    made = {"english": base.version, **{name: getattr(config, name) for name in config.__slots__}}
    calibrate_languages(
        replace(base, folder=folder, version=version, multilingual=part),
        made,
        held=read_held_out(run),
        evidence=evidence,
        texts=(*base.golden, *GOLDEN),
        log=log,
    )


def load_run(
    run: Path,
) -> tuple[keras.Model, Segmenter, MultilingualConfig, list[Phrase]]:
    """Return a run's network, its vectors quantized as they are shipped, with segmenter, config and lexicon.

    Raises:
        DataError: the folder holds no finished run.
    """
    try:
        values = json.loads((run / CONFIG).read_text("utf-8"))
        values.pop("phrases")
        config = MultilingualConfig(**values)
        segmenter, vectors = load_pieces(run)
        model = build_multilingual_network(config.network, vectors, heads=len(HEADS))
        model.load_weights(run / WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{run}: not a finished multilingual run ({error})") from error
    quantize_vectors(model)
    return model, segmenter, config, read_phrases(run)
