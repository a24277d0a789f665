"""Files that browsers are sent beside the pages: one library, pinned, with its licence, and nothing from elsewhere."""

import json
import re
from hashlib import sha256
from pathlib import Path

from bot.web.desk.rendering import HERE
from tests.bot.web.desk.conftest import Browser

STATIC, TEMPLATES = HERE / "static", HERE / "templates"
OUTSIDE = Path(__file__).parents[1] / "outside"
SHA256 = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
"""Of dist/htmx.min.js in the npm package, whose version tests/bot/web/outside/package.json pins."""


def test_htmx_is_the_pinned_one_and_comes_with_its_licence() -> None:
    htmx = (STATIC / "htmx.min.js").read_bytes()
    pinned = json.loads((OUTSIDE / "package.json").read_text())["dependencies"]["htmx.org"]
    assert sha256(htmx).hexdigest() == SHA256
    assert f'version:"{pinned}"'.encode() in htmx
    assert "Zero-Clause BSD" in (STATIC / "htmx.LICENSE.txt").read_text()


def test_pages_name_no_other_machine_and_hold_no_script_or_style() -> None:
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text()
        assert not re.search(r"(src|href)=\"https?:", text), template
        assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|hx-on|javascript:", text), template


def test_the_desks_own_scripts_make_no_code_of_text() -> None:
    for script in STATIC.glob("*.js"):
        if script.name != "htmx.min.js":
            assert not re.search(
                r"innerHTML|eval\(|new Function|document\.write", script.read_text()
            )


async def test_browsers_get_them(browser: Browser) -> None:
    for name, kind in (("desk.css", "text/css"), ("desk.js", "javascript"), ("favicon.svg", "svg")):
        answer = await browser.get(f"/static/{name}")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
        assert answer.headers["cache-control"] == "no-cache"
