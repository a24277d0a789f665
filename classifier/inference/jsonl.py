"""JSON Lines filter: a JSON object a line in, a JSON object a line out, in order, as they come."""

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

from classifier.inference.scorer import Scorer
from classifier.labels import Scores, Unscored
from classifier.text.normalize import clean

CHUNK = 1 << 16
"""Bytes read at once: the lines that have come by then are a batch, and a slow writer is answered at once."""

Answer = dict[str, Any]


def score_lines(scorer: Scorer, source: BinaryIO, out: TextIO) -> bool:
    """Answer every line with scores; return True if all lines were objects with a text."""
    return _answer_lines(scorer, source, out, lambda text: {})


def explain_lines(scorer: Scorer, source: BinaryIO, out: TextIO) -> bool:
    """Answer every line with scores and the spans that drove them; return the same."""

    def spans(text: str) -> Answer:
        found = scorer.explain(clean(text))
        return {
            "spans": [
                {"begin": s.begin, "end": s.end, "label": s.label, "weight": s.weight}
                | ({"kind": s.kind} if s.kind else {})
                for s in found
            ]
        }

    return _answer_lines(scorer, source, out, spans)


def _answer_lines(
    scorer: Scorer, source: BinaryIO, out: TextIO, extra: Callable[[str], Answer]
) -> bool:
    number = 0
    are_valid = True
    for lines in _read_chunks(source):
        parsed = [_parse(line, number) for number, line in enumerate(lines, start=number + 1)]
        number += len(lines)
        texts = [each for each in parsed if isinstance(each, str)]
        scores = iter(scorer.score(texts))
        for each in parsed:
            if isinstance(each, str):
                answer = _answer(next(scores)) | extra(each)
            else:
                answer, are_valid = each, False
            out.write(json.dumps(answer) + "\n")
        out.flush()
    return are_valid


def _read_chunks(source: BinaryIO) -> Iterator[list[bytes]]:
    """Yield whole lines, as many at a time as are there."""
    rest = b""
    while chunk := source.read1(CHUNK):  # type: ignore[attr-defined]  # every buffered reader has it
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            yield lines
    if rest:
        yield [rest]


def _parse(line: bytes, number: int) -> str | Answer:
    """Return the text of a line, or the answer that says what is wrong with it."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f'not JSON ({error}); a line is {{"text": "..."}}', "line": number}
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return {"error": 'not an object with a string "text"', "line": number}
    return str(value["text"])


def _answer(scores: Scores | Unscored) -> Answer:
    if isinstance(scores, Unscored):
        return {"unscored": scores.reason.value, "scores": None}
    return {"scores": {label.value: score for label, score in scores.items()}}
