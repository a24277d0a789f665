"""The classifier's commands: `python -m classifier --help`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli_options import BundleFolder, Run
from classifier.data.train_config import NETWORKS, TrainConfig, continue_from
from classifier.extras import explain_missing_module
from classifier.inference.bundle import BundleError
from classifier.languages_cli import languages_cli
from classifier.usage_errors import PlainGroup

app = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=__doc__,
)

app.add_typer(languages_cli)

Data = Annotated[
    Path,
    typer.Option(
        "--data", help="Kaggle's train.csv, or a folder of the sets in classifier/data/datasets.py."
    ),
]


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


@app.command()
def export(
    run: Run,
    bundle: Annotated[Path, typer.Option("--bundle", help="The model folder to write.")],
    version: Annotated[str, typer.Option(help="The bundle's version.")],
) -> None:
    """Write a run's network as a bundle: ONNX, vocabulary, calibration, thresholds."""
    from classifier.training.export import export as write_bundle

    write_bundle(run, bundle, version=version)


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


@app.command()
def phrases(
    data: Annotated[
        list[Path], typer.Option("--data", help="A folder of labelled sets; may repeat.")
    ],
    bundle: BundleFolder = None,
) -> None:
    """Count in labelled rows how often each phrase of harm stands in harmful ones, and which rows harmless phrases free."""
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
def renew(
    bundle: Annotated[Path, typer.Option("--bundle", help="The model folder to write into.")],
    version: Annotated[str, typer.Option(help="The bundle's new version.")],
    *,
    text: Annotated[list[str], typer.Option(help="A golden text more; may repeat.")] = [],  # noqa: B006 - typer reads it, and nobody writes it
) -> None:
    """Write a bundle's golden scores anew, after a change of the phrases."""
    from classifier.evaluation.golden_scores import renew_golden_scores

    renew_golden_scores(bundle, version=version, texts=text)


@app.command("index-phrases")
def index_phrases() -> None:
    """Write the indexes of the phrases anew, after a change of the phrases: without them a start takes longer."""
    from classifier.evaluation.phrase_indexes import write_indexes

    write_indexes()


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
