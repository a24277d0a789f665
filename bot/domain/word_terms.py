r"""Terms: words, phrases, wildcards and patterns that a community counts never or always. Pure.

A term is written as it is read ("Penistone", "kill the creep"), with `*` for any letters of a word ("kys*"), or
as a pattern of RE2 between slashes ("/h[a4]te+rs/"). Words and phrases are whole words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, TypeAlias

import re2
from pydantic import AfterValidator

from bot.domain.everyday_lines import EVERYDAY, MAX_EVERYDAY, SINGLES
from classifier import TextReading, read_term

MAX_TERM_LENGTH = 100
"""Characters of a term."""

MIN_LETTERS = 2
"""Letters and digits of a word: with one, it would be found nearly everywhere."""

MAX_WILDCARDS = 4

MAX_PATTERN_MEMORY = 256 << 10
"""Bytes that RE2 may use for a pattern, so that it is compiled within milliseconds."""

MAX_MEMORY = 8 << 20
"""Bytes that RE2 may use for other terms, or for all of a place at once."""


@dataclass(frozen=True, slots=True)
class _Classes:
    """Classes of RE2: the letters that `*` stands for, and what may stand between the words of a phrase."""

    letter: str
    between: str


_EXACT = _Classes("[\\pL\\pM\\pN_'\u2019]", r"[^\pL\pM\pN]{1,3}")
_COARSE = _Classes(r"\S", r"[^a-z0-9]{1,3}")
"""Finds more, and takes RE2 a tenth of the memory."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

_PATTERN = re.compile("/.+/")
_QUOTES = re.compile('["\u201c\u201d]')


@dataclass(frozen=True)
class Term:
    """A term as it was written, and the expressions of RE2 that find it in readings."""

    text: str

    @property
    def is_pattern(self) -> bool:
        """True for an expression of RE2 between slashes."""
        return _PATTERN.fullmatch(self.text) is not None

    @cached_property
    def key(self) -> str:
        """The key by which two spellings are the same term: "KYS " and "kys"."""
        return self.text if self.is_pattern else self.text.lower()

    @property
    def expressions(self) -> list[str]:
        """The expressions, one at least, that find all that `find` does, and are quick to look for with others."""
        return self._make_expressions(_COARSE)

    @cached_property
    def _compiled(self) -> Sequence[Any]:
        return self._compile(_EXACT)

    def _compile(self, classes: _Classes) -> list[Any]:
        options = make_options(MAX_PATTERN_MEMORY if self.is_pattern else MAX_MEMORY)
        return [re2.compile(each, options) for each in self._make_expressions(classes)]

    def _make_expressions(self, classes: _Classes) -> list[str]:
        if self.is_pattern:
            return [f"(?i){self.text[1:-1]}"]
        forms = (form.split() for form in _list_forms(self.text))
        return [
            classes.between.join(_escape(word, classes.letter) for word in form) for form in forms
        ]

    def is_broad(self) -> bool:
        """Return True if it is found in a letter or in everyday lines.

        Raises:
            re2.error: it is no pattern.
        """
        compiled = self._compile(_COARSE)
        if any(each.search(single) for each in compiled for single in SINGLES):
            return True
        return sum(self._is_in(compiled, line) for line in EVERYDAY) > MAX_EVERYDAY

    def _is_in(self, compiled: Sequence[Any], line: str) -> bool:
        return any(
            self.is_pattern or _is_whole(line, *found.span())
            for expression in compiled
            for found in expression.finditer(line)
        )

    def find(self, reading: TextReading) -> Iterator[tuple[int, int]]:
        """Yield the characters [begin, end) of the raw text in which the term stands, in one reading."""
        text = reading.text
        for expression in self._compiled:
            for found in expression.finditer(text):
                begin, end = found.span()
                if begin < end and (self.is_pattern or _is_whole(text, begin, end)):
                    yield reading.raw_span(begin, end)


def parse_term(written: str) -> Term:
    """Parse a term, and check that it finds something, and not everything.

    Raises:
        ValueError: it does not; the message says what is allowed.
    """
    term = Term(" ".join(written.split()))
    if not 0 < len(term.text) <= MAX_TERM_LENGTH or not term.text.isprintable():
        raise ValueError(f"a term of 1 to {MAX_TERM_LENGTH} characters that can be seen")
    if _QUOTES.search(term.text):
        raise ValueError("a term without quotation marks, which stand around a phrase")
    if not term.is_pattern:
        _check_word(term.text)
    try:
        is_broad = term.is_broad()
    except re2.error as error:
        raise ValueError(f"a pattern that RE2 reads ({_explain(error)})") from error
    if is_broad:
        raise ValueError("something rarer: this is in nearly every message")
    return term


def _check_term(written: str) -> str:
    return parse_term(written).text


TermText: TypeAlias = Annotated[str, AfterValidator(_check_term)]
"""A term in the policy file."""


def make_options(max_memory: int = MAX_MEMORY) -> Any:
    """Make the options of RE2: bounded memory, and nothing on standard error."""
    options = re2.Options()
    options.max_mem, options.log_errors = max_memory, False
    return options


def _check_word(text: str) -> None:
    if text.count("*") > MAX_WILDCARDS:
        raise ValueError(f"{MAX_WILDCARDS} wildcards (*) at most")
    if sum(char.isalnum() for form in read_term(text)[-1:] for char in form) < MIN_LETTERS:
        raise ValueError(
            f"{MIN_LETTERS} letters or digits at least: less is in nearly every message"
        )


def _explain(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _list_forms(text: str) -> list[str]:
    """Return the texts as which a word or phrase is looked for; the parts around wildcards are read apart."""
    if "*" not in text:
        return read_term(text)
    cleaned = (part if part == "*" else _read_part(part) for part in re.split(r"(\*)", text))
    return list(dict.fromkeys([text.lower(), "".join(cleaned)]))


def _read_part(part: str) -> str:
    """Read a part of a term, and keep the spaces at its ends."""
    core = part.strip()
    if not core:
        return part
    before, _, after = part.partition(core)
    return f"{before}{read_term(core)[-1]}{after}"


def _escape(word: str, letter: str) -> str:
    """Return the expression of a word, in which `*` stands for letters."""
    return f"{letter}*".join(map(re2.escape, word.split("*")))


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Return True if no letter goes on at either end."""
    return not (
        (begin > 0 and _goes_on(text[begin - 1], text[begin]))
        or (end < len(text) and _goes_on(text[end], text[end - 1]))
    )


def _goes_on(outside: str, inside: str) -> bool:
    return _is_letter(outside) and _is_letter(inside) and not _UNSPACED.match(inside)


def _is_letter(char: str) -> bool:
    return char.isalnum() or char == "_"
