"""Long texts are split to be scored."""

from bot.platforms.shared.scored_texts import group_texts


def test_a_long_text_is_split_between_words_and_nothing_is_lost() -> None:
    texts = group_texts(["tea and biscuits " * 2_000])
    assert len(texts) == 3
    assert "".join(texts) == "tea and biscuits " * 2_000
    assert all(text.startswith(" ") for text in texts[1:])
