"""Padding attack: a text among invented benign sentences.

For measuring only. Training pads with rows of benign chats, not with these sentences, or the measure
would test memory.
"""

import re

from numpy.random import Generator

from classifier.attacks.words import pick_one

MAX_CHARS_TO_PAD = 400
"""Characters of a text that is padded; a longer one would not be hidden by it."""

_SENTENCES = (
    "The {thing} came {when} and it looks {fine}.",
    "I went to the {place} {when} and brought back some {food}.",
    "Does anyone know when the {place} opens {when}?",
    "We had {food} for dinner and then watched the {game}.",
    "My {kin} just started a new job near the {place}.",
    "Thanks for the help with the {thing}, it works now.",
    "The weather was {fine} {when}, so we walked to the {place}.",
    "Here is the list: {food}, {food} and a new {thing}.",
    "Can you send me the notes about the {thing} {when}?",
    "I think the {game} starts at {hour}, see you there.",
    "If the {thing} is late again I will ask at the {place}.",
    "Our {kin} is visiting {when} and wants to see the {place}.",
    "It took me {hour} minutes to find the {thing} in the {place}.",
    "By the way, the {food} at the {place} is really {fine}.",
    "Please remember to water the plants {when}.",
    "She painted the {thing} green and it turned out {fine}.",
    "The meeting moved to {hour}, same link as {when}.",
    "I am reading a book about the history of the {place}.",
    "They fixed the {thing} {when}, so you can update.",
    "How did the {game} go {when}?",
    "He plays the piano and his {kin} sings.",
    "There are {hour} chairs in the {place}, that should do.",
    "Let me know if you need a lift to the {place}.",
    "Happy birthday to your {kin}, have some {food}!",
)
_FILLERS = {
    "thing": "parcel, printer, bicycle, calendar, camera, kettle, ticket, update, window, keyboard",
    "place": "library, market, station, park, museum, bakery, harbour, office, garden, school",
    "food": "soup, bread, apples, rice, pancakes, cheese, noodles, salad, tomatoes, coffee",
    "game": "match, concert, quiz, film, race, tournament, show, play",
    "kin": "sister, brother, cousin, neighbour, uncle, daughter, friend, aunt",
    "when": "yesterday, this morning, on Monday, last week, tonight, at noon",
    "fine": "fine, lovely, quite good, a bit wet, better than before, nice",
    "hour": "two, three, five, seven, nine, ten, eleven",
}
_SLOT = re.compile(r"\{(\w+)\}")


def add_padding(text: str, rng: Generator) -> str:
    """Put benign sentences before, after, or on both sides: "... idiot. The train was late today. ..."."""
    if not text.strip() or len(text) > MAX_CHARS_TO_PAD:
        return text
    words = int(rng.integers(10, 60))
    before, after = build_benign_text(rng, words), build_benign_text(rng, words)
    side = rng.random()
    if side < 1 / 3:
        return f"{before} {text}"
    return f"{text} {after}" if side < 2 / 3 else f"{before} {text} {after}"


def build_benign_text(rng: Generator, words: int) -> str:
    """Return invented sentences of so many words or a few more."""
    sentences: list[str] = []
    while sum(sentence.count(" ") + 1 for sentence in sentences) < words:
        sentences.append(
            _SLOT.sub(
                lambda m: pick_one(_FILLERS[m[1]].split(", "), rng), pick_one(_SENTENCES, rng)
            )
        )
    return " ".join(sentences)
