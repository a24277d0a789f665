"""Normalisation of other scripts than Latin: Arabic forms, Korean letters spelled apart, Chinese set apart.

It follows `clean`, for the multilingual network alone: no step touches a Latin letter, and the English network
reads what it read before. Each takes time linear in the text.
"""

import re
import unicodedata

from classifier.text.aligned_text import AlignedText

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese characters, as a class of a regular expression."""

_LEADS = "".join(map(chr, range(0x1100, 0x1113)))
_VOWELS = "".join(map(chr, range(0x1161, 0x1176)))
_CLOSING = {
    lead: at
    for at, lead in enumerate(" ᄀᄁ ᄂ  ᄃᄅ       ᄆᄇ ᄉᄊᄋᄌᄎᄏᄐᄑᄒ")
    if lead != " "
}
"""Numbers of the final letters of a syllable, by the initial letter that `clean` made of them."""
_TAIL_COUNT = 28
_FIRST_SYLLABLE = 0xAC00

_LEAD, _VOWEL = f"[{_LEADS}]", f"[{_VOWELS}]"
_SPELLED_SYLLABLE = re.compile(
    f"({_LEAD})({_VOWEL})({_LEAD}(?!{_VOWEL}))?|([가-힣])({_LEAD})(?!{_VOWEL}|{_LEAD})"
)
_SPLIT_KOREAN = re.compile(r"(?<!\w)([가-힣])[0-9^*@~.,_/!-]{1,2}([가-힣])(?!\w)")
_SPLIT_CHINESE = re.compile(f"(?<=[{HAN}])[._*~·^/-](?=[{HAN}])")
_SPACED_CHINESE = re.compile(f"(?<![^\\s])[{HAN}](?: [{HAN}])+(?![^\\s])")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_DRESS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+")
_ARABIC_FORMS = str.maketrans(
    "\u0623\u0625\u0622\u0671\u0649\u06cc\u0626\u0629\u0624\u06a9\u06af\u06a4\u067e\u0686",
    "\u0627\u0627\u0627\u0627\u064a\u064a\u064a\u0647\u0648\u0643\u0643\u0641\u0628\u062c",
)
"""Alif with its hamzas as alif, alif maqsura and Persian yeh as yeh, teh marbuta as heh, Persian letters as the nearest."""
_NUKTA = re.compile("\u093c")


def normalize_scripts(text: str) -> AlignedText:
    """Return a clean text without what its script allows to be written in more than one way.

    "حـــمار" -> "حمار", "أنتَ" -> "انت", "ㅂㅏㅂㅗ" -> "바보", "바1보" -> "바보", "笨 蛋" -> "笨蛋".
    """
    aligned = AlignedText(text)
    if text.isascii():
        return aligned
    aligned.sub(_SPELLED_SYLLABLE, _compose_syllable)
    aligned.sub(_SPLIT_KOREAN, lambda m: m[1] + m[2])
    aligned.sub(_SPLIT_CHINESE, "")
    aligned.sub(_SPACED_CHINESE, lambda m: m[0].replace(" ", ""))
    aligned.sub(_NUKTA, "")
    if _ARABIC.search(aligned.text):
        aligned.sub(_ARABIC_DRESS, "")
        aligned.text = aligned.text.translate(_ARABIC_FORMS)
    return aligned


def _compose_syllable(match: re.Match[str]) -> str:
    """Return the syllable of its letters: "ㅂㅏㄹ" -> "발", "바ㄹ" -> "발"."""
    lead, vowel, tail, open_syllable, closing = match.groups()
    if open_syllable:
        is_closed = (ord(open_syllable) - _FIRST_SYLLABLE) % _TAIL_COUNT != 0
        if is_closed or closing not in _CLOSING:
            return match[0]
        return chr(ord(open_syllable) + _CLOSING[closing])
    index = (_LEADS.index(lead) * len(_VOWELS) + _VOWELS.index(vowel)) * _TAIL_COUNT
    syllable = chr(_FIRST_SYLLABLE + index + _CLOSING.get(tail or "", 0))
    return syllable + (tail if tail and tail not in _CLOSING else "")


def spell_hangul(word: str) -> str:
    """Return Korean syllables as their letters: "발" -> three letters; other text as it is."""
    return unicodedata.normalize("NFD", word)
