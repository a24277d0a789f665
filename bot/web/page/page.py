"""The page: a text and its judgement, or many at once. The only file that knows Gradio."""

import asyncio
import gc
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from bot.web.page.bulk import TableError, draw_fault, draw_table, read_file, read_lines
from bot.web.page.evaluation import Evaluation, Evaluator
from bot.web.page.html import draw
from bot.web.server.middleware import MOST_BYTES


@contextmanager
def _hurrying() -> Iterator[None]:
    """Import Gradio in half of its time.

    It would write type stubs beside its own sources, but for classes that come from no file; and
    what an import makes stays, so that looking for garbage in it finds none.
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


with _hurrying():
    import gradio

_EXAMPLES = (
    "Thanks for the help, it works now!",
    "You play like a potato, you clown",
    "shut up, y0u st*pid i d i o t",
    "I know where you live. You will regret this.",
    "Добрый день",
)
"""Invented, and mild for what they show."""

_AT_A_TIME = 64
"""Texts that are scored between two signs of progress."""

_LONGEST = 20_000
"""The longest text that can be typed: longer ones are not read whole."""

_STYLE = Path(__file__).with_name("page.css")

_KEPT_SECONDS = 60
"""How long a file that was uploaded may lie in Gradio's temporary folder if it could not be deleted."""


def mount_page(site: FastAPI, judge: Evaluator) -> FastAPI:
    """The site with the page at its root."""
    theme = gradio.themes.Base(
        primary_hue="slate",
        neutral_hue="slate",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    mounted: FastAPI = gradio.mount_gradio_app(
        site,
        _lay_out(judge),
        path="/",
        theme=theme,
        css_paths=_STYLE,
        footer_links=[],
        max_file_size=MOST_BYTES,
        show_error=True,
        ssr_mode=False,
        enable_monitoring=False,
        run_history=False,
        pwa=False,
        mcp_server=False,
    )
    return mounted


def _lay_out(judge: Evaluator) -> Any:
    with gradio.Blocks(
        title="Parley: how toxic is a text?",
        analytics_enabled=False,
        delete_cache=(_KEPT_SECONDS, _KEPT_SECONDS),
    ) as page:
        gradio.Markdown(
            "# How would readers take this?\n\n"
            f"Parley scores texts on this machine, with the model {judge.version}. Nothing is kept. "
            "A score is how likely readers see the harm, not how bad it is.",
            elem_classes="intro",
        )
        with gradio.Tab("One text"):
            _lay_out_one(judge)
        with gradio.Tab("Many texts"):
            _lay_out_many(judge)
        gradio.Markdown(
            "The same scores for programs: `/v1alpha1/comments:analyze`, `/v1/moderations`, "
            "[/openapi.json](/openapi.json)",
            elem_classes="intro",
        )
    return page


def _lay_out_one(judge: Evaluator) -> None:
    async def judge_one(text: str) -> str:
        return draw(await judge.evaluate(text, with_spans=True)) if text.strip() else ""

    text = gradio.Textbox(
        label="Text",
        lines=3,
        max_lines=12,
        max_length=_LONGEST,
        placeholder="Type or paste a text",
        autofocus=True,
    )
    with gradio.Row(elem_classes="examples"):
        tries = [gradio.Button(example, size="sm") for example in _EXAMPLES]
    score = gradio.Button("Score", variant="primary")
    shown = gradio.HTML(elem_id="judgement")
    for example, button in zip(_EXAMPLES, tries, strict=True):
        button.click(partial(str, example), outputs=text, **_AT_ONCE)
    # Not `input`, which Gradio does not tell of what is pasted or dictated.
    asks = [text.change, text.submit, score.click]
    gradio.on(asks, judge_one, text, shown, trigger_mode="always_last", **_AT_ONCE)


_AT_ONCE = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""How quick answers are asked for: without waiting in line, and without a sign of progress."""


def _lay_out_many(judge: Evaluator) -> None:
    async def judge_lines(
        lines: str,
        progress: Any = gradio.Progress(),  # noqa: B008 - how Gradio finds out that it is wanted
    ) -> str:
        return await _judge_all(judge, lambda: read_lines(lines), progress)

    async def judge_file(
        path: str,
        progress: Any = gradio.Progress(),  # noqa: B008 - the same
    ) -> str:
        return await _judge_all(judge, lambda: _take(Path(path)), progress)

    lines = gradio.Textbox(label="One text a line", lines=6, max_lines=12)
    with gradio.Row():
        score = gradio.Button("Score them all", variant="primary")
        file = gradio.UploadButton(
            "Score a file: CSV with a column named text, or one text a line",
            file_types=[".csv", ".txt"],
        )
    found = gradio.HTML(elem_id="judgements", min_height=80)
    score.click(judge_lines, lines, found, api_visibility="private", concurrency_limit=4)
    file.upload(judge_file, file, found, api_visibility="private", concurrency_limit=4)


async def _judge_all(judge: Evaluator, read: Callable[[], Sequence[str]], progress: Any) -> str:
    """The results of many texts as HTML, telling now and then how far they are."""
    try:
        texts = read()
    except TableError as error:
        return draw_fault(str(error))
    judgements: list[Evaluation] = []
    for begin in range(0, len(texts), _AT_A_TIME):
        some = texts[begin : begin + _AT_A_TIME]
        judgements += await asyncio.gather(
            *(judge.evaluate(each, with_spans=False) for each in some)
        )
        progress((len(judgements), len(texts)), unit="texts")
    return draw_table(judgements)


def _take(path: Path) -> list[str]:
    """The texts in a file that was uploaded, which is then deleted."""
    content = path.read_bytes()
    path.unlink(missing_ok=True)
    return read_file(content, is_csv=path.suffix.lower() == ".csv")
