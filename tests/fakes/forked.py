"""Stands for a run of `forks` where a test started it: hands its streams over, passes signals on, ends as it does."""

import array
import json
import os
import signal
import socket
import sys
from pathlib import Path

_, address, *arguments = sys.argv


def read_number(server: socket.socket) -> int:
    """What the keeper tells."""
    (number,) = array.array("i", server.recv(4, socket.MSG_WAITALL))
    return int(number)


with socket.socket(socket.AF_UNIX) as server:
    server.connect(address)
    place = {"folder": str(Path.cwd()), "environment": dict(os.environ)}
    asked = json.dumps({"arguments": arguments, **place}).encode()
    socket.send_fds(server, [len(asked).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(asked)
    run = read_number(server)
    for passed_on in (signal.SIGINT, signal.SIGTERM):
        signal.signal(passed_on, lambda sent, _frame: os.kill(run, sent))
    for stream in (0, 1, 2):
        os.close(stream)
    code = read_number(server)
if code < 0:
    signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
