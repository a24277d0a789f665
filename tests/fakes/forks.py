"""`python -m bot` with the stand-in scorer, forked off a process that has loaded it already.

Python's start and the bot's imports take a second, and the tests start it fifty times. In all else it is a
process of its own: arguments, folder, environment, streams, signals and exit code are its own.

    test --Popen--> forked.py --its streams--> here --fork--> keeper --fork--> python -m bot
                        ^------ pid, then exit code ------------'
"""

import array
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

# Its threads would be missing in a fork, and what the stand-in scores with needs none of it.
sys.modules["onnxruntime"] = SimpleNamespace(InferenceSession=None)  # type: ignore[assignment]

import classifier  # noqa: E402 - as above
from tests.fakes import scorer  # noqa: E402

classifier.load = scorer.load  # type: ignore[assignment]  # before anything takes it from there

import bot.app  # noqa: E402 - as above; here, so that no run has to do it again
import bot.doctor  # noqa: E402
import bot.web.serve  # noqa: E402, F401
from bot.__main__ import cli  # noqa: E402

_LOOK_EVERY = 0.005
"""Seconds between two looks at whether a run has ended."""


def serve(address: str) -> bool:
    """Fork whenever somebody connects, until whoever started this has ended; True in a run."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for keepers
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            client, _ = listener.accept()
            with client:
                if os.fork() == 0:
                    listener.close()
                    keep(client)
                    return True
    Path(address).unlink()
    return False


def keep(client: socket.socket) -> None:
    """Be the parent of one run, and tell its pid and how it ended; return in the run itself."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, streams, *_ = socket.recv_fds(client, 4, 3)
    asked = json.loads(client.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
    run = os.fork()
    if run == 0:
        become(**asked, streams=streams)
        return
    for stream in streams:
        os.close(stream)
    client.sendall(array.array("i", [run]).tobytes())
    ended, status = 0, 0
    while not ended:
        if select.select([client], [], [], _LOOK_EVERY)[0]:
            os.kill(run, signal.SIGKILL)  # the one that stood for it was killed
        ended, status = os.waitpid(run, os.WNOHANG)
    with suppress(BrokenPipeError):
        client.sendall(array.array("i", [os.waitstatus_to_exitcode(status)]).tobytes())
    os._exit(0)


def become(
    arguments: list[str], folder: str, environment: dict[str, str], *, streams: list[int]
) -> None:
    """Take over what was handed here, as if it had been started so."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs tests may ignore it
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    sys.stdin = open(0)  # noqa: SIM115 - as Python opens them
    sys.stdout = open(1, "w")  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace")  # noqa: SIM115


if __name__ == "__main__" and serve(sys.argv[1]):
    cli()
