"""Tolerant JSON: also unquoted names, single quotes, line breaks in texts, trailing commas, Python's literals.

Google's parser took them, and an old example of its documentation has them. One pass rewrites them
into strict JSON, in linear time, where strict JSON fails.
"""

import re

import orjson

MAX_TOLERANT_BYTES = 64 * 1024
"""The longest body that is read with tolerance, in some 50 ms; a comment has at most 20 KB."""

_TOKEN = re.compile(
    r"""
      (?P<double>"(?:[^"\\]|\\.)*+(?:"|\\?\Z))            # a text; one without an end ends the body,
    | '(?P<single>(?:[^'\\]|\\.)*+)(?:'|(?P<open>\\?\Z))   #   or each quote would be tried to the end
    | (?P<name>[A-Za-z_$][A-Za-z0-9_$]*+)(?=\s*+:)        # a name without quotes
    | (?P<comma>,)(?=\s*+[}\]])                           # a comma before an end
    | (?P<word>[A-Za-z]++)                                # a literal, also of Python
    | [0-9+.-]++ | \s++ | .                               # everything else
    """,
    re.VERBOSE | re.DOTALL,
)

_QUOTE = re.compile(r"""\\'|\\.|\"""", re.DOTALL)

_REQUOTED = {"\\'": "'", '"': '\\"'}

_LITERALS = {"True": "true", "False": "false", "None": "null"}

_CONTROLS = {code: f"\\u{code:04x}" for code in range(0x20)}


def parse_json(body: bytes) -> object:
    """Parse JSON, strictly first.

    Raises:
        ValueError: it is no JSON even when read with tolerance.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        if len(body) > MAX_TOLERANT_BYTES:
            raise
        text = body.decode("utf-8-sig")
        return orjson.loads("".join(map(_to_strict, _TOKEN.finditer(text))))


def _to_strict(token: re.Match[str]) -> str:
    if token["comma"]:
        return ""
    if token["name"]:
        return f'"{token["name"]}"'
    if token["double"]:
        return token["double"].translate(_CONTROLS)
    if token["word"]:
        return _LITERALS.get(token["word"], token["word"])
    if token["single"] is None or token["open"] is not None:
        return token[0]
    text = _QUOTE.sub(lambda found: _REQUOTED.get(found[0], found[0]), token["single"])
    return f'"{text.translate(_CONTROLS)}"'
