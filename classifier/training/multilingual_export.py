"""Export of a multilingual run: an English bundle, joined by the network of other languages."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import keras

from classifier.data.reader import DataError
from classifier.inference import bundle as bundles
from classifier.inference import run_weights
from classifier.inference.language_profiles import ANY
from classifier.inference.multilingual import WINDOW
from classifier.inference.multilingual_encoder import MultilingualEncoder
from classifier.inference.multilingual_part import MODEL, MultilingualPart
from classifier.inference.network import Network
from classifier.inference.run_weights import RunModel, RunWeights
from classifier.inference.scorer import Scorer
from classifier.labels import Label, Scores
from classifier.text.segmenter import Segmenter
from classifier.training.language_calibration import build_profiles
from classifier.training.language_evidence import (
    collect_evidence,
    measure_other_sources,
    read_held_out,
)
from classifier.training.length_batches import WEIGHTS
from classifier.training.lexicons import CONFIG, Phrase, hash_rude_words, read_phrases
from classifier.training.multilingual_config import HEADS, MultilingualConfig
from classifier.training.multilingual_network import build_multilingual_network
from classifier.training.multilingual_pieces import load_pieces
from classifier.training.multilingual_train import HELD_OUT
from classifier.training.onnx_graph import quantize_vectors, write_onnx

GOLDEN = (
    "günaydın arkadaşlar, bugün toplantı var mı?",
    "sen ne kadar aptal bir adamsın",
    "a reunião ficou para amanhã, obrigado",
    "cala essa boca, seu idiota",
    "오늘 회의는 몇 시에 시작하나요?",
    "너 정말 멍청한 놈이구나",
    "今天的会议改到明天了",
    "你这个蠢货给我闭嘴",
    "اجتماع اليوم تأجل الى الغد",
)
"""Invented texts in other languages whose scores are kept in the bundle, beside the English ones."""


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
    runs = RunWeights.read(run / run_weights.FILE)
    base = bundles.read(english)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base.model, folder / "model.onnx")
    write_onnx(model, config.network, folder / MODEL)
    held = read_held_out(run / HELD_OUT)
    network = open_network(folder / MODEL, segmenter)
    other = measure_other_sources(network, RunModel(runs), segmenter, evidence)
    proof = collect_evidence(held, other)
    profiles = build_profiles(held, proof, log=log)
    part = MultilingualPart(
        {piece: round(score, 2) for piece, score in segmenter.scored.items()},
        HEADS,
        profiles,
        hash_rude_words(phrases, base.vocabulary),
        runs,
    )
    blank = replace(
        base,
        folder=folder,
        version=version,
        released_on=datetime.now(UTC).date().isoformat(),
        languages=("en", *sorted(code for code in profiles if code != ANY)),
        multilingual=part,
        golden={},
    )
    made = {
        "english": base.version,
        "evidence": {
            code: {"held_out": dict(each.held_out), "other_sources": dict(each.other)}
            for code, each in proof.items()
        },
        **{name: getattr(config, name) for name in config.__slots__},
    }
    bundles.write(blank, made=made)
    texts = (*base.golden, *GOLDEN)
    scores = zip(texts, Scorer(blank).score(texts), strict=True)
    golden = {text: each for text, each in scores if isinstance(each, Scores)}
    bundles.write(replace(blank, golden=golden), made=made)


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


def open_network(model: Path, segmenter: Segmenter) -> Network:
    """Open an ONNX file that `write_onnx` wrote, as the bot runs it."""
    encoder = MultilingualEncoder(segmenter)
    return Network(model, encoder, window=WINDOW, outputs=len(Label) + len(HEADS))
