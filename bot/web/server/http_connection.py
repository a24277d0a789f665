"""HTTP connections: closed where a request is not received whole in time."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

READ_SECONDS = 30.0
"""Time for a whole request, from its first byte, or from the connection, to the end of its body."""

_TIMEOUT = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class HttpConnection(HttpToolsProtocol):
    """Connection of uvicorn with a read timeout, which uvicorn itself does not have."""

    read_seconds = READ_SECONDS
    _read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a piece of a request; a new one has its own time."""
        self._start_timer()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Start the time of a request that follows another in one piece."""
        super().on_message_begin()
        self._start_timer()

    def on_message_complete(self) -> None:
        """End the time of a request that is whole."""
        self._stop_timer()
        super().on_message_complete()

    def _start_timer(self) -> None:
        if self._read_timer is None:
            self._read_timer = self.loop.call_later(self.read_seconds, self._time_out)

    def _stop_timer(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None

    def _time_out(self) -> None:
        self._read_timer = None
        cycle: RequestResponseCycle | None = self.cycle  # None until there was a request
        if cycle is None or not cycle.response_started or cycle.response_complete:
            self.transport.write(_TIMEOUT)
        self.transport.close()
