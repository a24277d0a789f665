"""Export of a multilingual run: an English bundle, joined by the network of other languages.

What a language may be trusted with follows from evidence alone: rows of its sets that were held out, and sets of
other sources, which measure and teach nothing.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import keras
import numpy as np

from classifier.data.language_datasets import MEASURED
from classifier.data.reader import MULTILINGUAL, DataError, LabelledTexts, read_dataset
from classifier.inference import bundle as bundles
from classifier.inference import run_weights
from classifier.inference.language_profiles import (
    ANY,
    LanguageProfile,
    LanguageTier,
    apply_curve,
)
from classifier.inference.multilingual import COMMON_ENGLISH, WINDOW
from classifier.inference.multilingual_encoder import MultilingualEncoder
from classifier.inference.multilingual_part import MODEL, MultilingualPart, hash_phrase
from classifier.inference.network import Network
from classifier.inference.run_weights import RunModel, RunWeights
from classifier.inference.scorer import Scorer
from classifier.labels import Label, LabelThresholds, Scores
from classifier.metrics.formulas import Floats, Mask
from classifier.metrics.precision_thresholds import choose_thresholds
from classifier.metrics.ranking import roc_auc
from classifier.text.normalize import clean
from classifier.text.segmenter import Segmenter
from classifier.text.tokenizer import UNKNOWN, Vocabulary
from classifier.training.calibrate import fit_curve
from classifier.training.multilingual_config import HEADS, MultilingualConfig
from classifier.training.multilingual_network import build_multilingual_network
from classifier.training.multilingual_train import CONFIG, HELD_OUT, load_pieces
from classifier.training.multilingual_trainer import WEIGHTS
from classifier.training.onnx_graph import quantize_vectors, write_onnx

MIN_HELD_OUT_AUC, MIN_OTHER_AUC = 0.88, 0.80
"""ROC AUC that a supported language reaches on its best held-out set, and on one of another source."""
MIN_BETA_AUC = 0.70
"""ROC AUC on either from which on a language is beta."""
MIN_CLASS = 40
"""Held-out rows of either class from which on a language has a label."""
TOXIC_SHARE = 0.1
"""Share of toxic rows to which a language's are weighed, about that of talk: sets hold up to two thirds."""
FLAG_SHARE = 0.3
"""The same for the flag, which asks a person to look and may be wrong more often."""
MAX_HARMLESS_FLAGGED = 0.005
"""Share of harmless chat, in all languages, that a language's flag may flag."""
MAX_EVIDENCE_ROWS = 2_000
"""Rows of a set of another source that its evidence is measured on."""
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


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Held-out rows: outputs (N, 6 + L), targets (N, 6), languages and sets (N,)."""

    outputs: Floats
    targets: Floats
    languages: Sequence[str]
    sets: Sequence[str]


@dataclass(frozen=True, slots=True)
class LanguageEvidence:
    """ROC AUC of `toxic` in a language, by set: of held-out rows, and of sets of other sources."""

    held_out: Mapping[str, float]
    other: Mapping[str, float]

    @property
    def tier(self) -> LanguageTier | None:
        """Return the tier that the evidence allows; None for none."""
        held = max(self.held_out.values(), default=0.0)
        other = max(self.other.values(), default=0.0)
        if held >= MIN_HELD_OUT_AUC and other >= MIN_OTHER_AUC:
            return LanguageTier.SUPPORTED
        return LanguageTier.BETA if max(held, other) >= MIN_BETA_AUC else None


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
    held = read_held_out(run)
    network = open_network(folder / MODEL, segmenter)
    other = measure_other_sources(network, RunModel(runs), segmenter, evidence)
    proof = collect_evidence(held, other)
    profiles = build_profiles(held, proof, log=log)
    part = MultilingualPart(
        {piece: round(score, 2) for piece, score in segmenter.scored.items()},
        HEADS,
        profiles,
        hash_rude_words(phrases, segmenter, base.vocabulary),
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
) -> tuple[keras.Model, Segmenter, MultilingualConfig, list[tuple[str, str]]]:
    """Return a run's network, its vectors quantized as they are shipped, with segmenter, config and lexicon.

    Raises:
        DataError: the folder holds no finished run.
    """
    try:
        values = json.loads((run / CONFIG).read_text("utf-8"))
        phrases = [(str(text), str(code)) for text, code in values.pop("phrases")]
        config = MultilingualConfig(**values)
        segmenter, vectors = load_pieces(run)
        model = build_multilingual_network(config.network, vectors, heads=len(HEADS))
        model.load_weights(run / WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{run}: not a finished multilingual run ({error})") from error
    quantize_vectors(model)
    return model, segmenter, config, phrases


def read_held_out(run: Path) -> HeldOut:
    """Return the held-out rows of a run, with the outputs of its network."""
    with np.load(run / HELD_OUT, allow_pickle=False) as kept:
        return HeldOut(
            kept["logits"], kept["targets"], kept["languages"].tolist(), kept["sets"].tolist()
        )


def open_network(model: Path, segmenter: Segmenter) -> Network:
    """Open an ONNX file that `write_onnx` wrote, as the bot runs it."""
    encoder = MultilingualEncoder(segmenter)
    return Network(model, encoder, window=WINDOW, outputs=len(Label) + len(HEADS))


def measure_other_sources(
    network: Network, runs: RunModel, segmenter: Segmenter, folder: Path
) -> dict[str, tuple[str, float]]:
    """Return by set of another source its language and the ROC AUC of `toxic`."""
    measured: dict[str, tuple[str, float]] = {}
    for each in MEASURED:
        file = folder / f"{each.name}.csv.gz"
        if file.is_file():
            rows = _sample(read_dataset(file, sets=MULTILINGUAL))
            messages = [
                [token for token, _, _ in segmenter.tokenize(clean(text).text)] or ["<user>"]
                for text in rows.texts
            ]
            outputs = network.logits(messages)
            outputs[:, list(Label).index(Label.TOXIC)] += runs.logits(messages)
            measured[each.name] = (rows.languages[0], _auc(rows, outputs))
    return measured


def _sample(rows: LabelledTexts) -> LabelledTexts:
    """Return the first `MAX_EVIDENCE_ROWS` rows of a set, whose order is that of its source's split."""
    kept = slice(MAX_EVIDENCE_ROWS)
    return LabelledTexts(
        rows.name, rows.texts[kept], rows.targets[kept], rows.weights[kept], rows.languages[kept]
    )


def _auc(rows: LabelledTexts, outputs: Floats) -> float:
    column = list(Label).index(Label.TOXIC)
    return roc_auc(rows.targets[:, column], outputs[:, column], np.ones(len(rows.texts)))


def collect_evidence(
    held: HeldOut, other: Mapping[str, tuple[str, float]]
) -> dict[str, LanguageEvidence]:
    """Return the evidence for each language but English."""
    toxic = held.targets[:, list(Label).index(Label.TOXIC)]
    codes, names = np.array(held.languages), np.array(held.sets)
    own: dict[str, dict[str, float]] = {}
    for name in sorted({*held.sets}):
        chosen = (names == name) & ~np.isnan(toxic)
        if len(np.unique(toxic[chosen])) > 1 and min(np.bincount(toxic[chosen].astype(int))) >= 10:  # noqa: PLR2004
            auc = roc_auc(toxic[chosen], held.outputs[chosen, 0], np.ones(int(chosen.sum())))
            own.setdefault(str(codes[chosen][0]), {})[name] = round(auc, 4)
    foreign = {code for code, _ in other.values()}
    return {
        code: LanguageEvidence(
            own.get(code, {}),
            {name: round(auc, 4) for name, (c, auc) in sorted(other.items()) if c == code},
        )
        for code in sorted({*own, *foreign} - {"en"})
    }


def build_profiles(
    held: HeldOut, proof: Mapping[str, LanguageEvidence], *, log: Callable[[str], None]
) -> dict[str, LanguageProfile]:
    """Return the profile of each language that its evidence allows, and that of any other."""
    codes = np.array(held.languages)
    common = _build_profile(held, ANY, LanguageTier.BETA, codes != "en")
    if Label.TOXIC not in common.curves:
        raise DataError("too few rows are held out to calibrate any language")
    toxic_alone = replace(
        common,
        curves={Label.TOXIC: common.curves[Label.TOXIC]},
        thresholds={Label.TOXIC: common.thresholds[Label.TOXIC]},
    )
    profiles = {ANY: toxic_alone}
    for code, each in proof.items():
        if each.tier is None:
            log(f"{code}: unknown, its evidence is too weak")
            continue
        profile = _build_profile(held, code, each.tier, codes == code)
        if Label.TOXIC not in profile.curves:
            profile = replace(toxic_alone, code=code, tier=LanguageTier.BETA)
        profiles[code] = profile
        log(f"{code}: {profile.tier}, {', '.join(profile.curves)}")
    return profiles


def _build_profile(held: HeldOut, code: str, tier: LanguageTier, rows: Mask) -> LanguageProfile:
    """Return the profile of some rows: each label of which there are enough rows of both classes."""
    harmless = (np.array(held.sets) == "multi_chatterbot") & (np.array(held.languages) != "en")
    curves, thresholds = {}, {}
    for column, label in enumerate(Label):
        known = rows & ~np.isnan(held.targets[:, column])
        targets, logits = held.targets[known, column], held.outputs[known, column]
        counts = np.bincount(targets.astype(int), minlength=2)
        if min(counts) < MIN_CLASS:
            continue
        weights = weigh_classes(targets, TOXIC_SHARE)
        try:
            curve = fit_curve(targets, logits, weights)
            scores = np.array([apply_curve(curve, float(each)) for each in logits])
            sure = choose_thresholds(targets, scores, weights)
            chosen = choose_thresholds(targets, scores, weigh_classes(targets, FLAG_SHARE))
        except ValueError:  # ranked backwards, or too few rows: there is no saying in this language
            continue
        quiet = np.quantile(held.outputs[harmless, column], 1 - MAX_HARMLESS_FLAGGED)
        flag = max(chosen.flag, apply_curve(curve, float(quiet)))
        act = sure.act if tier is LanguageTier.SUPPORTED else None
        curves[label] = curve
        thresholds[label] = LabelThresholds(flag, None if act is None else max(act, flag))
    return LanguageProfile(code, tier, curves, thresholds)


def weigh_classes(targets: Floats, share: float) -> Floats:
    """Return weights (N,) by which the positive ones among targets come to a share at most, 1 for the others."""
    positives = float(targets.sum())
    negatives = len(targets) - positives
    factor = min(1.0, share / (1 - share) * negatives / positives)
    weights: Floats = np.where(targets == 1, factor, 1.0)
    return weights


def hash_rude_words(
    phrases: Sequence[tuple[str, str]], segmenter: Segmenter, vocabulary: Vocabulary
) -> frozenset[int]:
    """Return the hashes of phrases that are rude in another language, and no common English."""
    rude: set[int] = set()
    for text, code in phrases:
        tokens = [token for token, _, _ in segmenter.tokenize(clean(text).text)]
        words = [token.split("|")[1] if "|" in token else token for token in tokens]
        ranks = [vocabulary.index(word) for word in words]
        is_english = all(UNKNOWN < rank < COMMON_ENGLISH for rank in ranks)
        if code != "en" and words and not is_english:
            rude.add(hash_phrase(words))
    return frozenset(rude)
