import pytest

from bench.language_detectors import OtherDetector
from classifier import clean

TEXT = "hoy no puedo jugar"


@pytest.mark.parametrize(
    ("text", "language", "probability", "detected"),
    [
        (TEXT, "es", 0.9, "es"),
        (TEXT, "es", 0.4, None),
        (TEXT, "en", 0.9, None),
        ("hola amigo", "es", 0.9, None),
        ("<@42> hola amigo", "es", 0.9, None),
    ],
)
def test_another_detector_is_believed_from_a_probability_and_a_number_of_words_on(
    text: str, language: str, probability: float, detected: str | None
) -> None:
    detector = OtherDetector(lambda raw: (language, probability), min_probability=0.5)
    assert detector.detect(clean(text)) == detected


def test_another_detector_reads_the_raw_text() -> None:
    asked: list[str] = []

    def classify(raw: str) -> tuple[str, float]:
        asked.append(raw)
        return "es", 1.0

    OtherDetector(classify, min_probability=0.5).detect(clean("¡**Hoy** no puedo jugar!"))
    assert asked == ["¡**Hoy** no puedo jugar!"]
