"""The library that ships is the one of the npm package."""

from pathlib import Path

from bot.web.desk.rendering import HERE

PACKAGE = Path(__file__).parents[1] / "node_modules/htmx.org"


def test_htmx_is_that_of_its_package() -> None:
    assert (PACKAGE / "dist/htmx.min.js").read_bytes() == (HERE / "static/htmx.min.js").read_bytes()
    assert (PACKAGE / "LICENSE").read_bytes() == (HERE / "static/htmx.LICENSE.txt").read_bytes()
