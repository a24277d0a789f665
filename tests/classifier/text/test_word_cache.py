from classifier.text.word_cache import MAX_CACHED_LENGTH, MOST_WORDS, cache_words


class Measure:
    """A function of words that records which it was computed for."""

    def __init__(self) -> None:
        self.computed: list[str] = []

    def __call__(self, word: str) -> int:
        self.computed.append(word)
        return len(word)


def test_a_word_is_computed_once_until_it_is_forgotten() -> None:
    measure = Measure()
    cached = cache_words(measure, 2)
    assert [cached(word) for word in ("one", "three", "one", "four", "three")] == [3, 5, 3, 4, 5]
    assert measure.computed == ["one", "three", "four", "three"]


def test_a_cache_keeps_the_last_words_alone() -> None:
    measure = Measure()
    cached = cache_words(measure)
    for number in range(MOST_WORDS + 1):
        cached(str(number))
    cached(str(MOST_WORDS))
    assert len(measure.computed) == MOST_WORDS + 1
    cached("0")
    assert measure.computed[-1] == "0"


def test_a_wall_of_letters_is_never_kept() -> None:
    measure = Measure()
    cached = cache_words(measure, 2)
    wall = "a" * (MAX_CACHED_LENGTH + 1)
    assert cached(wall) == cached(wall) == len(wall)
    assert measure.computed == [wall, wall]
