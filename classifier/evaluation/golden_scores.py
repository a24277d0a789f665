"""Golden scores of a bundle, written anew where the phrases have changed, and the network has not."""

import json
from collections.abc import Sequence
from pathlib import Path

from classifier.inference import bundle as bundles
from classifier.inference import phrase_search
from classifier.inference.scorer import Scorer
from classifier.labels import Scores


def renew_golden_scores(folder: Path, *, version: str, texts: Sequence[str] = ()) -> None:
    """Write a bundle's version, that of the phrases, and the scores of its golden texts and of new ones.

    Raises:
        BundleError: the bundle cannot be used for another reason than its phrases.
    """
    file = folder / "bundle.json"
    manifest = json.loads(file.read_text("utf-8"))
    manifest.pop("phrases", None)
    renewed: dict[str, object] = {}
    for key, value in manifest.items():  # "phrases" comes where `bundle.write` puts it
        renewed[key] = value
        if key == "cleaning":
            renewed["phrases"] = phrase_search.VERSION
    renewed["version"] = version
    _write(file, renewed)
    scorer = Scorer(bundles.read(folder))
    golden = list(dict.fromkeys([*manifest["golden"], *texts]))
    answers = zip(golden, scorer.score(golden), strict=True)
    renewed["golden"] = {text: dict(each) for text, each in answers if isinstance(each, Scores)}
    _write(file, renewed)


def _write(file: Path, manifest: dict[str, object]) -> None:
    file.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
