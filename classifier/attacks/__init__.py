"""Attacks: a text disguised as someone disguises it who wants past a filter and still to be read.

For measuring (`classifier/robustness.py`) and, with other seeds, for attacked copies to train on.
Pure: the same text and the same state of the generator give the same disguise. A text that an
attack has no hold on, because it is too short, comes back as it was. Like people, attacks disguise
most of the words that carry the meaning, and leave "you are a" alone.

>>> ATTACKS["dots"]("you stupid idiot", np.random.default_rng(1))
'you stupid i*d*i*o*t'
"""

from collections.abc import Callable, Mapping

import numpy as np

from classifier.attacks import dress, gaps, letters

Attack = Callable[[str, np.random.Generator], str]

ATTACKS: Mapping[str, Attack] = {
    "look_alikes": letters.use_look_alikes,
    "leet": letters.use_leet,
    "stars": letters.star_out,
    "repeats": letters.draw_out,
    "swaps": letters.swap_neighbours,
    "drops": letters.drop_letters,
    "spacing": gaps.space_out,
    "dots": gaps.dot_out,
    "zero_width": gaps.hide_characters,
    "joined": gaps.join_words,
    "split": gaps.split_over_messages,
    "markup": dress.dress_up,
    "padding": dress.pad,
}
"""By name, in the order in which they are shown."""

__all__ = ["ATTACKS", "Attack"]
