"""The desk's locks: who is let in, whose forms are taken, and what no session outlives."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.domain.authority import Authority
from bot.interactions.replies import Refusal
from bot.store.desk_links import LASTS
from bot.store.desk_sessions import IDLE, LONGEST, Identity
from bot.store.store import Store
from bot.web.desk.application import build_desk
from bot.web.desk.desk import Desk
from bot.web.desk.standings import MAX_AGE
from bot.web.desk.tokens import hash_token, make_csrf
from tests.bot.web.conftest import Clock
from tests.bot.web.desk.conftest import ADDRESS, QUEUE, Browser, OpenBrowser, SignIn
from tests.fakes.club import KIM, MAX, MONA, RUDE, Club
from tests.fakes.messages import NOON

DECIDE = "/fake/club/cases/1/decide"


async def link(store: Store, person: str = MONA.id, *, token: str = "secret") -> str:  # noqa: S107 - invented
    await store.desk.links.add(hash_token(token), platform="fake", member=person, at=NOON)
    return f"/link/{token}"


async def test_nobody_sees_anything_who_is_not_signed_in(open_browser: OpenBrowser) -> None:
    browser = open_browser()
    for page in ("queue", "cases/1", "queue/live", "members/kim-1", "log", "policy", "reports"):
        answer = await browser.get(f"/fake/club/{page}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/"), page


async def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(open_browser: OpenBrowser) -> None:
    answer = await open_browser().get(QUEUE, headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/")


async def test_a_member_is_refused_and_a_moderator_of_another_community_too(
    sign_in: SignIn, desk_club: Club
) -> None:
    desk_club.platform.directory.add("yard", MAX)
    for person in (KIM, MAX):
        browser = await sign_in(person)
        assert (await browser.get(QUEUE)).status_code == 403
        assert (await browser.send_form(DECIDE, button="dismiss")).status_code == 403
    assert (await browser.get("/fake/yard/queue")).status_code == 200


async def test_a_moderator_of_one_channel_sees_its_cases_alone(
    sign_in: SignIn, desk_club: Club
) -> None:
    await desk_club.say(RUDE)
    await desk_club.say(RUDE, channel="garden", thread=None)
    rights = Authority(channels={"garden": Authority.full().actions})
    desk_club.platform.directory.add("club", replace(MAX, is_moderator=False), rights)
    browser = await sign_in(MAX)
    page = (await browser.get(QUEUE)).text
    assert "case=2" in page
    assert "case=1" not in page
    assert "in which you do not moderate" in (await browser.get("/fake/club/cases/1")).text


async def test_who_moderates_no_more_is_out_within_a_minute(
    browser: Browser, desk_club: Club, clock: Clock
) -> None:
    assert (await browser.get(QUEUE)).status_code == 200
    desk_club.platform.directory.add("club", replace(MONA, is_moderator=False))
    assert (await browser.get(QUEUE)).status_code == 200
    clock.now += MAX_AGE
    assert (await browser.get(QUEUE)).status_code == 403
    assert desk_club.platform.directory.asked == [("club", MONA.id)] * 2


async def test_while_the_platform_does_not_say_who_moderates_nobody_does(
    browser: Browser, desk_club: Club
) -> None:
    desk_club.platform.directory.refusal = Refusal("it does not say", "try again")
    answer = await browser.get(QUEUE)
    assert answer.status_code == 503
    assert "It does not say" in answer.text


@pytest.mark.parametrize("csrf", ["", "guessed", make_csrf("another session")])
async def test_a_form_that_no_page_of_the_session_made_does_nothing(
    browser: Browser, desk_club: Club, csrf: str
) -> None:
    await desk_club.say(RUDE)
    answer = await browser.post(DECIDE, data={"csrf": csrf, "button": "dismiss"})
    assert answer.status_code == 403
    assert (await desk_club.case_file(1)).decisions == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_form_that_another_site_sends_does_nothing(
    browser: Browser, desk_club: Club, headers: dict[str, str]
) -> None:
    await desk_club.say(RUDE)
    data = {"csrf": browser.csrf, "button": "dismiss"}
    assert (await browser.post(DECIDE, data=data, headers=headers)).status_code == 403
    assert (await desk_club.case_file(1)).decisions == ()
    own = await browser.post(DECIDE, data=data, headers={"origin": ADDRESS})
    assert own.status_code == 200


async def test_signing_in_changes_the_token_so_that_a_planted_one_opens_nothing(
    open_browser: OpenBrowser, store: Store, desk: Desk
) -> None:
    victim, attacker = open_browser(), open_browser()
    planted = "planted-by-an-attacker"
    for browser in (victim, attacker):
        browser.cookies.set(desk.options.cookie, planted, domain="127.0.0.1")
    await victim.post(await link(store))
    assert (await victim.get(QUEUE)).status_code == 200
    assert (await attacker.get(QUEUE)).status_code == 303


async def test_signing_in_again_ends_the_session_of_before(browser: Browser, store: Store) -> None:
    old = Browser(transport=browser._transport, base_url=ADDRESS, cookies=browser.cookies)
    await browser.post(await link(store))
    assert (await browser.get(QUEUE)).status_code == 200
    assert (await old.get(QUEUE)).status_code == 303
    await old.aclose()


async def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_sites_form(
    open_browser: OpenBrowser, store: Store, desk: Desk
) -> None:
    set_cookie = (await open_browser().post(await link(store))).headers["set-cookie"]
    assert "HttpOnly" in set_cookie
    assert "SameSite=lax" in set_cookie
    assert "Secure" not in set_cookie
    options = replace(desk.options, address="https://desk.example.org")
    transport = httpx.ASGITransport(app=build_desk(replace(desk, options=options)))
    async with httpx.AsyncClient(transport=transport, base_url=options.address) as client:
        answer = await client.post(await link(store, token="other"))
    assert answer.headers["set-cookie"].startswith("__Host-parley=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_a_link_signs_in_once_and_not_after_a_while(
    open_browser: OpenBrowser, store: Store, desk: Desk
) -> None:
    address = await link(store)
    assert (await open_browser().post(address)).status_code == 303
    assert (await open_browser().post(address)).status_code == 403
    late = await link(store, token="late")
    options = replace(desk.options, now=lambda: NOON + LASTS)
    transport = httpx.ASGITransport(app=build_desk(replace(desk, options=options)))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        assert (await client.post(late)).status_code == 403


async def test_a_session_ends_by_itself_unused_or_old(store: Store) -> None:
    await store.desk.sessions.begin("token", {"fake": Identity("mona-1")}, at=NOON)
    assert await store.desk.sessions.find("token", at=NOON + IDLE)
    assert not await store.desk.sessions.find("token", at=NOON + 2 * IDLE + timedelta(seconds=1))
    day = timedelta(hours=8)
    await store.desk.sessions.begin("busy", {"fake": Identity("mona-1")}, at=NOON)
    for step in range(21):
        assert await store.desk.sessions.find("busy", at=NOON + step * day)
    assert not await store.desk.sessions.find("busy", at=NOON + LONGEST + timedelta(seconds=1))


async def test_sessions_that_are_over_are_forgotten(store: Store) -> None:
    await store.desk.sessions.begin("token", {"fake": Identity("mona-1")}, at=NOON)
    await store.desk.forget(at=NOON + IDLE + timedelta(seconds=1))
    assert not await store.desk.sessions.find("token", at=NOON)


async def test_signing_out_ends_one_session_and_everywhere_all_of_the_person(
    sign_in: SignIn, desk_club: Club
) -> None:
    desk_club.platform.directory.add("club", MAX)
    first, second, third = [await sign_in(person) for person in (MONA, MONA, MONA)]
    other = await sign_in(MAX)
    await first.send_form("/sign-out")
    assert (await first.get(QUEUE)).status_code == 303
    assert (await second.get(QUEUE)).status_code == 200
    await second.send_form("/sign-out", everywhere="yes")
    assert (await third.get(QUEUE)).status_code == 303
    assert (await other.get(QUEUE)).status_code == 200


async def test_nobody_is_signed_out_by_another_page(browser: Browser) -> None:
    await browser.post("/sign-out", data={"csrf": "guessed"})
    assert (await browser.get(QUEUE)).status_code == 200


async def test_pages_run_no_script_but_the_desks_own(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE)
    for page in (QUEUE, "/fake/club/cases/1", "/"):
        answer = await browser.get(page)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert "<script>" not in answer.text
        assert " style=" not in answer.text
        assert " onclick=" not in answer.text


async def test_what_a_member_wrote_is_text_wherever_it_stands(
    browser: Browser, desk_club: Club
) -> None:
    bait = f'{RUDE} <script src="https://evil.example"></script> {{{{ 7*7 }}}}'
    await desk_club.say(bait, author=replace(KIM, name="<img src=x onerror=alert(1)>"))
    for page in (QUEUE, "/fake/club/cases/1", "/fake/club/members/kim-1"):
        text = (await browser.get(page)).text
        assert "<script src=" not in text.replace('<script src="/static/', "")
        assert "<img" not in text


async def test_a_desk_answers_to_its_own_name_only(browser: Browser) -> None:
    """Else a page elsewhere could point a name of its own at this machine (DNS rebinding)."""
    assert (await browser.get("/", headers={"host": "evil.example"})).status_code == 421


async def test_links_cannot_be_tried_out(open_browser: OpenBrowser, clock: Clock) -> None:
    browser = open_browser()
    answers = [(await browser.post(f"/link/{number}")).status_code for number in range(11)]
    assert answers == [403] * 10 + [429]
    clock.now += 6
    assert (await browser.post("/link/again")).status_code == 403


async def test_signing_in_cannot_be_tried_without_end_and_only_from_that_address(
    desk: Desk, clock: Clock
) -> None:
    app = build_desk(desk)

    def come_from(address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, client=(address, 4000))
        return httpx.AsyncClient(transport=transport, base_url=ADDRESS)

    async with come_from("10.0.0.1") as one, come_from("10.0.0.2") as other:
        for path in ("/sign-in/fake", "/sign-in/fake/done?code=x&state=y") * 5:
            assert (await one.get(path)).status_code == 404
        refused = await one.get("/sign-in/fake")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 6
        assert (await one.get("/")).status_code == 200
        assert (await other.get("/sign-in/fake")).status_code == 404
        clock.now += 6
        assert (await one.get("/sign-in/fake")).status_code == 404


async def test_requests_are_limited_for_each_address(open_browser: OpenBrowser) -> None:
    browser = open_browser()
    answers = [(await browser.get("/static/desk.css")).status_code for _ in range(110)]
    assert set(answers[:90]) == {200}
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 303),
        (QUEUE, {}, 200),
        ("/static/desk.js", {}, 200),
        ("/link/x", {}, 200),
        ("/nowhere", {}, 404),
        ("/fake/elsewhere/queue", {}, 403),
        ("/fake/club/policy/parley.toml", {}, 200),
        ("/", {"host": "evil.example"}, 421),
    ],
)
async def test_every_answer_says_what_a_browser_may_do_with_it(
    browser: Browser, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await browser.get(path, headers=headers)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert {"base-uri 'none'", "form-action 'self'"} <= set(policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


async def test_a_form_may_not_be_of_any_size(browser: Browser) -> None:
    answer = await browser.send_form(DECIDE, button="dismiss", why="x" * 70_000)
    assert answer.status_code == 413


async def test_what_was_done_is_written_down_without_what_members_wrote(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE)
    await browser.send_form(DECIDE, button="dismiss", why="it was a joke")
    page = (await browser.get("/fake/club/log")).text
    assert '<a href="/fake/club/cases/1">dismiss 1</a>' in page
    assert "buffoon" not in page
    assert "joke" not in page
