"""The page's HTML and CSV; the browser's part is in tests/bot/web/outside."""

import csv
import io
import re
from base64 import b64decode

import pytest

from bot.domain.policy import Mode, Policy
from bot.runtime.async_scorer import AsyncScorer
from bot.web.page.bulk import (
    MAX_ROWS_SHOWN,
    MAX_TEXTS,
    parse_file,
    parse_lines,
    render_table,
    write_csv,
)
from bot.web.page.evaluation import Evaluation, Evaluator
from bot.web.page.html import merge_spans, render
from bot.web.page.link_preview import DESCRIPTION, TITLE, replace_preview
from bot.web.shared.csv_table import TableError
from classifier import Label, Span
from tests.fakes.scorer import StandInScorer


async def evaluate(text: str, *, with_spans: bool = True, mode: Mode = Mode.ENFORCE) -> Evaluation:
    """Evaluate a text with the stand-in scorer, by a policy that does all that the thresholds say."""
    scorer = StandInScorer()
    async with AsyncScorer(scorer) as scoring:
        return await Evaluator(scorer, scoring, Policy(mode=mode)).evaluate(
            text, with_spans=with_spans
        )


async def test_what_the_policy_would_do_stands_first_with_its_reasons() -> None:
    shown = render(await evaluate("you buffoon"))
    assert "<h2>The policy would delete it.</h2>" in shown
    assert "<li>insult 0.95 is at least 0.90: delete</li>" in shown
    assert "kind of harm" not in shown
    assert "<li>kind of harm: excluding a group</li>" in render(await evaluate("begone"))


async def test_the_mode_that_holds_the_policy_back_is_told() -> None:
    shown = render(await evaluate("you buffoon", mode=Mode.FLAG))
    assert "The policy would show it to the moderators." in shown
    assert "<li>mode flag: flag at most</li>" in shown


async def test_each_label_has_its_bar_with_both_thresholds_and_a_tone() -> None:
    shown = render(await evaluate("you buffoon"))
    row = re.search(r'<tr class="act"><th scope="row">insult</th>.*?</tr>', shown)
    assert row
    assert '<b style="width:95.0%">' in row[0]
    assert '<i class="flag" style="left:50.0%">' in row[0]
    assert '<i class="act" style="left:90.0%">' in row[0]
    assert len(re.findall(r'<th scope="row">', shown)) == len(Label)
    assert '<td class="number">off</td>' in shown  # threat has no threshold to act on


async def test_what_drove_the_score_is_marked_in_the_text_with_its_label() -> None:
    shown = render(await evaluate("you buffoon!"))
    assert 'you <mark title="insult">buffoon<small>&nbsp;insult</small></mark>!' in shown


async def test_a_text_is_never_read_as_html() -> None:
    shown = render(await evaluate("<img src=x onerror=alert(1)> buffoon</p><script>"))
    assert "<img" not in shown
    assert "<script" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    found = await evaluate("<b>hello</b>")
    whole = Evaluation(found.text, found.verdict, [Span(0, len(found.text), Label.TOXIC, 1.0)])
    assert '<mark title="toxic">&lt;b&gt;hello&lt;/b&gt;<small>' in render(whole)


async def test_a_text_that_is_not_scored_says_so_and_shows_no_bars() -> None:
    shown = render(await evaluate("привет"))
    assert "Not scored: it is in a language that the model does not know." in shown
    assert "<table" not in shown


async def test_spans_of_several_labels_are_merged_without_overlap() -> None:
    found = await evaluate("hello there")
    spans = [
        Span(0, 5, Label.TOXIC, 1.0),
        Span(3, 8, Label.INSULT, 1.0),
        Span(9, 11, Label.TOXIC, 1),
    ]
    spans += [Span(11, 12, Label.TOXIC, 1.0)]  # a neighbour: one stretch with the one before
    merged = list(merge_spans(Evaluation(found.text, found.verdict, spans)))
    assert merged == [
        (0, 3, [Label.TOXIC]),
        (3, 5, [Label.TOXIC, Label.INSULT]),
        (5, 8, [Label.INSULT]),
        (9, 12, [Label.TOXIC]),
    ]


def test_lines_are_texts_and_empty_ones_are_not() -> None:
    assert parse_lines("one\n\n  \ntwo\n") == ["one", "two"]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b'id,Text\n1,one\n2,"two\nlines"\n', ["one", "two\nlines"]),
        (b"\xef\xbb\xbfcomment_text,score\none,0.5\n", ["one"]),
        (b"one,x\ntwo,y\n", ["one", "two"]),
        (b"text\n\n\none\n", ["one"]),
        (b"id;text\n1;one, or two\n", ["one, or two"]),
        ("id\ttext\n1\tone; two\n".encode("utf-16"), ["one; two"]),
    ],
)
def test_a_csv_gives_its_column_of_texts(content: bytes, texts: list[str]) -> None:
    assert parse_file(content, is_csv=True) == texts


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("text\nschön\n".encode("windows-1252"), 'save it as "CSV UTF-8"'),
        (b"", "no text"),
        (b"text\n", "no text"),
        (b"x\n" * (MAX_TEXTS + 1), "20,000 at once"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, says: str) -> None:
    with pytest.raises(TableError, match=says):
        parse_file(content, is_csv=True)


async def test_the_download_holds_every_row_and_runs_in_no_spreadsheet() -> None:
    evaluations = [
        await evaluate(text) for text in ("you buffoon", "привет", "=1+1", 'a "quote"\nx')
    ]
    rows = list(csv.DictReader(io.StringIO(write_csv(evaluations))))
    assert [row["text"] for row in rows] == ["you buffoon", "привет", "'=1+1", 'a "quote"\nx']
    assert [row["verdict"] for row in rows] == ["delete", "not scored", "none", "none"]
    assert (rows[0]["insult"], rows[1]["insult"], rows[1]["unscored"]) == ("0.9500", "", "language")


async def test_many_results_are_counted_the_highest_shown_and_all_downloaded() -> None:
    hello, buffoon = await evaluate("hello"), await evaluate("you buffoon")
    evaluations = [hello] * MAX_ROWS_SHOWN + [await evaluate("привет"), buffoon]
    shown = render_table(evaluations)
    counts = f"{MAX_ROWS_SHOWN + 2} texts: 1 delete, {MAX_ROWS_SHOWN} none, 1 not scored"
    assert f"<h2>{counts}</h2>" in shown
    assert shown.count('<th scope="row">') == MAX_ROWS_SHOWN
    assert shown.index(">you buffoon<") < shown.index(">hello<")
    content = re.search(r"base64,([^\"]+)", shown)
    assert content
    assert len(b64decode(content[1]).decode().splitlines()) == len(evaluations) + 1


async def test_what_is_not_scored_is_never_called_none_and_stands_below_all_scores() -> None:
    evaluations = [await evaluate("привет"), await evaluate("hello")]
    shown = render_table(evaluations)
    (row,) = re.findall(r"<tr><th scope=\"row\">привет</th>.*?</tr>", shown)
    assert '<td class="action">not scored</td>' in row
    assert ">it is in a language that the model does not know</td>" in row
    assert "none" not in row
    assert shown.index(">hello<") < shown.index(">привет<")


async def test_a_score_carries_its_label_and_its_value_to_sort_by() -> None:
    shown = render_table([await evaluate("you buffoon")])
    assert 'data-value="0.9500" data-label="insult">0.95</td>' in shown
    assert shown.count('<th scope="col"><button type="button">') == len(Label)


def test_the_preview_of_a_link_is_ours_and_nobody_elses() -> None:
    document = (
        '<head>\n<meta\n\tproperty="og:image"\n\tcontent="https://elsewhere.example/a.jpg"\n/>'
        '<meta name="twitter:creator" content="@Else" /><meta charset="utf-8" /></head>'
    )
    changed = replace_preview(document)
    assert "else" not in changed.lower()
    assert '<meta charset="utf-8" />' in changed
    assert f'<meta property="og:title" content="{TITLE}">' in changed
    assert f'<meta property="og:description" content="{DESCRIPTION}">' in changed
