"""The members' page: a signed link opens one case of its author's, and they appeal there without signing in."""

from datetime import datetime, timedelta

import pytest

from bot.config.catalogs import read_catalogs
from bot.domain.buttons import Button
from bot.domain.member_links import LIFETIME, PURPOSE, MemberLinks
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import Appeal, Decide, Erase
from bot.store.store import Store
from tests.bot.conftest import MakeClub
from tests.bot.web.desk.conftest import OpenBrowser
from tests.fakes.club import KIM, MONA, RUDE, Club
from tests.fakes.messages import NOON

HTTPS = "https://desk.example"


@pytest.fixture
def desk_club(make_club: MakeClub) -> Club:
    """A club in which is done what the thresholds ask for."""
    club = make_club(Policy(mode=Mode.ENFORCE))
    club.platform.directory.add("club", MONA)
    return club


@pytest.fixture
async def member_links(store: Store) -> MemberLinks:
    """The links of a desk that members can reach."""
    return MemberLinks(await store.desk.signing_keys.get(PURPOSE), HTTPS)


def path_to(member_links: MemberLinks, case: int = 1, *, now: datetime = NOON) -> str:
    return member_links.make(case, now=now).removeprefix(HTTPS)


async def test_a_notice_leads_to_what_was_decided_and_an_appeal_there_is_shown_to_moderators(
    desk_club: Club, open_browser: OpenBrowser
) -> None:
    await desk_club.say(RUDE)
    notice = desk_club.platform.enforcements[0].notice
    assert notice
    assert notice.link.startswith(f"{HTTPS}/case/1.")
    path = notice.link.removeprefix(HTTPS)
    browser = open_browser()
    page = await browser.get(path)
    assert page.status_code == 200
    assert "Your message was deleted" in page.text
    assert "found what you wrote insulting" in page.text
    assert "you buffoon" in page.text
    sent = await browser.post(path, data={"why": "it was <b>a joke</b>"})
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert desk_club.platform.alerts[-1].appeal == "it was <b>a joke</b>"
    page = await browser.get(path)
    assert "it was &lt;b&gt;a joke&lt;/b&gt;" in page.text
    assert "a moderator will look at it" in page.text
    assert "<form" not in page.text
    again = await browser.post(path, data={"why": "please"})
    assert again.status_code == 409
    assert "you have appealed already" in again.text
    assert len([each for each in desk_club.platform.alerts if each.appeal]) == 1


async def test_the_answer_to_an_appeal_is_told_there_without_who_gave_it(
    desk_club: Club, open_browser: OpenBrowser
) -> None:
    await desk_club.say(RUDE)
    await desk_club.ask(Appeal(1), by=KIM)
    await desk_club.ask(Decide(Button.UPHOLD, 1, "it was no joke"))
    (notice,) = desk_club.platform.notices
    assert notice.link
    page = (await open_browser().get(notice.link.removeprefix(HTTPS))).text
    assert "Your appeal was turned down" in page
    assert "it was no joke" in page
    assert "mona" not in page
    assert "/case/1." in notice.link


async def test_a_link_that_is_made_up_changed_or_too_old_opens_nothing(
    desk_club: Club, member_links: MemberLinks, open_browser: OpenBrowser
) -> None:
    await desk_club.say(RUDE, RUDE)
    good = path_to(member_links)
    assert (await open_browser().get(good)).status_code == 200
    named, _, signature = good.rpartition(".")
    bad = [
        good.replace("/1.", "/2."),
        f"{named}.{signature[::-1]}",
        f"{named}.",
        "/case/1",
        f"/case/{'9' * 5_000}.1.x",
        path_to(MemberLinks(b"another key", HTTPS)),
        path_to(member_links, now=NOON - LIFETIME - timedelta(seconds=1)),
        path_to(member_links, case=17),
    ]
    for path in bad:
        answer = await open_browser().get(path)
        assert (answer.status_code, "buffoon" in answer.text) == (404, False), path
        assert (await open_browser().post(path, data={"why": "x"})).status_code == 404
    assert len(desk_club.platform.alerts) == 2


async def test_nothing_is_left_behind_a_link_once_its_member_is_erased(
    desk_club: Club, member_links: MemberLinks, open_browser: OpenBrowser
) -> None:
    await desk_club.say(RUDE)
    await desk_club.ask(Erase("kim-1", is_confirmed=True))
    assert (await open_browser().get(path_to(member_links))).status_code == 404


async def test_the_page_keeps_its_address_to_itself(
    desk_club: Club, member_links: MemberLinks, open_browser: OpenBrowser
) -> None:
    await desk_club.say(RUDE)
    page = await open_browser().get(path_to(member_links))
    assert page.headers["referrer-policy"] == "same-origin"  # with none, forms say no origin
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"].startswith("noindex")
    assert "set-cookie" not in page.headers
    assert path_to(member_links).rpartition(".")[2] not in page.text


async def test_another_site_cannot_appeal_with_a_form(
    desk_club: Club, member_links: MemberLinks, open_browser: OpenBrowser
) -> None:
    await desk_club.say(RUDE)
    headers = {"origin": "https://elsewhere.example"}
    answer = await open_browser().post(path_to(member_links), data={"why": "x"}, headers=headers)
    assert answer.status_code == 403
    assert not [each for each in desk_club.platform.alerts if each.appeal]


@pytest.mark.parametrize("language", ["de", "es", "fr", "ko", "pt", "tr"])
async def test_members_read_the_page_in_the_language_of_their_browser(
    desk_club: Club, member_links: MemberLinks, open_browser: OpenBrowser, language: str
) -> None:
    await desk_club.say(RUDE)
    catalog = read_catalogs().choose(language)
    browser = open_browser()
    headers = {"accept-language": f"{language}-XX,en;q=0.5"}
    page = (await browser.get(path_to(member_links), headers=headers)).text
    assert f'<html lang="{language}">' in page
    for english in ("What was decided, and why", "Your message was deleted", "Appeal"):
        assert catalog[english].replace("'", "&#39;") in page
        assert f">{english}<" not in page
