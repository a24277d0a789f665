"""Everyday lines: a term of a community's own that is in several of them is too broad. Pure."""

EVERYDAY = (
    "good morning everybody, how are you today?",
    "thanks, that was really helpful for me",
    "can somebody look at my question please",
    "i will be back in about ten minutes, and then we can go on",
    "see you tomorrow then, have a nice evening with your family",
    "what time does the game start? it is on at ten",
    "no, i don't think so, but they have not said",
    "that is the best picture of your cat so far",
    "we need one more player for the next round, who are they with?",
    "it's raining here again, and this was to be the best day of it",
    "yes! who wants to join us in this one",
    "sorry, my microphone is off and i am not at home, but i will look",
)
"""Lines as anybody may write them: a term that is in several of them is too broad."""

SINGLES = ("", *"abcdefghijklmnopqrstuvwxyz0123456789 ")
"""A single letter or digit, or nothing."""

MAX_EVERYDAY = 1
"""Everyday lines that a term may be in."""
