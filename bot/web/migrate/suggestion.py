"""The command `python -m bot thresholds`: reads old scores, and prints or writes new thresholds."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from bot.domain.verdict import Tier
from bot.runtime.blocking_scorer import BlockingScorer
from bot.web.migrate.old_scores import DEFAULT_THRESHOLD, MigrationError, read_rows
from bot.web.migrate.policy_file import write_into_policy
from bot.web.migrate.report import render_report
from bot.web.migrate.score_pairs import pair_scores
from bot.web.migrate.threshold_migration import (
    make_rules,
    migrate_thresholds,
    render_rules,
    render_table,
)
from bot.web.perspective.attributes import ATTRIBUTES


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """The old scores, the thresholds that were used with them by tier, and where results go."""

    scores: Path
    thresholds: Mapping[Tier, Mapping[str, float]] = field(
        default_factory=lambda: {Tier.FLAG: dict.fromkeys(ATTRIBUTES, DEFAULT_THRESHOLD)}
    )
    into: Path | None = None
    report: Path | None = None


def suggest_thresholds(plan: MigrationPlan, scorer: BlockingScorer) -> None:
    """Print thresholds for policy.toml on standard output, and their alarm counts on standard error.

    Where a policy is named, they are written into it instead.

    Raises:
        MigrationError: the file holds no old scores of texts that can be scored, or a file cannot be
            written.
    """
    pairs = pair_scores(read_rows(plan.scores), scorer)
    migrated = [
        each
        for tier, thresholds in plan.thresholds.items()
        for each in migrate_thresholds(pairs, thresholds=thresholds, tier=tier)
    ]
    if not migrated:
        raise MigrationError(f"{plan.scores}: no text with an old score could be scored")
    Console(stderr=True).print(render_table(migrated))
    rules = make_rules(migrated, scorer.thresholds)
    if plan.into:
        write_into_policy(plan.into, rules)
        sys.stderr.write(f"{plan.into} has them now; the bot reads it when it starts\n")
    else:
        sys.stdout.write(render_rules(rules))
    if plan.report:
        _write_report(plan.report, render_report(pairs, migrated, version=scorer.version))


def _write_report(path: Path, content: str) -> None:
    """Write a report for its owner's eyes only, as it quotes texts."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
    except OSError as error:
        raise MigrationError(f"--report {path}: {error.strerror}") from error
