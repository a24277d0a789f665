"""The architecture of CONTRIBUTING.md, as far as import-linter (`make contracts`) does not check it."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bot.domain.actions import Action
from classifier import Label

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = sorted(path for folder in ("bot", "classifier") for path in (ROOT / folder).rglob("*.py"))
PAGE = ROOT / "bot/web/page/page.py"
"""Needs Gradio (the extra `web`), which the bot does without: `make test-web` tests it."""

PURE = (
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "bot/domain").glob("*.py")),
    "bot/alerts/alert.py",
    "bot/alerts/channel_names.py",
    "bot/alerts/text.py",
    "bot/moderation/deduplicator.py",
    "bot/moderation/enforcement.py",
    "bot/moderation/review_rules.py",
    "bot/moderation/split_messages.py",
    "bot/reports/csv_formulas.py",
    "bot/reports/summary.py",
    "classifier/labels.py",
    "classifier/text/aligned_text.py",
    "classifier/text/leetspeak.py",
    "classifier/text/markup.py",
    "classifier/text/normalize.py",
    "classifier/text/scripts.py",
    "classifier/text/unicode.py",
)

BROAD_HANDLERS = {
    "bot/platforms/slack/connection/bolt_app.py make_app": "slack-bolt's hook: logs it",
    "bot/runtime/async_scorer.py _score_batch": "raises it in every caller that awaits the scores",
    "bot/runtime/error_boundary.py run_guarded": "logs it with its context, and goes on",
    "bot/web/server/error_handlers.py add_error_handlers": "FastAPI's hook: answers 500",
}
"""The functions that handle every exception, and what becomes of a bug there."""

PARTIAL_TABLES = {
    "bot/platforms/discord/permissions.py ACTION_PERMISSIONS": "milder actions need none",
    "bot/platforms/slack/outbound/actions.py _UNSUPPORTED": "the others are supported",
}
"""Tables keyed by some actions or labels only; a test beside each compares the keys with the enum."""

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
effects = ("socket.", "sqlite3.", "subprocess.", "os.fork", "os.putenv")

def watch(event, arguments):
    if event.startswith(effects):
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
    """Return the libraries that serving must do without: the list of a contract in pyproject.toml."""
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    (contract,) = (one for one in contracts if one["name"].startswith("What serves never"))
    return list(contract["forbidden_modules"])


def modules() -> list[str]:
    """Return every module but Alembic's scripts, which Alembic alone can run."""
    paths = [path for path in SOURCES if path != PAGE]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names if ".migrations." not in name]


def libraries() -> list[str]:
    """Return the libraries that serving imports, by top-level name."""
    found: set[str] = set()
    for path in SOURCES:
        if path == PAGE:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found.add(node.module.partition(".")[0])
    others = {"bot", "classifier", *sys.stdlib_module_names}
    return sorted(found - others - set(training_libraries()))


def run_without_training_libraries(script: str, *, cwd: Path) -> dict[str, list[str]]:
    """Run a script in an empty environment without training libraries; return the JSON it prints."""
    argument = json.dumps([str(ROOT), training_libraries(), libraries(), modules()])
    done = subprocess.run(
        [sys.executable, "-B", "-c", BAN + script, argument],
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
    """Return the side effects of importing every module, and the modules that cannot be imported."""
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
    printed = run_without_training_libraries(SERVE, cwd=tmp_path)
    assert "toxic" in printed["labels"]
    assert "toxic" in printed["explained"]


def named_nodes(tree: ast.AST, name: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Yield each node with the name of the outermost function or constant that it is part of."""
    for node in ast.iter_child_nodes(tree):
        inside = name or definition_name(node)
        yield inside, node
        yield from named_nodes(node, inside)


def definition_name(node: ast.AST) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""


def is_any_exception(nodes: Iterable[ast.expr]) -> bool:
    return any(ast.unparse(node) in ("Exception", "BaseException") for node in nodes)


def is_broad_handler(node: ast.AST) -> bool:
    """Return True for an `except`, a context manager or a hook that takes every exception."""
    match node:
        case ast.ExceptHandler(type=caught):
            elements = caught.elts if isinstance(caught, ast.Tuple) else [caught]
            return is_any_exception(each for each in elements if each) or caught is None
        case ast.Call(func=ast.Name(id="isinstance")):
            return False
        case ast.Call(func=function, args=arguments, keywords=keywords):
            is_hook = ast.unparse(function) in ("app.error", "loop.set_exception_handler")
            gathers = any(keyword.arg == "return_exceptions" for keyword in keywords)
            return is_hook or gathers or is_any_exception(arguments)
        case ast.FunctionDef(name="__exit__") | ast.AsyncFunctionDef(name="__aexit__"):
            return node.returns is None or ast.unparse(node.returns) != "None"
        case _:
            return definition_name(node) == "on_error"


def test_four_functions_handle_every_exception_and_no_others() -> None:
    found = [
        f"{path.relative_to(ROOT)} {name}"
        for path in SOURCES
        for name, node in named_nodes(ast.parse(path.read_text()))
        if is_broad_handler(node)
    ]
    assert sorted(found) == sorted(BROAD_HANDLERS)


@pytest.mark.parametrize(
    "source",
    [
        "try: f()\nexcept: pass",
        "try: f()\nexcept Exception: pass",
        "try: f()\nexcept (OSError, BaseException): pass",
        "with suppress(Exception): f()",
        "asyncio.gather(f(), return_exceptions=True)",
        "app.add_exception_handler(Exception, f)",
        "class C:\n def __exit__(self, *error) -> bool: return True",
    ],
)
def test_a_broad_handler_is_found_in_every_form(source: str) -> None:
    assert any(is_broad_handler(node) for node in ast.walk(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "try: f()\nexcept OSError: pass",
        "with suppress(KeyError): f()",
        "isinstance(e, Exception)",
        "class C:\n def __exit__(self, *error) -> None: return None",
    ],
)
def test_a_narrow_handler_is_none(source: str) -> None:
    assert not any(is_broad_handler(node) for node in ast.walk(ast.parse(source)))


def members_of(node: ast.AST, enum: str) -> set[str]:
    """Return the keys of a dict if all are members of an enum, two or more; else none."""
    keys = [ast.unparse(key) for key in node.keys if key] if isinstance(node, ast.Dict) else []
    is_table = len(keys) > 1 and all(key.startswith(f"{enum}.") for key in keys)
    return {key.removeprefix(f"{enum}.") for key in keys} if is_table else set()


@pytest.mark.parametrize("enum", [Action, Label])
def test_tables_keyed_by_actions_or_labels_are_complete_or_known_to_be_partial(
    enum: type[Action] | type[Label],
) -> None:
    partial = [
        f"{path.relative_to(ROOT)} {name}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "bot")
        for name, node in named_nodes(ast.parse(path.read_text()))
        if members_of(node, enum.__name__) not in (set(), {member.name for member in enum})
    ]
    assert set(partial) <= set(PARTIAL_TABLES)


@pytest.mark.parametrize(
    ("statement", "libraries"),
    [
        ("from classifier import Label", {"numpy", "onnxruntime", "pydantic", "sqlalchemy"}),
        ("from classifier import clean", {"numpy", "onnxruntime", "pydantic", "sqlalchemy"}),
        ("import bot.domain.policy", {"numpy", "onnxruntime", "sqlalchemy"}),
        ("import bot.runtime.platform_port", {"numpy", "onnxruntime", "sqlalchemy"}),
        ("import bot.platforms.registry", {"discord", "numpy", "slack_bolt", "sqlalchemy"}),
    ],
)
def test_light_imports_load_no_heavy_library(statement: str, libraries: set[str]) -> None:
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True, check=True
    )
    assert libraries.isdisjoint(json.loads(done.stdout))


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
