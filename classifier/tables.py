"""An evaluation on the terminal."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from classifier.evaluation import Evaluation, FalseAlarms
from classifier.figures import Estimate


def print_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Print the sets, then their labels, then the thresholds at work, then the false alarms."""
    console.print(f"bundle {evaluation.version}, 95 % intervals beside or below\n")
    if evaluation.sets:
        console.print(_sets(evaluation))
        console.print(_labels(evaluation))
        console.print(_tiers(evaluation))
    if evaluation.false_alarms_pooled:
        console.print(_false_alarms(evaluation, evaluation.false_alarms_pooled))


def _sets(evaluation: Evaluation) -> Table:
    table = _table(
        "Sets", "set", "rows", "unscored", "mean AUC", "recall at 1 false alarm in 1,000"
    )
    for name, result in evaluation.sets.items():
        unscored = sum(result.unscored.values())
        recall = result.recall_at_1_false_alarm_in_1000
        table.add_row(
            name, f"{result.rows:,}", f"{unscored:,}", _shown(result.mean_auc), _shown(recall)
        )
    return table


def _labels(evaluation: Evaluation) -> Table:
    table = _table(
        "Labels",
        "label",
        "texts",
        "ROC AUC",
        "average\nprecision",
        "recall at\np .80",
        "recall at\np .95",
        "Brier\nscore",
        "calibr.\nerror",
    )
    for name, result in evaluation.sets.items():
        table.add_row(f"[bold]{name}[/bold]")
        for label, of in result.labels.items():
            figures = of.figures
            table.add_row(
                label,
                f"{figures.positives:,}\n[dim]{figures.prevalence:.1%}[/dim]",
                _stacked(figures.roc_auc),
                _stacked(figures.average_precision),
                _stacked(figures.recall_at_precision_80),
                _stacked(figures.recall_at_precision_95),
                _stacked(figures.brier),
                _stacked(figures.calibration_error),
            )
        table.add_section()
    return table


def _tiers(evaluation: Evaluation) -> Table:
    table = _table(
        "Thresholds at work", "set", "label", "tier", "from", "rows taken", "precision", "recall"
    )
    for name, result in evaluation.sets.items():
        for label, of in result.labels.items():
            for tier, figures in (("flag", of.flag), ("act", of.act)):
                if figures:
                    shares = (figures.taken, figures.precision, figures.recall)
                    shown = [f"{share:.1%}" for share in shares]
                    table.add_row(name, label, tier, f"{figures.threshold:.3f}", *shown)
                    name = ""  # noqa: PLW2901 - the same
        table.add_section()
    return table


def _false_alarms(evaluation: Evaluation, pooled: FalseAlarms) -> Table:
    table = _table(
        "False alarms in benign chats",
        "set",
        "rows",
        "unscored",
        "flagged",
        "per 1,000",
        "acted on",
        "per 1,000",
    )
    for name, alarms in {**evaluation.false_alarms, "together": pooled}.items():
        table.add_row(
            name,
            f"{alarms.rows:,}",
            f"{sum(alarms.unscored.values()):,}",
            f"{alarms.flagged:,}",
            f"{alarms.flagged_per_1000:.2f}",
            f"{alarms.acted:,}",
            f"{alarms.acted_per_1000:.2f}",
        )
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1)
    )
    for column in columns:
        names = column in {"set", "label", "tier"}
        table.add_column(
            column, justify="left" if names else "right", no_wrap=names, overflow="fold"
        )
    return table


def _shown(estimate: Estimate | None) -> str:
    """`Estimate(0.9876, 0.98, 0.99) -> ".988 .980-.990"`, the interval dimmed; "" for None."""
    return "" if estimate is None else _stacked(estimate).replace("\n", " ")


def _stacked(estimate: Estimate) -> str:
    """The same on two lines."""
    value, low, high = (
        f"{end:.3f}".removeprefix("0") for end in (estimate.value, estimate.low, estimate.high)
    )
    return f"{value}\n[dim]{low}-{high}[/dim]"
