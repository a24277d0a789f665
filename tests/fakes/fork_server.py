"""The fork server: runs `python -m bot` with the stand-in scorer in forks of a process that has imported it.

Python's start and the bot's imports take a second, and the tests start it fifty times. What a run needs besides
is imported by the arguments behind the address. A run has its own
arguments, folder, environment, streams, signals and exit code, as a process started otherwise has.

    test --Popen--> fork_client.py --its streams--> here --fork--> supervisor --fork--> python -m bot
                          ^------ pid, then exit code ----------------'
"""

import array
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

# A fork would lack its threads, and the stand-in scorer does without it.
sys.modules["onnxruntime"] = SimpleNamespace(InferenceSession=None)  # type: ignore[assignment]

import classifier  # noqa: E402 - as above
from tests.fakes import scorer  # noqa: E402

classifier.load = scorer.load  # type: ignore[assignment]  # before anything imports it from there

import bot.app  # noqa: E402 - as above; here, so that no run imports it again
import bot.doctor  # noqa: E402
import bot.web.serve  # noqa: E402, F401
from bot.__main__ import cli  # noqa: E402

_POLL_INTERVAL = 0.005
"""Seconds between two checks for the end of a run."""


def serve(address: str) -> bool:
    """Fork for every client until the standard input closes; return True in the fork that is to run."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for supervisors
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
                    supervise(client)
                    return True
    Path(address).unlink()
    return False


def supervise(client: socket.socket) -> None:
    """Fork one run and send its pid, then its exit code; return in the run itself only."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, streams, *_ = socket.recv_fds(client, 4, 3)
    parameters = json.loads(client.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
    run = os.fork()
    if run == 0:
        take_over(**parameters, streams=streams)
        return
    for stream in streams:
        os.close(stream)
    client.sendall(array.array("i", [run]).tobytes())
    ended, status = 0, 0
    while not ended:
        if select.select([client], [], [], _POLL_INTERVAL)[0]:
            os.kill(run, signal.SIGKILL)  # its client was killed
        ended, status = os.waitpid(run, os.WNOHANG)
    with suppress(BrokenPipeError):
        client.sendall(array.array("i", [os.waitstatus_to_exitcode(status)]).tobytes())
    os._exit(0)


def take_over(
    arguments: list[str], folder: str, environment: dict[str, str], *, streams: list[int]
) -> None:
    """Replace this process's arguments, folder, environment and streams by those of the client."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests' parent may ignore it
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    sys.stdin = open(0)  # noqa: SIM115 - as Python opens them
    sys.stdout = open(1, "w")  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace")  # noqa: SIM115


def prepare(environment: Mapping[str, str]) -> AbstractContextManager[None]:
    """Arm the kill point of a run, and redirect it to the fake platform, as its environment says."""
    if point := environment.get("DIES_AT"):
        from tests.fakes.kill_points import arm

        arm(point, int(environment["DIES_AT_NUMBER"]))
    platform, _, port = environment.get("FAKE_PLATFORM", "").partition(" ")
    if not platform:
        return nullcontext()
    from bot.platforms.discord.platform import Discord

    defaults = Discord.__init__.__kwdefaults__ or {}
    defaults["guild_ready_timeout"] = 0.05  # else each start takes seconds
    redirection = import_module(f"tests.fakes.{platform}.redirection")
    redirected: AbstractContextManager[None] = redirection.redirect(int(port))
    return redirected


if __name__ == "__main__":
    for module in sys.argv[2:]:
        import_module(module)
    if serve(sys.argv[1]):
        with prepare(os.environ):
            cli()
