"""Data set specifications of other languages than English: licence, columns, and how they map onto our labels.

Every set here is named LANGUAGE_NAME, by a code of ISO 639-1 (`ur-Latn`, Urdu and Hindi in Latin letters,
is `urLatn`). Only sets whose licence allows weights to be shipped stand here; others may measure and never train.
"""

from collections.abc import Callable, Mapping

from classifier.data.datasets import BENIGN, UNLABELLED, DataSet, Row, RowLabels, read_number
from classifier.labels import Label

CHATTER_LANGUAGES = {
    "bengali": "bn", "chinese": "zh", "dutch": "nl", "english": "en", "french": "fr",
    "german": "de", "hebrew": "he", "hindi": "hi", "hinglish": "ur-Latn", "indonesian": "id",
    "italian": "it", "japanese": "ja", "korean": "ko", "marathi": "mr", "oriya": "or",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es",
    "swedish": "sv", "tamil": "ta", "telugu": "te", "thai": "th", "traditionalchinese": "zh",
    "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "yoruba": "yo",
}  # fmt: skip
"""Codes of the languages that ChatterBot's corpus names."""

_TOLD_GROUPS = ("homophobia", "racism", "misogyny", "xenophobia")
_TOLD_AGREED = 2
"""Votes of three from which on ToLD-Br's annotators agree on a label; one vote leaves it open."""


def _toxic(row: Row) -> RowLabels:
    """Return `toxic` alone; nothing where the annotators differ."""
    if row["toxic"] == "":
        return UNLABELLED
    return {Label.TOXIC: float(read_number(row, "toxic") > 0)}


def _hate_alone(row: Row) -> RowLabels:
    """Return `identity_hate` alone: in this set what is no hate may be an insult."""
    return {Label.IDENTITY_HATE: read_number(row, "toxic")}


def _kinds(column: str) -> Callable[[Row], RowLabels]:
    """Return the labels of a set of GermEval 2018's kinds: PROFANITY, INSULT, ABUSE (of a group), OTHER."""
    kinds = {
        "PROFANITY": Label.OBSCENE,
        "INSULT": Label.INSULT,
        "ABUSE": Label.IDENTITY_HATE,
    }

    def label_row(row: Row) -> RowLabels:
        labels = dict(_toxic(row))
        if row[column] == "OTHER":
            return {**labels, **dict.fromkeys(kinds.values(), 0.0)}
        return {**labels, kinds[row[column]]: 1.0}

    return label_row


def _mlma(row: Row) -> RowLabels:
    """Return `toxic`, and hate where the annotators spoke of it or of nothing at all."""
    labels = dict(_toxic(row))
    if labels and "hateful" in row["sentiment"]:
        labels[Label.IDENTITY_HATE] = 1.0
    elif labels and row["sentiment"] == "normal":
        labels[Label.IDENTITY_HATE] = 0.0
    return labels


def _mpold(row: Row) -> RowLabels:
    labels = dict(_toxic(row))
    kinds = {"HS": Label.IDENTITY_HATE, "V": Label.OBSCENE}
    if labels[Label.TOXIC] == 0:
        return {**labels, **dict.fromkeys(kinds.values(), 0.0)}
    return {**labels, kinds[row["kind"]]: 1.0} if row["kind"] in kinds else labels


def _told(row: Row) -> RowLabels:
    """Return the labels on which two of three annotators agree, or none of them speaks."""
    votes = {
        Label.OBSCENE: read_number(row, "obscene"),
        Label.INSULT: read_number(row, "insult"),
        Label.IDENTITY_HATE: max(read_number(row, group) for group in _TOLD_GROUPS),
    }
    agreed = {
        label: float(count >= _TOLD_AGREED)
        for label, count in votes.items()
        if count == 0 or count >= _TOLD_AGREED
    }
    return {**_toxic(row), **agreed}


def _cold(row: Row) -> RowLabels:
    """Return `toxic`, which in this set is an attack on a group but where it says "individual" (1)."""
    labels = dict(_toxic(row))
    if labels[Label.TOXIC] == 0 or row["fine"] != "1.0":
        labels[Label.IDENTITY_HATE] = labels[Label.TOXIC]
    return labels


def _in_language(
    name: str,
    licence: str,
    label: Callable[[Row], RowLabels] = _toxic,
    *columns: str,
    weight: float = 1.0,
) -> DataSet:
    """Return the specification of a set whose name begins with its language's code."""
    code = name.partition("_")[0].replace("Latn", "-Latn")
    return DataSet(name, ("toxic", *columns), label, lambda row: weight, _always(code), licence)


def _always(code: str) -> Callable[[Row], str]:
    return lambda row: code


TRAINED: tuple[DataSet, ...] = (
    _in_language("ar_mlma", "MIT", _mlma, "sentiment", weight=0.5),
    _in_language("ar_mpold", "Apache 2.0", _mpold, "kind"),
    _in_language("da_dkhate", "CC BY 4.0"),
    _in_language("de_gahd", "CC BY 4.0", _hate_alone),
    _in_language("de_germeval2018", "CC BY 4.0", _kinds("fine"), "fine"),
    _in_language("de_iwg_refugees", "CC BY-SA 3.0"),
    _in_language("es_goldstd", "CC BY 4.0"),
    _in_language("es_jigsaw_ml", "CC0, text CC BY-SA 3.0"),
    _in_language("fr_mlma", "MIT", _mlma, "sentiment", weight=0.5),
    _in_language("hi_panlingua", "MIT"),
    _in_language("it_jigsaw_ml", "CC0, text CC BY-SA 3.0"),
    _in_language("ja_inspection", "Apache 2.0"),
    _in_language("ko_apeach", "CC BY-SA 4.0"),
    _in_language("ko_curse", "MIT"),
    _in_language("ko_kocohub", "CC BY-SA 4.0", weight=0.5),
    _in_language("ko_malicious", "MIT"),
    _in_language("pt_told_br", "CC BY-SA 4.0", _told, "obscene", "insult", *_TOLD_GROUPS),
    _in_language("ro_news", "Apache 2.0"),
    _in_language("ro_offense", "Apache 2.0", _kinds("label"), "label"),
    _in_language("tr_jigsaw_ml", "CC0, text CC BY-SA 3.0"),
    _in_language("tr_offenseval", "CC BY 2.0"),
    _in_language("urLatn_ruhsold", "MIT"),
    _in_language("vi_thient", "CC BY-SA 4.0"),
    _in_language("zh_cold", "Apache 2.0", _cold, "fine"),
    _in_language("zh_swsr", "MIT", _hate_alone, weight=0.5),
    DataSet(
        "multi_chatterbot",
        ("language",),
        lambda row: BENIGN,
        tell_language=lambda row: CHATTER_LANGUAGES[row["language"]],
        licence="BSD 3-clause",
    ),
)
"""Sets to train on, with the licence under which weights of them are shipped."""

MEASURED: tuple[DataSet, ...] = tuple(
    _in_language(name, "measures only")
    for name in (
        "ar_lhsab", "ar_offenseval", "de_germeval2021", "el_offenseval", "es_bas19_es",
        "es_offendes", "fi_suomi24", "hi_has19_hi", "hi_has20_hi", "hi_has21_hi", "hi_macd",
        "id_ibrohim", "it_san20_it", "ko_kmhas", "pl_cbd_poleval", "pt_for19_pt", "ru_bohdan",
        "ru_paradetox", "ta_macd", "te_macd", "tr_teknofest", "vi_victsd", "vi_vihos",
    )
)  # fmt: skip
"""Sets of other sources, to measure on alone: never a gradient, a vocabulary or a calibration."""

LANGUAGE_DATASETS: Mapping[str, DataSet] = {
    **{each.name: each for each in (*TRAINED, *MEASURED)},
    **{
        f"clean_{code}_nus_sms": DataSet(
            f"clean_{code}_nus_sms", (), lambda row: BENIGN, tell_language=_always(code)
        )
        for code in ("en", "zh")
    },
}
"""Sets of many languages by name; a set outside this table is left out with a warning."""
