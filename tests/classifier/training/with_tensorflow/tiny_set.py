"""Small data set of invented messages in Kaggle's format: `python -m tests.classifier.training.with_tensorflow.tiny_set`.

Big enough that each label has rows on both sides of the split, small enough for seconds of training.
"""

import csv
import itertools
import random
import sys

from classifier.labels import Label

ROWS = 3000

OPENINGS = ("well", "honestly", "today", "look", "as for the build", "again", "sorry", "hey", "so")
CLOSINGS = (
    "right",
    "as I said",
    "on the wiki",
    "in this channel",
    "before lunch",
    "you know",
    "ok",
)
BENIGN = (
    "the green teapot works", "thanks for the quick review", "see you at the meeting", "that was a good game",
    "I disagree with this edit", "please read the guide first", "my cat sleeps on the keyboard",
)  # fmt: skip
TOXIC = {
    Label.TOXIC: "nobody wants you here",
    Label.SEVERE_TOXIC: "you are worthless filth and always were",
    Label.OBSCENE: "what a load of crap",
    Label.THREAT: "I will come and hurt you",
    Label.INSULT: "you are a stupid idiot",
    Label.IDENTITY_HATE: "all of those martians are vermin",
}
"""Toxic messages by label; each is labelled toxic as well."""


def messages(seed: int) -> list[tuple[str, set[Label]]]:
    """Return `ROWS` messages that all differ, a third of them toxic, each with its labels."""
    rng = random.Random(seed)  # noqa: S311 - examples, not secrets
    frames = [f"{a} {{}} {b} {n}" for a, b, n in itertools.product(OPENINGS, CLOSINGS, range(100))]
    labelled: list[tuple[str, set[Label]]] = []
    for frame in rng.sample(frames, ROWS):
        if rng.random() < 1 / 3:
            label = rng.choice(list(TOXIC))
            labelled.append((frame.format(TOXIC[label]), {Label.TOXIC, label}))
        else:
            labelled.append((frame.format(rng.choice(BENIGN)), set()))
    return labelled


def main() -> None:
    """Write the messages as CSV to standard output."""
    writer = csv.writer(sys.stdout)
    writer.writerow(["id", "comment_text", *Label])
    for number, (text, labels) in enumerate(messages(seed=1)):
        writer.writerow([number, text, *(int(label in labels) for label in Label)])


if __name__ == "__main__":
    main()
