"""The queue on the web: what chat's commands answer, as pages."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx

from bot.domain.buttons import Button
from bot.domain.queue_order import QueueFilter
from bot.interactions.desk_requests import TakeCase
from bot.interactions.requests import Decide, NameKind
from bot.store.store import Store
from bot.web.desk.application import build_desk
from bot.web.desk.desk import Desk
from bot.web.desk.live_queue import LiveQueues, Snapshot
from bot.web.desk.server import serving
from tests.bot.web.desk.conftest import QUEUE, Browser, SignIn
from tests.fakes.club import MAX, MONA, RUDE, Club
from tests.fakes.waiting import TIMEOUT

PART = {"hx-request": "true"}


async def test_the_queue_shows_who_where_and_why_with_the_text_under_a_blur(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE)
    page = (await browser.get(QUEUE)).text
    assert "1 open case" in page
    assert "Case 1 · insult" in page
    assert "@kim" in page
    assert '<p class="said veil" data-veil>you buffoon</p>' in page


async def test_an_empty_queue_says_so(browser: Browser) -> None:
    assert "Nothing waits for a moderator here." in (await browser.get(QUEUE)).text


async def test_filters_stand_in_the_address(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE)
    await desk_club.say("beware", channel="garden", thread=None)
    await desk_club.say(RUDE, author=MAX)
    for query, expected in (
        ("label=threat", {2}),
        ("channel=garden", {2}),
        ("author=max-1", {3}),
        ("label=nonsense", {1, 2, 3}),
        ("label=insult&author=kim-1", {1}),
    ):
        page = (await browser.get(f"{QUEUE}?{query}")).text
        shown = {number for number in (1, 2, 3) if f'data-case="{number}"' in page}
        assert shown == expected, query
    assert "?label=threat&amp;case=2" in (await browser.get(f"{QUEUE}?label=threat")).text


async def test_a_channel_that_does_not_exist_is_said_to_be_none(
    browser: Browser, desk_club: Club
) -> None:
    desk_club.platform.unknown.add((NameKind.CHANNEL, "nowhere"))
    page = (await browser.get(f"{QUEUE}?channel=nowhere")).text
    assert "is no channel that I know here" in page


async def test_the_address_opens_a_case_beside_the_queue(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE)
    page = (await browser.get(f"{QUEUE}?case=1")).text
    assert 'data-shown="1"' in page
    assert '<mark class="heaviest" title="insult">' in page


async def test_a_part_of_a_page_is_the_case_alone(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE)
    part = (await browser.get("/fake/club/cases/1", headers=PART)).text
    assert "<html" not in part
    assert part.strip().startswith("<article")
    whole = (await browser.get("/fake/club/cases/1")).text
    assert "<html" in whole


async def test_the_next_case_is_given_to_whoever_asks(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE, RUDE)
    answer = await browser.send_form(f"{QUEUE}/next?author=kim-1")
    assert answer.headers["location"] == f"{QUEUE}?author=kim-1&case=1"
    assert "You work on it" in (await browser.get(QUEUE)).text
    await browser.send_form(f"{QUEUE}/next")
    assert "no open case is left" in (await browser.send_form(f"{QUEUE}/next")).text.lower()


async def test_a_case_of_another_moderator_is_shown_as_theirs_and_not_decided_on(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE)
    await desk_club.ask(TakeCase(1), by=MAX)
    assert "max works on it" in (await browser.get(QUEUE)).text
    answer = await browser.send_form("/fake/club/cases/1/decide", button="dismiss")
    assert "max works on it until" in answer.text
    assert (await desk_club.case_file(1)).decisions == ()


async def test_a_case_about_a_moderator_is_not_theirs_to_decide(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE, author=MONA)
    answer = await browser.send_form("/fake/club/cases/1/decide", button="dismiss")
    assert 'role="alert"' in answer.text
    assert (await desk_club.case_file(1)).decisions == ()


async def test_a_reason_goes_along_with_a_decision(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE)
    await browser.send_form("/fake/club/cases/1/decide", button="warn", why="be kind")
    (decision,) = (await desk_club.case_file(1)).decisions
    assert (decision.button, decision.why, decision.by) == (Button.WARN, "be kind", "mona-1")


async def test_chosen_cases_are_decided_at_once_and_refusals_are_counted(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE, RUDE, RUDE)
    await desk_club.ask(TakeCase(3), by=MAX)
    answer = await browser.send_form(
        f"{QUEUE}/bulk", button="dismiss", number=["1", "2", "3", "nonsense"]
    )
    assert "Dismiss: 2 cases. 1 case not: case 3" in answer.text.replace("\n", " ")
    assert (await desk_club.case_file(2)).decisions[0].button is Button.DISMISS


async def test_no_other_button_is_pressed_for_many(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE)
    for button in ("ban", "kick", "nonsense", ""):
        answer = await browser.send_form(f"{QUEUE}/bulk", button=button, number="1")
        assert answer.status_code == 400
    assert (
        await browser.send_form("/fake/club/cases/1/decide", button="appeal")
    ).status_code == 400


async def test_the_author_and_what_stands_around_are_a_click_away(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE)
    around = (await browser.get("/fake/club/cases/1/around", headers=PART)).text
    assert "I asked the platform just now" in around
    member = (await browser.get("/fake/club/members/case-1", headers=PART)).text
    assert "0 strikes in 30 days" in member


async def test_chats_other_buttons_are_carried_out_by_their_lines(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE, RUDE)
    answer = await browser.send_form("/fake/club/cases/1/do", line="all 1 author")
    assert "2 open cases" in answer.text
    assert 'value="all 1 author dismiss"' in answer.text
    await browser.send_form("/fake/club/cases/1/do", line="all 1 author dismiss")
    assert (await desk_club.case_file(2)).decisions[0].button is Button.DISMISS
    wrong = await browser.send_form("/fake/club/cases/1/do", line="nonsense")
    assert "there is no command" in wrong.text.lower()


async def test_a_members_word_does_not_get_into_the_audit_log(
    browser: Browser, desk_club: Club
) -> None:
    await desk_club.say(RUDE)
    await browser.send_form("/fake/club/cases/1/do", line='word case 1 "buffoon"')
    (line,) = await desk_club.pipeline.store.desk.audit.latest("fake", "club", limit=9)
    assert line.what == "word 1"


async def until_told(followed: AsyncIterator[Snapshot], expected: Snapshot) -> None:
    """Wait for a snapshot; those before it depend on when the queue was read."""
    while await anext(followed) != expected:
        pass


async def test_those_who_follow_a_queue_are_told_of_every_change(
    desk_club: Club, store: Store
) -> None:
    await desk_club.say(RUDE)
    live = LiveQueues(pause=0)
    queue = store.review_queue
    async with (
        asyncio.timeout(TIMEOUT),
        aclosing(live.follow(queue, "fake", "club", of=QueueFilter())) as first,
        aclosing(live.follow(queue, "fake", "club", of=QueueFilter())) as second,
    ):
        await asyncio.gather(*(until_told(each, {"1": ""}) for each in (first, second)))
        await desk_club.ask(TakeCase(1), by=MAX)
        await asyncio.gather(*(until_told(each, {"1": "max"}) for each in (first, second)))
        await desk_club.say(RUDE)
        await until_told(first, {"1": "max", "2": ""})
        await desk_club.ask(Decide(Button.DISMISS, 1), by=MAX)
        await until_told(first, {"2": ""})
    assert not live._followed


async def test_live_updates_are_server_sent_events_for_moderators(
    sign_in: SignIn, desk: Desk, desk_club: Club
) -> None:
    await desk_club.say(RUDE)
    signed_in = await sign_in(MONA)
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with (
        serving(build_desk(desk), listening, desk.options),
        asyncio.timeout(TIMEOUT),
        httpx.AsyncClient(base_url=address, cookies=signed_in.cookies) as client,
        client.stream("GET", f"{QUEUE}/live") as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.aiter_lines()
        assert await anext(lines) == "retry: 1000"
        assert await anext(lines) == ""
        data = await anext(lines)
        assert json.loads(data.removeprefix("data: ")) == {"1": ""}
    assert not desk.live._followed


async def test_addresses_that_nobody_makes_are_answered(browser: Browser) -> None:
    for path, status in (
        ("/fake/club/cases/nonsense", 404),
        (f"/fake/club/cases/{10**18}", 200),
        (f"{QUEUE}?page={'9' * 18}&case={'9' * 18}", 200),
        ("/fake/club/nothing", 404),
        ("/nowhere/club/queue", 303),
    ):
        answer = await browser.get(path)
        assert answer.status_code == status, path
        assert status == 303 or "<html" in answer.text
