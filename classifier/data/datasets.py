"""Data set specifications: the columns of each set, and how they map onto our labels.

A set gives only the labels that it was annotated for; the others are NaN, which the loss leaves out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from classifier.labels import Label

Row = Mapping[str, str]
RowLabels = Mapping[Label, float]

LABEL_COLUMNS = tuple(label.value for label in Label)
"""Columns of Kaggle's own sets, one for each label."""
RUDDIT_MIN_TOXIC = 0.45
"""Ruddit score, -1..1, from which on a comment is toxic; from 0 down it is not, between it is unlabelled."""

UNLABELLED: RowLabels = {}
"""Labels of a row that its set leaves open for all."""
BENIGN: RowLabels = dict.fromkeys(Label, 0.0)
"""Labels of a row that has none."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Specification of a data set: the columns needed, the labels that they give, the weight of a row.

    `label` and `weigh` raise ValueError, naming the column, for a value that no such set has.
    """

    name: str
    columns: tuple[str, ...]
    label: Callable[[Row], RowLabels]
    weigh: Callable[[Row], float] = lambda row: 1.0
    tell_language: Callable[[Row], str] = lambda row: "en"
    """Returns the code (ISO 639-1) of a row's language."""
    licence: str = ""
    """Licence of the rows, where it is told with the set and not in the model card alone."""


def _jigsaw(row: Row) -> RowLabels:
    return {label: read_number(row, label.value) for label in Label}


def _jigsaw_weight(row: Row) -> float:
    """Return the weight that restores natural shares: our rows are most positives and 40 % of the negatives."""
    return 1.1 if any(row[label] == "1" for label in Label) else 2.4


def _davidson(row: Row) -> RowLabels:
    match row["class"]:
        case "0":
            return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}
        case "1":  # many a casual slur among friends: only that it is coarse is sure
            return {Label.OBSCENE: 1}
        case _:
            return {
                Label.TOXIC: 0,
                Label.SEVERE_TOXIC: 0,
                Label.THREAT: 0,
                Label.INSULT: 0,
                Label.IDENTITY_HATE: 0,
            }


def _gab(row: Row) -> RowLabels:
    if row["cv"] == "1":  # a call to violence
        return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1, Label.THREAT: 1}
    if row["hd"] == "1":
        return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}
    if row["vo"] == "1":
        return {Label.OBSCENE: 1, Label.IDENTITY_HATE: 0}
    return {Label.IDENTITY_HATE: 0, Label.OBSCENE: 0}


def _stormfront(row: Row) -> RowLabels:
    match row["label"]:
        case "hate":
            return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}
        case "noHate":
            return {Label.IDENTITY_HATE: 0}
        case _:
            return UNLABELLED


def _hate(column: str) -> Callable[[Row], RowLabels]:
    """Return the labels of a set of hate and benign counterparts of it."""

    def label_row(row: Row) -> RowLabels:
        if row[column] == "1":
            return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}
        return {Label.TOXIC: 0, Label.IDENTITY_HATE: 0}

    return label_row


_COARSE = re.compile(
    r"\b(?:f+u+c*k|fk|sh[i1]t|crap|bitch|bastard|cunt|dick|cock|puss|ass(?:es|hole)?\b|whore|slut|idiot|moron"
    r"|stupid|dumb|retard|fag|nigg|suck|trash|scum|loser|pathetic|disgust|kill|die\b|hate|damn|hell\b"
    r"|sex|rape|porn|ugly|fool|liar|shut up)",
    re.IGNORECASE,
)
"""Words that a row without one kind of harm may still be rude by."""


def _group_hate(row: Row) -> RowLabels:
    """Return the labels of a set that asks for hate of groups alone: a rude row without any is no benign one."""
    match row["toxic"]:
        case "1" | "1.0":
            return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}
        case "":
            return UNLABELLED
        case _ if _COARSE.search(row["text"]):
            return {Label.IDENTITY_HATE: 0}
        case _:
            return {Label.TOXIC: 0, Label.IDENTITY_HATE: 0}


def _sexism(row: Row) -> RowLabels:
    if row["toxic"] != "1":
        return {Label.IDENTITY_HATE: 0}  # of women; what else it is was not asked
    if row["category"].startswith("1"):
        return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1, Label.THREAT: 1}
    if row["vector"].startswith("3.1"):  # slurs in passing
        return {Label.TOXIC: 1, Label.OBSCENE: 1}
    return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}


def _measured_hate(row: Row) -> RowLabels:
    # The threshold that this copy was made with takes insults and casual slurs for hate, too.
    return {Label.TOXIC: 1} if row["toxic"] == "1" else {Label.IDENTITY_HATE: 0}


def _misogyny(row: Row) -> RowLabels:
    if row["level_2"] == "Nonmisogynistic_personal_attack":
        return {Label.TOXIC: 1, Label.INSULT: 1, Label.IDENTITY_HATE: 0}
    return (
        {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}
        if row["toxic"] == "1"
        else {Label.IDENTITY_HATE: 0}
    )


def _implicit_hate(row: Row) -> RowLabels:
    if row["kind"] == "not_hate":  # ugly at times
        return {Label.IDENTITY_HATE: 0}
    return {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}


def _small_talk(row: Row) -> RowLabels:
    """Return the labels of harmless talk; a row with a coarse word is left out, unread as it is."""
    return UNLABELLED if _COARSE.search(row["text"]) else BENIGN


def _thinned(label: Callable[[Row], RowLabels]) -> Callable[[Row], RowLabels]:
    """Return the labels of harmful rows and of a third of the others, chosen by the text: more cost only time."""

    def label_row(row: Row) -> RowLabels:
        labels = label(row)
        is_taken = any(labels.values()) or crc32(row["text"].encode()) % 3 == 0
        return labels if is_taken else UNLABELLED

    return label_row


def _english(row: Row) -> RowLabels:
    return _small_talk(row) if row["language"] == "english" else UNLABELLED


def _hatemoji(row: Row) -> RowLabels:
    labels = _hate("label_gold")(row)
    return {**labels, Label.THREAT: 1} if row["type"] == "threateninglanguage" else labels


def _ruddit(row: Row) -> RowLabels:
    score = read_number(row, "offensiveness_score")
    if score >= RUDDIT_MIN_TOXIC:
        return {Label.TOXIC: 1}
    return {Label.TOXIC: 0} if score <= 0.0 else UNLABELLED


def _incivility(row: Row) -> RowLabels:
    kind = row["tbdf"].casefold()
    if not kind:
        return BENIGN
    if kind.startswith("identity"):
        return {Label.TOXIC: 1, Label.INSULT: 1}
    by_kind = {"insulting": Label.INSULT, "vulgarity": Label.OBSCENE, "threat": Label.THREAT}
    # Impatience, frustration and irony are uncivil at work, and not what our labels mean.
    return {Label.TOXIC: 1, by_kind[kind]: 1} if kind in by_kind else UNLABELLED


def _feedback(row: Row) -> RowLabels:
    """Return the labels of a decided case of the bot's: "" in a column was not asked."""
    if not row["text"]:  # forgotten, or never exported
        return UNLABELLED
    return {label: read_number(row, label.value) for label in Label if row[label]}


def _paradetox(row: Row) -> RowLabels:
    return {Label.TOXIC: 1} if row["label"] == "1" else {**BENIGN, Label.THREAT: np.nan}


def _toxic(column: str, *toxic: str) -> Callable[[Row], RowLabels]:
    """Return the labels of a set that gives `toxic` alone, by these values of a column."""
    return lambda row: {Label.TOXIC: float(row[column] in toxic)}


def read_number(row: Row, column: str) -> float:
    """Return the number in a column.

    Raises:
        ValueError: it holds none; names the column.
    """
    try:
        return float(row[column])
    except ValueError:
        raise ValueError(f"column {column!r}: {row[column]!r} is not a number") from None


DATASETS: Mapping[str, DataSet] = {
    each.name: each
    for each in (
        # to train on
        DataSet("jigsaw", LABEL_COLUMNS, _jigsaw, _jigsaw_weight),
        DataSet("toxic_spans", (), lambda row: {Label.TOXIC: 1}, lambda row: 0.5),
        DataSet("paradetox", ("label",), _paradetox, lambda row: 0.5),
        DataSet("davidson", ("class",), _davidson, lambda row: 0.5),
        DataSet("gab_hate", ("hd", "cv", "vo"), _gab, lambda row: 0.5),
        DataSet("stormfront", ("label",), _stormfront, lambda row: 0.5),
        DataSet("hatemoji_build", ("label_gold", "type"), _hatemoji),
        DataSet("dynahate", ("label",), _hate("label")),
        DataSet("ruddit", ("offensiveness_score",), _ruddit),
        DataSet("convabuse", ("abusive",), _toxic("abusive", "1")),
        DataSet("github_incivility", ("tbdf",), _incivility),
        DataSet("clean_irc", (), lambda row: BENIGN),
        DataSet("en_dynahate_full", ("toxic",), _group_hate, lambda row: 0.6),
        DataSet("en_edos", ("toxic", "category", "vector"), _thinned(_sexism), lambda row: 0.5),
        DataSet("en_implicit_hate", ("kind",), _thinned(_implicit_hate), lambda row: 0.3),
        DataSet("en_measuring_hate", ("toxic",), _thinned(_measured_hate), lambda row: 0.3),
        DataSet("en_misogyny", ("toxic", "level_2"), _thinned(_misogyny), lambda row: 0.5),
        DataSet("en_clinc", (), _thinned(_small_talk)),
        DataSet("en_topical_chat", (), _thinned(_small_talk)),
        DataSet("multi_chatterbot", ("language",), _english),
        # A community's own, by `python -m bot feedback export`.
        DataSet(
            "feedback",
            (*LABEL_COLUMNS, "language"),
            _feedback,
            tell_language=lambda row: row["language"] or "en",
        ),
        # to measure on
        DataSet("train", LABEL_COLUMNS, _jigsaw),  # Kaggle's own train.csv
        DataSet("jigsaw_natural", LABEL_COLUMNS, _jigsaw),
        DataSet("clean_slack", (), lambda row: BENIGN),
        DataSet("gametox", ("label",), _toxic("label", "1", "2", "3", "4", "5")),
        DataSet("conda_dota2", ("intentClass",), _toxic("intentClass", "E")),
        DataSet("code_review", ("is_toxic",), _toxic("is_toxic", "1")),
        DataSet("kaggle_insults", ("Insult",), _toxic("Insult", "1")),
        DataSet("olid", ("subtask_a",), _toxic("subtask_a", "OFF")),
        DataSet("founta", ("label",), _toxic("label", "1")),
        DataSet("tweeteval_hate", ("label",), _toxic("label", "1")),
        DataSet("ami_misogyny", ("misogynous",), _toxic("misogynous", "1")),
        DataSet("bias_madlibs", ("Label",), _toxic("Label", "BAD")),
    )
}


REHEARSED = frozenset(
    {"jigsaw", "toxic_spans", "paradetox", "davidson", "gab_hate", "stormfront", "clean_irc"}
)
"""Sets of many rows that the bundles up to 2026.11.3 learned: a warm start needs a part of them, not to forget."""


RECALL_SETS: Mapping[str, str] = {
    "gametox": "game chat",
    "conda_dota2": "game chat",
    "convabuse": "talk with bots",
    "olid": "social media",
    "founta": "social media",
    "kaggle_insults": "insults",
}
"""Sets that the mean recall is over, and the domain that each stands for."""
