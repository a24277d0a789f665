"""Files whose text Slack shows with them, or only to those who ask."""

from typing import Any

import pytest

from bot.domain.policy import Mode, Policy
from bot.platforms.slack.inbound.file_texts import strip_html
from tests.bot.platforms.slack.conftest import Recorder, StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON


def share_from_elsewhere(club: FakeSlack, content: bytes = b"", **fields: Any) -> JSON:
    """Return a file of Slack Connect as a message shows it: it is there, and nothing more."""
    file = club.add_file("notes.txt", content, **fields)
    club.world.files[file["id"]] = file
    bare = {"mode": "file_access", "file_access": "check_file_info", "created": 0, "user": ""}
    return {"id": file["id"], **bare}


async def test_a_file_of_slack_connect_is_asked_for_and_read(
    club: FakeSlack, recorder: Recorder
) -> None:
    await club.say("look", files=[share_from_elsewhere(club, b"tea")])
    assert await recorder.until(1) == ["look\nnotes.txt\ntea"]
    assert not recorder.messages[0].is_unread


async def test_a_file_that_slack_does_not_tell_of_is_unread_and_the_alert_says_so(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators})))
    unknown = share_from_elsewhere(club)
    club.world.files.clear()
    await club.say("look", files=[unknown])
    assert "unscored (unread): flag" in str(await club.alert())
    await club.say("you buffoon", files=[{"id": "F0", "mode": "hidden_by_limit"}])
    alert = str(await club.alert(number=2))
    assert "unscored (unread): a part of it could not be read" in alert


async def test_an_email_is_read_with_its_subject(club: FakeSlack, recorder: Recorder) -> None:
    email = {"mode": "email", "filetype": "email", "mimetype": "text/html", "subject": "Tea"}
    whole = club.add_file("mail", b"", **email, plain_text="at five")
    await club.say("", files=[whole])
    assert await recorder.until(1) == ["mail\nTea\nat five"]
    bare = club.add_file("mail", b"", **email, preview="at")
    club.world.files[bare["id"]] = {**bare, "plain_text": "at six"}
    await club.say("", files=[bare])
    assert (await recorder.until(2))[1] == "mail\nTea\nat six"


async def test_an_email_of_which_slack_shows_only_the_beginning_is_unread(
    club: FakeSlack, recorder: Recorder
) -> None:
    email = {"mode": "email", "subject": "Tea", "preview": "at", "id": "F0MAIL"}
    await club.say("", files=[email])
    assert await recorder.until(1) == ["Tea\nat"]
    assert recorder.messages[0].is_unread


async def test_a_canvas_is_read_without_its_tags(club: FakeSlack, recorder: Recorder) -> None:
    page = b"<h1>Plan</h1><p>a <b>cup</b> of tea</p><script>x()</script>"
    canvas = club.add_file("plan", page, mimetype="application/vnd.slack-docs", filetype="quip")
    await club.say("", files=[canvas])
    assert await recorder.until(1) == ["plan\nPlan\na cup of tea"]


@pytest.mark.parametrize("has_more", [True, False])
async def test_a_transcript_is_read_as_far_as_slack_shows_it(
    club: FakeSlack, recorder: Recorder, *, has_more: bool
) -> None:
    shown = {"content": "a cup of tea", "has_more": has_more}
    transcription = {"status": "complete", "locale": "en-US", "preview": shown}
    clip = club.add_file(
        "audio_message.m4a", b"", mimetype="audio/mp4", transcription=transcription
    )
    await club.say("", files=[clip])
    assert (await recorder.until(1))[0].endswith("a cup of tea")
    assert recorder.messages[0].is_cut is has_more


def test_lines_of_a_page_stay_apart() -> None:
    assert strip_html("<ul><li>one</li><li>two</li></ul>a<br>b &amp; c") == "one\ntwo\na\nb & c"
