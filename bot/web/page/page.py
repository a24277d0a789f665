"""The page in Gradio: one text and its evaluation, or many at once. The only file that knows Gradio."""

import asyncio
import gc
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount

from bot.web.page.bulk import MAX_TEXTS, parse_file, parse_lines, render_error, render_table
from bot.web.page.evaluation import Evaluation, Evaluator
from bot.web.page.html import render
from bot.web.page.link_preview import TITLE, LinkPreview
from bot.web.server.body_size import MAX_BODY_BYTES
from bot.web.shared.csv_table import TableError


@contextmanager
def _fast_import() -> Iterator[None]:
    """Halve the time of importing Gradio.

    Gradio writes a type stub beside the source of each component unless `inspect.getfile` fails: here it
    does. Garbage collection is off meanwhile, as what an import makes stays.
    """
    found = inspect.getfile

    def find(thing: Any) -> str:
        if isinstance(thing, type) and thing.__module__.startswith("gradio."):
            raise OSError("not looked for")
        return found(thing)

    inspect.getfile = find  # type: ignore[assignment]
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        inspect.getfile = found


with _fast_import():
    import gradio

_EXAMPLES = (
    "Thanks for the help, it works now!",
    "You play like a potato, you clown",
    "shut up, y0u st*pid i d i o t",
    "I know where you live. You will regret this.",
    "Добрый день",
)
"""Example texts, invented and mild."""

_CHUNK_SIZE = 64
"""Texts scored between two updates of the progress bar."""

_MAX_CHARS = 20_000
"""The longest text that can be typed, in characters: longer ones are not read whole."""

_STYLE = Path(__file__).with_name("page.css")
_SCRIPT = Path(__file__).with_name("page.js")
_ICON = Path(__file__).with_name("favicon.svg")

_UPLOAD_TTL_SECONDS = 60
"""Age at which an upload left in Gradio's temporary folder is deleted."""


def mount_page(site: FastAPI, evaluator: Evaluator) -> FastAPI:
    """Mount the page at the root of the site, and return the site."""
    theme = gradio.themes.Base(
        primary_hue="slate",
        neutral_hue="slate",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    mounted: FastAPI = gradio.mount_gradio_app(
        site,
        _build_page(evaluator),
        path="/",
        theme=theme,
        css_paths=_STYLE,
        head=f"<script>{_SCRIPT.read_text(encoding='utf-8')}</script>",
        favicon_path=str(_ICON),
        footer_links=[],
        max_file_size=MAX_BODY_BYTES,
        show_error=True,
        ssr_mode=False,
        enable_monitoring=False,
        run_history=False,
        pwa=False,
        mcp_server=False,
    )
    route = mounted.router.routes[-1]
    assert isinstance(route, Mount)
    route.app = LinkPreview(route.app)
    return mounted


def _build_page(evaluator: Evaluator) -> Any:
    with gradio.Blocks(
        title=TITLE,
        analytics_enabled=False,
        delete_cache=(_UPLOAD_TTL_SECONDS, _UPLOAD_TTL_SECONDS),
    ) as page:
        gradio.Markdown(
            "# How would readers take this?\n\n"
            f"Parley scores texts on this machine, with the model {evaluator.version}. Nothing is kept. "
            "A score is how likely readers see the harm, not how bad it is.",
            elem_classes="intro",
        )
        with gradio.Tab("One text"):
            _build_single_tab(evaluator)
        with gradio.Tab("Many texts"):
            _build_bulk_tab(evaluator)
        gradio.Markdown(
            "The same scores for programs: [documentation](/docs), `/v1alpha1/comments:analyze`, "
            "`/v1/moderations`, [/openapi.json](/openapi.json)",
            elem_classes="intro",
        )
    return page


def _build_single_tab(evaluator: Evaluator) -> None:
    async def evaluate_one(text: str) -> str:
        return render(await evaluator.evaluate(text, with_spans=True)) if text.strip() else ""

    text = gradio.Textbox(
        label="Text",
        lines=3,
        max_lines=12,
        max_length=_MAX_CHARS,
        placeholder="Type or paste a text",
        autofocus=True,
    )
    with gradio.Row(elem_classes="examples"):
        tries = [gradio.Button(example, size="sm") for example in _EXAMPLES]
    score = gradio.Button("Score", variant="primary")
    shown = gradio.HTML(elem_id="judgement")
    for example, button in zip(_EXAMPLES, tries, strict=True):
        button.click(partial(str, example), outputs=text, **_IMMEDIATE)
    # Not `input`, which Gradio does not tell of what is pasted or dictated.
    asks = [text.change, text.submit, score.click]
    gradio.on(asks, evaluate_one, text, shown, trigger_mode="always_last", **_IMMEDIATE)


_IMMEDIATE = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""Event options of quick answers: no queue, no progress bar."""


def _build_bulk_tab(evaluator: Evaluator) -> None:
    async def evaluate_lines(
        lines: str,
        progress: Any = gradio.Progress(),  # noqa: B008 - how Gradio finds out that it is wanted
    ) -> str:
        return await _evaluate_all(evaluator, lambda: parse_lines(lines), progress)

    async def evaluate_file(
        path: str,
        progress: Any = gradio.Progress(),  # noqa: B008 - the same
    ) -> str:
        return await _evaluate_all(evaluator, lambda: _read_upload(Path(path)), progress)

    lines = gradio.Textbox(label="One text a line", lines=6, max_lines=12)
    with gradio.Row():
        score = gradio.Button("Score them all", variant="primary")
        file = gradio.UploadButton(
            "Score a file: CSV with a column named text, or one text a line",
            file_types=[".csv", ".tsv", ".txt"],
        )
    gradio.Markdown(
        f"A file may have {MAX_BODY_BYTES >> 20} MiB and {MAX_TEXTS:,} texts, with commas, semicolons "
        "or tabs between its columns.",
        elem_classes="intro",
    )
    found = gradio.HTML(elem_id="judgements", min_height=80)
    score.click(evaluate_lines, lines, found, api_visibility="private", concurrency_limit=4)
    # A file that Gradio refuses is told to nobody here: what was there before must go first.
    file.click(str, outputs=found, **_IMMEDIATE)
    file.upload(evaluate_file, file, found, api_visibility="private", concurrency_limit=4)


async def _evaluate_all(
    evaluator: Evaluator, read: Callable[[], Sequence[str]], progress: Any
) -> str:
    """Evaluate many texts, report progress, and return the results as HTML."""
    try:
        texts = read()
    except TableError as error:
        return render_error(str(error))
    evaluations: list[Evaluation] = []
    for begin in range(0, len(texts), _CHUNK_SIZE):
        some = texts[begin : begin + _CHUNK_SIZE]
        evaluations += await asyncio.gather(
            *(evaluator.evaluate(each, with_spans=False) for each in some)
        )
        progress((len(evaluations), len(texts)), unit="texts")
    return render_table(evaluations)


def _read_upload(path: Path) -> list[str]:
    """Read the texts of an upload, and delete the file."""
    content = path.read_bytes()
    path.unlink(missing_ok=True)
    return parse_file(content, is_csv=path.suffix.lower() in (".csv", ".tsv"))
