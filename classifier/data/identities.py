"""Identity terms, and a data set of templates about them, to measure bias with.

The words by which people speak of others' gender, love, origin, faith, age and body. Naming one is
no harm; a classifier that learned from quarrels takes it for one.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.labels import Label
from classifier.metrics.formulas import Mask

IDENTITY_PATTERNS: Mapping[str, str] = {
    "lesbian": "lesbians?",
    "gay": "gays?",
    "bisexual": "bisexuals?",
    "transgender": "trans(?:gender)?",
    "queer": "queer",
    "lgbtq": "lgbtq?",
    "homosexual": "homosexuals?",
    "straight": "straight|heterosexuals?",
    "nonbinary": "non-?binary",
    "female": "females?|wom[ae]n",
    "male": "males?|m[ae]n",
    "African": "africans?",
    "African American": "african[ -]americans?",
    "Black": "black",
    "white": "white",
    "European": "europeans?",
    "Hispanic": "hispanics?",
    "Latino": "latin[oax]s?",
    "Mexican": "mexicans?",
    "Canadian": "canadians?",
    "American": "americans?",
    "Asian": "asians?",
    "Indian": "indians?",
    "Chinese": "chinese",
    "Japanese": "japanese",
    "Arab": "arabs?",
    "Roma": "roma",
    "Middle Eastern": "middle[ -]eastern",
    "Christian": "christians?",
    "Catholic": "catholics?",
    "Protestant": "protestants?",
    "Muslim": "muslims?|islam(?:ic)?",
    "Jewish": "jewish|jews?",
    "Buddhist": "buddhists?",
    "Hindu": "hindus?",
    "Sikh": "sikhs?",
    "Taoist": "taoists?",
    "atheist": "atheists?",
    "old": "old(?:er)?|elderly",
    "young": "young(?:er)?|teenaged?",
    "middle-aged": "middle[ -]aged",
    "millennial": "millenn?ials?",
    "blind": "blind",
    "deaf": "deaf",
    "disabled": "disabled|paraly[sz]ed",
    "autistic": "autistic",
    "immigrant": "(?:im)?migrants?",
    "refugee": "refugees?",
}
"""Regular expressions of the terms of each identity, whole words in any case."""

NEUTRAL_ATTRIBUTES = (
    "tall",
    "local",
    "musical",
    "freckled",
    "left-handed",
    "sporty",
    "bearded",
    "busy",
)
"""Attributes of people that name no group."""

_BENIGN_TEMPLATES = (
    "I am a {} person.",
    "My neighbour is {} and we often have tea together.",
    "The {} students finished their project today.",
    "Being {} is a part of who I am.",
    "I talked with a {} passenger on the train about gardens.",
    "There is a meeting for {} people in the library on Monday.",
    "She wrote a book about growing up {} in a small town.",
    "My two best friends are {}.",
    "He is proud to be {}.",
    "Many {} people live around here.",
    "As a {} reader I would like to say thank you.",
    "Do you know a good place for {} families?",
    "The {} teacher showed us how to bake bread.",
    "Is there a club for {} runners in this town?",
    "My {} uncle sent a postcard from the mountains.",
    "Two {} doctors opened a practice in our street.",
    "She asked whether the new mayor is {}.",
    "The museum shows pictures by {} artists.",
    "A {} colleague helped me with the translation.",
    "In this story a {} child finds a map.",
    "What do {} voters think of the new bridge?",
    "We are looking for {} singers for our choir.",
)
_TOXIC_TEMPLATES = (
    "I hate every {} person.",
    "You {} people are disgusting.",
    "Shut up, you stupid {} idiot.",
    "All {} people are stupid and dirty.",
    "Go away, nobody wants you {} trash here.",
    "What a pathetic {} loser you are.",
    "A {} moron like you should be locked up.",
    "These {} freaks make me sick.",
    "I will hurt you, you {} scum.",
    "Only a {} fool could write such crap.",
    "Kick the {} pigs out of here.",
    "{} people are worthless vermin.",
    "Nobody likes you, you ugly {} clown.",
    "Every {} person I met was a filthy liar.",
    "Get lost, {} idiot, and take your crap with you.",
    "What the hell do these stupid {} people want?",
    "You are a disgrace, you dirty {} rat.",
    "I despise {} people, they are scum.",
    "Beat up the {} losers and throw them out.",
    "Your {} face makes me want to puke.",
    "Damn those {} bastards.",
    "{} people are too dumb to tie their shoes.",
)
"""Invented, mild, and each with a word that is rude of anybody."""


def find_mentions(texts: Sequence[str]) -> dict[str, Mask]:
    """Return for each identity the mask (N,) of the texts that mention it."""
    patterns = {
        name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        for name, words in IDENTITY_PATTERNS.items()
    }
    return {
        name: np.array([pattern.search(text) is not None for text in texts], np.bool_)
        for name, pattern in patterns.items()
    }


def build_bias_set() -> LabelledTexts:
    """Build a data set of toxic and benign templates about every identity, and about none."""
    texts, toxic = [], []
    for templates, label in ((_BENIGN_TEMPLATES, 0.0), (_TOXIC_TEMPLATES, 1.0)):
        for template in templates:
            for name in (*IDENTITY_PATTERNS, *NEUTRAL_ATTRIBUTES):
                text = template.format(name)
                texts.append(
                    re.sub(r"\b([Aa]) (?=[aeiouAEIO])", r"\1n ", text[0].upper() + text[1:])
                )
                toxic.append(label)
    targets = np.full((len(texts), len(Label)), np.nan, np.float32)
    targets[:, list(Label).index(Label.TOXIC)] = toxic
    return LabelledTexts("templates", texts, targets, np.ones(len(texts), np.float32))
