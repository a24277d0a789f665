"""The first line of a docstring names a thing by the field's term, and opens with no clause about it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "classifier", "bench", "deploy", "tests")
CLAUSE = re.compile(r"(What|Who|Whose|Whoever|Whatever|Where|When|Whether|Why|How|Which)\b")


def list_docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and text of each string that stands by itself, as docstrings of attributes do, too."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text
            case _:
                pass


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_docstring_opens_with_a_clause(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text.splitlines()[0]}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, text in list_docstrings(ast.parse(path.read_text()))
        if CLAUSE.match(text.lstrip())
    ]
    assert found == []


def test_a_clause_is_found_at_a_module_a_class_a_function_and_an_attribute() -> None:
    clause = '"""What it is."""'
    source = f"{clause}\nclass A:\n    {clause}\n    b = 1\n    {clause}\n    def f(self):\n        {clause}"
    assert len([text for _, text in list_docstrings(ast.parse(source)) if CLAUSE.match(text)]) == 4
