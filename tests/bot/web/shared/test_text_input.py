from bot.web.shared.problem import Problem
from bot.web.shared.text_input import MAX_TEXT_BYTES, InputText, read_input


async def test_a_lone_surrogate_is_a_character_like_others() -> None:
    text = await read_input("\ud800 you")
    assert isinstance(text, InputText)
    assert text.visible == "\ud800 you"
    assert text.utf16_span(2, 5) == (2, 5)


async def test_long_html_is_read_as_it_is_seen_with_the_offsets_of_its_source() -> None:
    text = await read_input("<p>" + "tea <b>pot</b> " * 100 + "</p>", is_html=True)
    assert isinstance(text, InputText)
    assert text.visible.startswith("\ntea pot tea pot")
    assert text.utf16_span(1, 8) == (3, 13)


async def test_a_text_is_measured_in_bytes() -> None:
    assert isinstance(await read_input("é" * (MAX_TEXT_BYTES // 2 + 1)), Problem)
    assert isinstance(await read_input("é" * (MAX_TEXT_BYTES // 2)), InputText)
