"""`make reference`: writes the reference pages of docs/reference."""

from collections.abc import Callable, Mapping

from tests.fakes.command import ROOT
from tests.reference.commands import make_commands_page
from tests.reference.policy import make_policy_page, make_policy_schema

FOLDER = ROOT / "docs" / "reference"

PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": make_commands_page,
    "policy.md": make_policy_page,
    "policy.schema.json": make_policy_schema,
}
"""Generators, by the names of their pages in docs/reference."""


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
