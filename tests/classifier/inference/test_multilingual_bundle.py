"""The multilingual bundle that ships: it loads, reads each language, and never calls a rude line clean."""

import json
from pathlib import Path

import pytest

from classifier.inference.bundle import DEFAULT, BundleError, read
from classifier.inference.scorer import Scorer, load
from classifier.labels import Label, Scores, Unscored, thresholds_of
from classifier.text.normalize import clean

FOLDER = DEFAULT.with_name("toxicity-lstm-multilingual")
MOST_BYTES = 30_000_000


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load(FOLDER)


def is_flagged(scorer: Scorer, scores: Scores) -> bool:
    thresholds = thresholds_of(scorer.thresholds, scores)
    return any(scores[label] >= each.flag for label, each in thresholds.items())


def answer(scorer: Scorer, text: str) -> Scores | Unscored:
    (found,) = scorer.score([text])
    return found


def test_it_is_small_enough() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < MOST_BYTES


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bugün akşam oyun oynayacak olan var mı arkadaşlar", "tr"),
        ("você pode me mandar o arquivo da reunião de hoje", "pt"),
        ("오늘 저녁에 같이 게임 하실 분 있나요", "ko"),
        ("今天晚上有人一起玩游戏吗", "zh"),
        ("does anybody want to play a game tonight", "en"),
    ],
)
def test_a_harmless_line_is_scored_low_in_its_language(
    scorer: Scorer, text: str, language: str
) -> None:
    scores = answer(scorer, text)

    assert isinstance(scores, Scores)
    assert scores.language == language
    assert not is_flagged(scorer, scores)


@pytest.mark.parametrize(
    "text",
    [
        "vai tomar no cu",
        "bro sen gerizekalı mısın",
        "你这个傻逼",
        "시발 새끼야",
        "halt die fresse du arschloch",
    ],
)
def test_an_insult_is_flagged_in_its_language(scorer: Scorer, text: str) -> None:
    scores = answer(scorer, text)

    assert isinstance(scores, Scores)
    assert is_flagged(scorer, scores)


@pytest.mark.parametrize(
    "text", ["дурак", "kurwa", "vittu", "puta", "stronzo", "lol kurwa", "bro puta"]
)
def test_a_short_line_with_a_rude_word_is_flagged_or_unscored(scorer: Scorer, text: str) -> None:
    found = answer(scorer, text)

    assert isinstance(found, Unscored) or is_flagged(scorer, found)


def test_english_is_scored_as_by_the_bundle_of_english_alone(scorer: Scorer) -> None:
    texts = [
        "you are a stupid idiot and nobody likes you",
        "the build is green again, thanks a lot for your help!",
        "I disagree with this edit, please see the talk page",
    ]
    for mine, plain in zip(scorer.score(texts), load().score(texts), strict=True):
        assert isinstance(mine, Scores)
        assert isinstance(plain, Scores)
        assert mine.language == "en"
        assert list(mine.values()) == pytest.approx(list(plain.values()), abs=1e-6)


def test_beta_languages_never_act(scorer: Scorer) -> None:
    part = read(FOLDER).multilingual
    assert part is not None
    for code, profile in part.profiles.items():
        acts = [each.act for each in scorer.thresholds.in_language(code).values()]
        assert profile.tier == "supported" or acts == [None] * len(acts)


@pytest.mark.parametrize(
    ("text", "language"),
    [("con đò", "vi"), ("đó là con to của em", "vi"), ("¿me das uno?", "es"), ("ağır kutu", "tr")],
)
def test_letters_that_english_does_not_have_name_the_language(
    scorer: Scorer, text: str, language: str
) -> None:
    scores = answer(scorer, text)

    assert isinstance(scores, Scores)
    assert scores.language == language


SPELLINGS = {
    "Vietnamese": ("mày là đồ ngu", "may la do ngu"),
    "Turkish": ("sen çok aptalsın", "sen cok aptalsin", "ｓｅｎ　ｃｏｋ　ａｐｔａｌｓｉｎ"),
    "Romanian": ("ești un prost și un tâmpit", "esti un prost si un tampit"),
    "Arabic": ("أنت حمار وغبي", "انت حمـــار وغبي", "أَنْتَ حِمَار وَغَبِي"),
    "Korean": ("이 바보 멍청이야", "이 ㅂㅏㅂㅗ ㅁㅓㅇㅊㅓㅇㅇㅣㅇㅑ"),
    "Chinese": ("你真是个傻逼", "你 真 是 个 傻 逼", "你真是个傻.逼"),
}


@pytest.mark.parametrize("spellings", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_what_is_written_otherwise_is_answered_alike(
    scorer: Scorer, spellings: tuple[str, ...]
) -> None:
    as_typed, *others = scorer.score(list(spellings))

    assert isinstance(as_typed, Unscored) or is_flagged(scorer, as_typed)
    assert others == [as_typed] * len(others)


@pytest.mark.parametrize("text", ["你真是个傻逼", "你真是个沙比", "你真是个煞笔", "你真是个傻比"])
def test_homophones_of_a_rude_word_are_never_clean(scorer: Scorer, text: str) -> None:
    found = answer(scorer, text)

    assert isinstance(found, Unscored) or is_flagged(scorer, found)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("günaydın, VAI TOMAR NO CU", "CU"),
        ("mày là đồ ngu", "ngu"),
        ("ești un prost și un tâmpit", "tâmpit"),
        ("이 ㅂㅏㅂㅗ ㅁㅓㅇㅊㅓㅇㅇㅣㅇㅑ", "ㅂㅏㅂㅗ"),
        ("你 真 是 个 傻 逼", "傻 逼"),
        ("ｖａｉ ｔｏｍａｒ ｎｏ ｃｕ", "ｃｕ"),
    ],
)
def test_an_explanation_names_the_word_as_it_was_typed(scorer: Scorer, raw: str, word: str) -> None:
    spans = scorer.explain(clean(raw))

    assert any(word in raw[span.begin : span.end] for span in spans if span.label is Label.TOXIC)


def test_a_part_for_other_code_is_refused(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((tmp_path / "bundle.json").read_text("utf-8"))
    manifest["multilingual"]["run_buckets"] = 7
    (tmp_path / "bundle.json").write_text(json.dumps(manifest), "utf-8")

    with pytest.raises(BundleError, match="run_buckets"):
        read(tmp_path)
