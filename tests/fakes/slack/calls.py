"""HTTP in the place of Socket Mode: Slack posts what there is to an address of the app's, and signs it."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from tests.fakes.slack.wire import Envelope
from tests.fakes.slack.world import JSON

SIGNING_SECRET = "signed-by-the-fake"


class Calls:
    """Brings what `Wire` brings, to an app that listens on a port. The last answer's status is kept."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/slack/events"
        self.status = 0

    async def bring(
        self, kind: str, payload: JSON, *, retry: int = 0, reason: str = "", **how: Any
    ) -> Envelope:
        """Post an event, a command, or what was pressed; a retry says so in its headers."""
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        if kind == "events_api":
            kind, body = "application/json", json.dumps(payload)
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            kind, body = "application/x-www-form-urlencoded", urlencode(form)
        answer = await self.post(body, headers={"Content-Type": kind, **headers}, **how)
        envelope = Envelope("", payload, json.loads(answer) if answer[:1] == "{" else None)
        envelope.acked.set()
        return envelope

    async def post(
        self,
        body: str,
        *,
        headers: dict[str, str],
        age: float = 0,
        secret: str = SIGNING_SECRET,
    ) -> str:
        """Post what was signed `age` seconds ago; returns what is answered."""
        stamp = str(int(time.time() - age))
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
        signed = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }
        async with (
            ClientSession() as session,
            session.post(self.address, data=body, headers={**signed, **headers}) as answer,
        ):
            self.status = answer.status
            return await answer.text()
