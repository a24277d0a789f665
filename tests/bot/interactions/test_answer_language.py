"""Answers in other languages: phrases are said, what people wrote and what moderators read stays."""

import pytest

from bot.config.catalogs import read_catalogs
from bot.domain.buttons import Button
from bot.domain.inline import ChannelMention, RichText
from bot.domain.phrases import ModeratorPhrase, Phrase, say
from bot.interactions.answer_language import has_phrases, say_answer
from bot.interactions.command_specs import FORM_QUESTIONS, REPORT_MENU, REPORT_QUESTION
from bot.interactions.replies import CaseReply, Page, Refusal, Reply

TURKISH = read_catalogs().choose("tr")


def test_a_phrase_is_said_and_other_text_stays() -> None:
    reply = Reply(
        Phrase("Thank you"), (RichText(Phrase("Send")), RichText("Send ", ChannelMention("1")))
    )

    said = say_answer(reply, TURKISH)

    assert isinstance(said, Reply)
    assert said.title == "Teşekkürler"
    assert said.lines == (RichText("Gönder"), RichText("Send ", ChannelMention("1")))


def test_a_refusal_without_phrases_keeps_its_title() -> None:
    refusal = Refusal("only moderators can do this", "ask one")

    assert say_answer(refusal, TURKISH) == refusal


def test_what_moderators_read_in_chat_is_english_wherever_its_words_are_said_otherwise() -> None:
    done = ModeratorPhrase("{result}.", result=ModeratorPhrase("deleted"))
    for answer in (Reply.of("Case 1", done), Refusal(ModeratorPhrase("this case is about you"))):
        assert not has_phrases(answer)
        assert say_answer(answer, TURKISH) == answer


def test_a_refusal_to_a_member_is_said_wholly() -> None:
    refusal = Refusal(Phrase("you have appealed already"), Phrase("a moderator will look at it"))

    assert say_answer(refusal, TURKISH) == Refusal(
        "zaten itiraz ettiniz", "bir moderatör inceleyecek", title="Yapılmadı"
    )


def test_a_page_is_said_with_its_sections_and_their_button() -> None:
    case = CaseReply(Reply.of(Phrase("What I do here")), 7, (Button.APPEAL,))
    page = Page(Reply.of(Phrase("When I am wrong")), (Reply.of(Phrase("Thank you")), case))

    said = say_answer(page, TURKISH)

    assert isinstance(said, Page)
    assert said.reply.title == "Yanıldığımda"
    thanks, own = said.sections
    assert isinstance(thanks, Reply)
    assert thanks.title == "Teşekkürler"
    assert isinstance(own, CaseReply)
    assert (own.reply.title, own.appeal_caption) == ("Burada ne yapıyorum", "İtiraz et")


@pytest.mark.parametrize("language", sorted(read_catalogs().by_language))
def test_a_form_fits_into_what_platforms_show_of_it(language: str) -> None:
    catalog = read_catalogs().choose(language)
    title, question = Phrase(Button.APPEAL.caption), FORM_QUESTIONS[Button.APPEAL]

    for text, most in ((title, 24), (REPORT_MENU, 24), (question, 45), (REPORT_QUESTION, 45)):
        assert len(say(text, catalog)) <= most
        assert say(text, catalog) != text
