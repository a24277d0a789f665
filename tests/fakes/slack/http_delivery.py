"""HTTP delivery: posts signed events and interactions to the app, in place of Socket Mode."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from tests.fakes.slack.socket_mode import Envelope
from tests.fakes.slack.world import JSON

SIGNING_SECRET = "signed-by-the-fake"


class HttpDelivery:
    """Delivery to an app that listens on a port; keeps the `status` of its last response."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/slack/events"
        self.status = 0

    async def deliver(
        self, kind: str, payload: JSON, *, retry: int = 0, reason: str = "", **signing: Any
    ) -> Envelope:
        """Post an event or an interaction; a retry has headers that say so."""
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        if kind == "events_api":
            content_type, body = "application/json", json.dumps(payload)
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            content_type, body = "application/x-www-form-urlencoded", urlencode(form)
        headers["Content-Type"] = content_type
        answer = await self.post(body, headers=headers, **signing)
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
        """Post a body that was signed `age` seconds ago; return the body of the response."""
        stamp = str(int(time.time() - age))
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
        signed = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }
        async with (
            ClientSession() as session,
            session.post(self.url, data=body, headers={**signed, **headers}) as response,
        ):
            self.status = response.status
            return await response.text()
