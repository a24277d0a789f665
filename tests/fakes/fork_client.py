"""The client of the fork server: hands its streams over, forwards signals, and ends as the run does."""

import array
import json
import os
import signal
import socket
import sys
from pathlib import Path

_, address, *arguments = sys.argv


def read_number(server: socket.socket) -> int:
    """Read a pid or an exit code."""
    (number,) = array.array("i", server.recv(4, socket.MSG_WAITALL))
    return int(number)


with socket.socket(socket.AF_UNIX) as server:
    server.connect(address)
    context = {"folder": str(Path.cwd()), "environment": dict(os.environ)}
    parameters = json.dumps({"arguments": arguments, **context}).encode()
    socket.send_fds(server, [len(parameters).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(parameters)
    run = read_number(server)
    for forwarded in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(forwarded, lambda sent, _frame: os.kill(run, sent))
    for stream in (0, 1, 2):
        os.close(stream)
    code = read_number(server)
if code < 0:
    if -code != signal.SIGKILL:  # which nobody may handle
        signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
