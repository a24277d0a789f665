"""Stage the documentation for mkdocs: every page, and every file that one links to, in its place.

python -m tests.reference.stage FOLDER
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("*.md", "bench/*.md", "bot/**/*.md", "deploy/**/*.md", "docs/**/*.md", "models/**/*.md")
_LINK = re.compile(r"""\]\(([^)\s#]+)|\ssrc="([^"]+)""")


def stage(folder: Path) -> None:
    """Copy the pages and the files they link to into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = [page for pattern in PAGES for page in ROOT.glob(pattern)]
    style = ROOT / "docs/site.css"
    for file in {style, *pages, *(linked for page in pages for linked in _list_linked(page))}:
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def _list_linked(page: Path) -> list[Path]:
    """List the files of the repository that a page links to."""
    found = _LINK.finditer(page.read_text("utf-8"))
    linked = ((page.parent / (link[1] or link[2])).resolve() for link in found)
    return [file for file in linked if file.is_file() and file.is_relative_to(ROOT)]


if __name__ == "__main__":
    stage(Path(sys.argv[1]))
