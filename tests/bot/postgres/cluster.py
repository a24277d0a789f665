"""A PostgreSQL cluster in a temporary folder, on a socket there, from Debian's package `postgresql`."""

import getpass
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.engine import URL

from bot.config.database_url import parse_url

_PROGRAMS = Path("/usr/lib/postgresql")

_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_directories": ".",
    "timezone": "Pacific/Auckland",  # the day there is seldom that of UTC
    "deadlock_timeout": "20ms",
    "lock_timeout": "10s",  # fail rather than hang
    "client_min_messages": "warning",
    "fsync": "off",  # the servers that tests kill lose no page of a file, machines do
    "max_connections": "200",
}

_STOP_AT_EOF = 'read -r _; "$0" stop --silent --mode immediate --pgdata .; rm -rf "$PWD"'


def find_program(name: str) -> str:
    """Return the path of the newest version's program; Debian puts it beside the PATH."""
    found = sorted(_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    assert found, f"no {name} in {_PROGRAMS}: install Debian's package postgresql"
    return str(found[-1])


class Cluster:
    """A cluster that runs while it is entered, as the user postgres where the tests run as root."""

    def __init__(self) -> None:
        self._runs_as = "postgres" if os.geteuid() == 0 else None
        self.user = self._runs_as or getpass.getuser()
        self._folder = Path(tempfile.mkdtemp(prefix="parley-postgres-"))
        # It stops the server at the end of its input: so also where the tests are killed.
        self._stopper = subprocess.Popen(
            ["/bin/sh", "-c", _STOP_AT_EOF, find_program("pg_ctl")],
            cwd=self._folder,
            user=self._runs_as,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests
        )

    def __enter__(self) -> Self:
        shutil.chown(self._folder, self.user)
        self._run("initdb", "--username", self.user, "--encoding", "UTF8", "--no-sync")
        with (self._folder / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in _SETTINGS.items())
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopper.communicate()

    @property
    def process(self) -> int:
        """The id of the server's process, whose children serve the connections."""
        return int((self._folder / "postmaster.pid").read_text().splitlines()[0])

    def empty_database(self) -> URL:
        """Drop everything; return the URL of the database, with nothing in it."""
        again = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        self._run("psql", "--host", str(self._folder), "--command", again, "postgres")
        return parse_url(f"postgresql://{self.user}@/postgres?host={self._folder}")

    def crash(self) -> None:
        """Stop at once; every connection is lost."""
        self._control("stop", "--mode", "immediate")

    def start(self) -> None:
        """Start, after a crash with what was committed."""
        self._control("start")

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "--wait", "--silent", "--log", "log", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [find_program(program), *arguments],
            cwd=self._folder,
            env={**os.environ, "PGDATA": str(self._folder)},
            user=self._runs_as,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
