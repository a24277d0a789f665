"""Invented messages for benchmarks: chat made from a list of words, no two alike, no data set."""

import random
import re
from collections.abc import Iterator

_TEXT = """
hey all anyone up for a round tonight my team needs one more player who can heal i think we should
try the new map first because it was fun last time lol that build is so bad you play like a potato
sorry i meant the server not you please stop shouting in here thanks for the help it works now did
somebody see the patch notes they nerfed my favourite again what a stupid change honestly shut up
and push the lane nice save wow that was close good game everyone see you tomorrow maybe later the
meeting moved to three can you review my branch when you have time tests fail on main again no idea
why looks like a cache problem restart and try once more don't be rude this channel is for questions
only read the pinned message idiot just kidding love this song coffee first then we talk is the
link broken or is it just me works on my machine ha where do i find the docs bug report filed ok
"""
WORDS = tuple(_TEXT.split())
_HARSH = re.compile(r"stupid|idiot|rude|bad|shut|potato", re.IGNORECASE)
"""Words without which the messages are friendly."""

ENDINGS = ("", ".", "!", "?", " :)", "...")


def messages(seed: int, *, least: int, most: int) -> Iterator[str]:
    """Messages of `least` to `most` words without end; enough words that none comes twice."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark wants the same messages every time
    while True:
        message = " ".join(rng.choices(WORDS, k=rng.randint(least, most))) + rng.choice(ENDINGS)
        yield rng.choice((message, message.capitalize()))


def friendly_messages(seed: int, *, least: int, most: int) -> Iterator[str]:
    """Messages as above, of which none is rude."""
    return (_HARSH.sub("tea", message) for message in messages(seed, least=least, most=most))
