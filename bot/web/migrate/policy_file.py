"""Policy file: new thresholds written into a policy in the place of its own, comments kept."""

import os
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable

from bot.config.errors import to_issues
from bot.domain.policy import Policy
from bot.web.migrate.old_scores import MigrationError
from bot.web.migrate.threshold_migration import NewRule, levels_of


def write_into_policy(path: Path, rules: Sequence[NewRule]) -> None:
    """Replace `flag` and `act` of each rule's label in a policy, and leave everything else as it is.

    The file is replaced at once, so that a bot that starts meanwhile reads one policy or the other.

    Raises:
        MigrationError: there is no such file, it is no policy, or it would be none afterwards.
    """
    target = path.resolve()
    try:
        document = tomlkit.parse(target.read_text(encoding="utf-8"))
    except OSError as error:
        remedy = "copy policy.example.toml there first"
        raise MigrationError(f"--into {path}: {error.strerror}; {remedy}") from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise MigrationError(f"--into {path}: {error}") from error
    _check(tomlkit.dumps(document), path)  # a mistake that was there before is told as such
    for rule in rules:
        _replace(document, rule)
    text = tomlkit.dumps(document)
    _check(text, path)
    _write(target, text)


def _replace(document: tomlkit.TOMLDocument, rule: NewRule) -> None:
    labels: Any = document.setdefault("labels", tomlkit.table(is_super_table=True))
    empty = tomlkit.inline_table() if isinstance(labels, InlineTable) else tomlkit.table()
    table = labels.setdefault(str(rule.label), empty)
    for tier, level in levels_of(rule):
        table[str(tier)] = "off" if level is None else round(level, 4)


def _check(text: str, path: Path) -> None:
    try:
        Policy.model_validate(tomllib.loads(text))
    except ValidationError as error:
        issues = "; ".join(map(str, to_issues(error, Policy)))
        raise MigrationError(f"--into {path}: {issues}") from error
    except tomllib.TOMLDecodeError as error:
        remedy = "write its labels as tables, as policy.example.toml does"
        raise MigrationError(f"--into {path}: {error}; {remedy}") from error


def _write(target: Path, text: str) -> None:
    mode = target.stat().st_mode
    descriptor, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(scratch).chmod(mode)
        Path(scratch).replace(target)
    finally:
        Path(scratch).unlink(missing_ok=True)
