"""Attacks: a text disguised as someone disguises it who wants past a filter and still to be read.

For measuring (`classifier/evaluation/robustness.py`) and, with other seeds, for attacked copies to train on.
Pure: the same text and the same state of the generator give the same disguise. A text that an
attack has no hold on, because it is too short, comes back as it was. Like people, attacks disguise
most of the words that carry the meaning, and leave "you are a" alone.

>>> ATTACKS["dots"]("you stupid idiot", np.random.default_rng(1))
'you stupid i*d*i*o*t'
"""

from collections.abc import Callable, Mapping

import numpy as np

from classifier.attacks import markup, spacing, substitution

Attack = Callable[[str, np.random.Generator], str]

ATTACKS: Mapping[str, Attack] = {
    "look_alikes": substitution.use_look_alikes,
    "leet": substitution.use_leet,
    "stars": substitution.star_out,
    "repeats": substitution.draw_out,
    "swaps": substitution.swap_neighbours,
    "drops": substitution.drop_letters,
    "spacing": spacing.space_out,
    "dots": spacing.dot_out,
    "zero_width": spacing.hide_characters,
    "joined": spacing.join_words,
    "split": spacing.split_over_messages,
    "markup": markup.dress_up,
    "padding": markup.pad,
}
"""By name, in the order in which they are shown."""

__all__ = ["ATTACKS", "Attack"]
