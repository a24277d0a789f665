"""The house as CONTRIBUTING.md draws it. Who may import whom is import-linter's part (`make contracts`)."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = sorted(path for folder in ("bot", "classifier") for path in (ROOT / folder).rglob("*.py"))
PAGE = ROOT / "bot/web/page/page.py"
"""Needs Gradio (requirements-web.txt), which the bot does without: `make test-web` tries it."""

PURE = (
    "bot/alerts/alert.py",
    "bot/alerts/text.py",
    "bot/domain/case.py",
    "bot/moderation/enforcement.py",
    "bot/domain/statistics.py",
    "bot/moderation/split_messages.py",
    "bot/domain/message.py",
    "bot/domain/policy_overrides.py",
    "bot/domain/policy.py",
    "bot/reports/summary.py",
    "bot/moderation/review_rules.py",
    "bot/moderation/deduplicator.py",
    "bot/alerts/channel_names.py",
    "bot/domain/strikes.py",
    "bot/domain/verdict.py",
    "classifier/text/unicode.py",
    "classifier/text/normalize.py",
    "classifier/text/aligned_text.py",
    "classifier/labels.py",
    "classifier/text/markup.py",
    "classifier/text/leetspeak.py",
)

BAN = """
import importlib, json, os, sys, threading
root, banned, libraries, names = json.loads(sys.argv[1])
sys.path.insert(0, root)

class Banned:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in banned:
            raise ModuleNotFoundError(f"{name} is for training", name=name)

sys.meta_path.insert(0, Banned())
"""

IMPORT = """
faults, failed, here = [], [], ""
enforcements = ("socket.", "sqlite3.", "subprocess.", "os.fork", "os.putenv")

def watch(event, arguments):
    if event.startswith(enforcements):
        faults.append(f"{here}: {event}")
    elif event == "open":
        path, mode, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        is_ours = str(path).startswith(root + os.sep) and "site-packages" not in str(path)
        if writes or (is_ours and not str(path).endswith((".py", ".pyc"))):
            faults.append(f"{here}: opens {path}")

# What libraries do when they are first imported is theirs: they are imported unwatched.
for name in libraries:
    importlib.import_module(name)
sys.addaudithook(watch)
for here in names:
    try:
        importlib.import_module(here)
    except ModuleNotFoundError as error:
        failed.append(here)
        if error.name.partition(".")[0] not in banned:
            raise
if threading.active_count() > 1:
    faults.append("a thread was started")
print(json.dumps({"faults": faults, "failed": failed}))
"""

SERVE = """
from classifier import Label, clean, load
from classifier.text import normalize

scorer = load()
(scores,) = scorer.score(["you are a stupid idiot"])
spans = scorer.explain(clean("you are a stupid idiot"))
print(json.dumps({"labels": list(scores), "explained": [span.label for span in spans]}))
"""


def training_libraries() -> list[str]:
    """What the serving path must do without: the contract in pyproject.toml keeps the list."""
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    (contract,) = (one for one in contracts if one["name"].startswith("What serves never"))
    return list(contract["forbidden_modules"])


def modules() -> list[str]:
    """Every module of ours but Alembic's scripts, which Alembic alone can run."""
    paths = [path for path in SOURCES if path != PAGE]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names if ".migrations." not in name]


def libraries() -> list[str]:
    """What we import from others, and may at run time, by top-level name."""
    found: set[str] = set()
    for path in SOURCES:
        if path == PAGE:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found.add(node.module.partition(".")[0])
    ours_or_pythons = {"bot", "classifier", *sys.stdlib_module_names}
    return sorted(found - ours_or_pythons - set(training_libraries()))


def run_without_training_libraries(script: str, *, cwd: Path) -> dict[str, list[str]]:
    """What a script prints, run in an empty environment where nothing that trains can be imported."""
    asked = json.dumps([str(ROOT), training_libraries(), libraries(), modules()])
    done = subprocess.run(
        [sys.executable, "-B", "-c", BAN + script, asked],
        env={},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed: dict[str, list[str]] = json.loads(done.stdout)
    return printed


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What comes of importing every module of ours."""
    return run_without_training_libraries(IMPORT, cwd=tmp_path_factory.mktemp("empty"))


def test_importing_a_module_opens_nothing_and_needs_no_environment(
    imported: dict[str, list[str]],
) -> None:
    assert imported["faults"] == []


def test_what_serves_can_be_imported_where_nothing_that_trains_is_installed(
    imported: dict[str, list[str]],
) -> None:
    serving = {
        "classifier",
        "classifier.__main__",
        "classifier.inference.jsonl",
        "classifier.inference.scorer",
    }
    serving |= {name for name in modules() if name.partition(".")[0] == "bot"}
    assert serving.isdisjoint(imported["failed"])


def test_the_bundle_scores_and_explains_where_nothing_that_trains_is_installed(
    tmp_path: Path,
) -> None:
    answer = run_without_training_libraries(SERVE, cwd=tmp_path)
    assert "toxic" in answer["labels"]
    assert "toxic" in answer["explained"]


def broad_handlers(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = "" if node.type is None else ast.unparse(node.type)
            if caught in ("", "Exception", "BaseException"):
                yield node.lineno


def test_one_broad_handler_keeps_the_bot_alive_and_there_is_no_other() -> None:
    handlers = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in SOURCES
        for line in broad_handlers(ast.parse(path.read_text()))
    ]
    assert len(handlers) <= 1, handlers


@pytest.mark.parametrize("name", PURE)
def test_judgement_reads_no_clock_no_file_and_no_environment(name: str) -> None:
    calls = {
        ast.unparse(node.func).rpartition(".")[2]
        for node in ast.walk(ast.parse((ROOT / name).read_text()))
        if isinstance(node, ast.Call)
    }
    assert calls.isdisjoint(
        {"now", "utcnow", "today", "monotonic", "open", "print", "getenv", "random"}
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "chat.invalid"])
def test_a_test_that_would_leave_this_machine_fails(host: str) -> None:
    with pytest.raises(RuntimeError, match=host):
        sys.audit("socket.connect", None, (host, 443))
