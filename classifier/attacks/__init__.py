"""Adversarial attacks: texts disguised as people disguise them to pass a filter and still be read.

For measuring (`classifier/evaluation/robustness.py`) and, with other seeds, for data augmentation.
Pure: the same text and the same state of the generator give the same disguise. A text with no word
to change is returned as it is. Like people, attacks disguise most of the content words, and leave
"you are a" alone.

>>> ATTACKS["dots"]("you stupid idiot", np.random.default_rng(1))
'you stupid i*d*i*o*t'
"""

from collections.abc import Callable, Mapping

import numpy as np

from classifier.attacks import markup, padding, signs, spacing, substitution

Attack = Callable[[str, np.random.Generator], str]

ATTACKS: Mapping[str, Attack] = {
    "look_alikes": substitution.replace_by_homoglyphs,
    "leet": substitution.replace_by_leet,
    "stars": substitution.mask_letters,
    "repeats": substitution.repeat_letters,
    "swaps": substitution.transpose_letters,
    "drops": substitution.drop_letters,
    "spacing": spacing.insert_spaces,
    "dots": spacing.insert_separators,
    "zero_width": spacing.insert_zero_width,
    "joined": spacing.join_words,
    "split": spacing.split_into_messages,
    "markup": markup.add_markup,
    "padding": padding.add_padding,
    "wrapped_letters": signs.wrap_letters,
    "hidden_vowels": signs.hide_vowels,
    "apostrophes": signs.insert_apostrophes,
    "emoji_letters": signs.spell_in_emoji,
    "kind_word_again": signs.repeat_kind_word,
}
"""Attacks by name, in the order in which they are shown."""

MEASURED_ONLY = frozenset(
    {
        "padding",
        "wrapped_letters",
        "hidden_vowels",
        "apostrophes",
        "emoji_letters",
        "kind_word_again",
    }
)
"""Names of the attacks that nothing is learned from: `augment/disguised.py` pads with rows of benign chats."""

__all__ = ["ATTACKS", "MEASURED_ONLY", "Attack"]
