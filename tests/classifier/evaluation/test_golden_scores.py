"""Golden scores written anew: the version, the phrases, the texts."""

import json
from pathlib import Path

from classifier import load
from classifier.evaluation.golden_scores import renew_golden_scores
from classifier.inference import phrase_search


def test_a_bundle_of_other_phrases_is_renewed_and_loads(bundle: Path) -> None:
    file = bundle / "bundle.json"
    before = json.loads(file.read_text("utf-8"))
    stale = {text: dict.fromkeys(scores, 0.5) for text, scores in before["golden"].items()}
    file.write_text(json.dumps(before | {"phrases": 0, "golden": stale}), "utf-8")

    renew_golden_scores(bundle, version="next", texts=["nobody would miss you"])

    after = json.loads(file.read_text("utf-8"))
    assert load(bundle).version == "next"
    assert after["phrases"] == phrase_search.VERSION
    assert after["golden"].keys() == before["golden"].keys() | {"nobody would miss you"}
    assert list(after) == list(before)


def test_a_bundle_from_before_there_were_phrases_is_renewed_too(bundle: Path) -> None:
    file = bundle / "bundle.json"
    card = json.loads(file.read_text("utf-8"))
    del card["phrases"]
    file.write_text(json.dumps(card), "utf-8")

    renew_golden_scores(bundle, version="next")

    assert load(bundle).version == "next"
