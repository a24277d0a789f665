"""From sets of another language to a multilingual bundle that scores it, by the commands. Uses TensorFlow."""

import json
import shutil
from pathlib import Path

import pytest

from classifier.inference.bundle import DEFAULT, Bundle, read
from classifier.inference.scorer import load
from classifier.labels import Label, Scores, Unscored, thresholds_of
from tests.classifier.training.with_tensorflow.conftest import Classifier
from tests.classifier.training.with_tensorflow.tiny_languages import write_sets


@pytest.fixture(scope="module")
def sets(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write invented Turkish, beside the invented English rows."""
    folder = tmp_path_factory.mktemp("sets")
    write_sets(folder)
    (folder / "english").mkdir()
    (folder / "english" / "train.csv").write_bytes(data.read_bytes())
    return folder


@pytest.fixture(scope="module")
def train_arguments(sets: Path) -> list[str | Path]:
    """Return the arguments of a training run on those sets."""
    return [
        "train-languages", "--data", sets / "train", "--english", sets / "english",
        "--pieces", sets / "pieces", "--lexicon", sets / "lexicon.csv", "--lexicon", sets / "lists",
        "--catalogs", sets / "catalogs",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def run(
    train_arguments: list[str | Path],
    tmp_path_factory: pytest.TempPathFactory,
    classifier: Classifier,
) -> Path:
    """Train a network."""
    run = tmp_path_factory.mktemp("run")
    trained = classifier(*train_arguments, "--run", run, "--epochs", "4")
    assert trained.returncode == 0, trained.stderr
    return run


@pytest.fixture(scope="module")
def bundle(
    run: Path, sets: Path, tmp_path_factory: pytest.TempPathFactory, classifier: Classifier
) -> Path:
    """Export it."""
    folder = tmp_path_factory.mktemp("made") / "bundle"
    exported = classifier(
        "export-languages", "--run", run, "--english", DEFAULT, "--bundle", folder,
        "--evidence", sets / "evidence", "--version", "tiny",
    )  # fmt: skip
    assert exported.returncode == 0, exported.stderr
    return folder


def is_flagged(bundle: Bundle, scores: Scores) -> bool:
    thresholds = thresholds_of(bundle.all_thresholds, scores)
    return any(scores[label] >= each.flag for label, each in thresholds.items())


def test_a_language_trained_from_nothing_is_told_and_its_insults_are_flagged(bundle: Path) -> None:
    scorer = load(bundle)
    rude, kind = scorer.score(
        ["bence sen tam bir salaksın dostum 7", "bugün toplantı saat üçte başlıyor sanırım 7"]
    )

    assert isinstance(rude, Scores)
    assert isinstance(kind, Scores)
    assert rude.language == kind.language == "tr"
    assert rude[Label.TOXIC] > kind[Label.TOXIC]
    assert is_flagged(read(bundle), rude)
    assert not is_flagged(read(bundle), kind)


def test_english_is_scored_as_by_the_bundle_that_it_joins(bundle: Path) -> None:
    text = "thank you for the quick review of my change yesterday"
    (here,), (alone,) = load(bundle).score([text]), load(DEFAULT).score([text])

    assert isinstance(here, Scores)
    assert isinstance(alone, Scores)
    assert here.language == "en"
    assert list(here.values()) == pytest.approx(list(alone.values()), abs=1e-6)


def test_words_of_lexicons_are_never_clean_but_those_that_harmless_rows_say(bundle: Path) -> None:
    part = read(bundle).multilingual
    assert part is not None

    assert part.rude.are_named(["bro", "kurwa"])
    assert part.rude.are_named(["dangalak"])
    assert not part.rude.are_named(["toplanti"])
    (answer,) = load(bundle).score(["lol kurwa"])
    assert isinstance(answer, Unscored) or is_flagged(read(bundle), answer)


def test_the_bundle_tells_its_evidence(bundle: Path) -> None:
    made = json.loads((bundle / "bundle.json").read_text("utf-8"))["made"]

    assert made["evidence"]["tr"]["held_out"]["tr_offenseval"] > 0.9
    assert made["evidence"]["tr"]["other_sources"]["tr_teknofest"] > 0.9


def test_a_bundle_is_calibrated_again_without_its_run(
    bundle: Path, sets: Path, tmp_path: Path, classifier: Classifier
) -> None:
    again = Path(shutil.copytree(bundle, tmp_path / "again"))
    done = classifier(
        "calibrate-languages", "--bundle", again, "--data", sets / "train", "--english",
        sets / "english", "--evidence", sets / "evidence", "--version", "again",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    first, second = read(bundle), read(again)
    assert second.version == "again"
    assert second.multilingual is not None
    assert first.multilingual is not None
    assert second.multilingual.profiles == first.multilingual.profiles
    assert second.golden == first.golden


def test_a_run_goes_on_from_another_with_its_pieces(
    train_arguments: list[str | Path], run: Path, tmp_path: Path, classifier: Classifier
) -> None:
    further = classifier(*train_arguments, "--start", run, "--run", tmp_path, "--epochs", "1")

    assert further.returncode == 0, further.stderr
    assert (tmp_path / "pieces.npz").read_bytes() == (run / "pieces.npz").read_bytes()
    first = float((run / "history.csv").read_text("utf-8").splitlines()[1].split(",")[1])
    then = float((tmp_path / "history.csv").read_text("utf-8").splitlines()[1].split(",")[1])
    assert then < first


def test_a_run_of_other_rows_is_refused(
    train_arguments: list[str | Path], run: Path, sets: Path, classifier: Classifier
) -> None:
    extra = sets / "more"
    extra.mkdir()
    (extra / "pt_told_br.csv").write_text(
        "text,toxic,homophobia,obscene,insult,racism,misogyny,xenophobia\nbom dia,0,0,0,0,0,0,0\n",
        "utf-8",
    )

    refused = classifier(*train_arguments, "--data", extra, "--run", run)

    assert refused.returncode == 2
    assert "is of other data" in refused.stderr
