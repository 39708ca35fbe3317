"""The self-check machines of this PC: where they reach it, what they may see, by which password each comes in."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task

if TYPE_CHECKING:
    from desktop.library.store.store import Store

LOOPBACK = "127.0.0.1"
PORT = 6001
"""Where SIP2 machines look unless told otherwise."""
MOST_TRIES = 5
PAUSE_MINUTES = 15
"""How long a machine's name lets nobody in after so many wrong passwords."""
_SETTINGS, _MACHINES, _TRIES = "self-check", "self-check-machines", "self-check-tries"
_MINUTE_MS = 60_000
_WORK, _MEMORY = argon2id.OPSLIMIT_INTERACTIVE, 32 * 1024 * 1024
"""Some 35 ms: other machines wait meanwhile."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen on this PC for its self-check machines."""

    on: bool = False
    """Whether the counter for machines opens with the program."""
    host: str = LOOPBACK
    """The address of this PC on which it listens: machines elsewhere need one of the unit's own network."""
    port: int = PORT
    pins: bool = True
    """Readers type their PIN; without one set, they are sent to the librarian."""
    names: bool = False
    """Whether machines are told readers' names, or card numbers only."""
    english: bool = False
    """Their screens speak English instead of Vietnamese."""
    plain: bool = False
    """Vietnamese without marks, for machines that cannot show it."""


class SelfCheck:
    """The settings and machines of this PC. They stay in its encrypted library and go nowhere."""

    def __init__(self, store: Store, rights: Rights = Rights.LIBRARIAN) -> None:
        self._store = store
        self._rights = rights

    def chosen(self) -> Chosen:
        """What was chosen; whatever a newer program added is left aside."""
        kept = self._store.profile.get(_SETTINGS) or {}
        known = {field.name for field in fields(Chosen)}
        return Chosen(**{name: value for name, value in kept.items() if name in known})

    def choose(self, chosen: Chosen) -> None:
        """Keep this from now on. Raises Refusal: NOT_ENTITLED."""
        self._rights.require(Task.SET_PASSWORDS)
        with self._store.writing():
            self._store.profile.put(_SETTINGS, asdict(chosen))

    def machines(self) -> tuple[str, ...]:
        """The names of the machines that may come in."""
        return tuple(sorted(self._machines()))

    def admit(self, name: str, password: str) -> None:
        """Let a machine in by this name and password, instead of any it had. Raises: NOT_ENTITLED, MISSING_FIELD."""
        self._rights.require(Task.SET_PASSWORDS)
        named = name.strip()
        for field, value in (("name", named), ("password", password.strip())):
            if not value:
                raise Refusal(Reason.MISSING_FIELD, field=field)
        hashed = argon2id.str(password.encode(), opslimit=_WORK, memlimit=_MEMORY)
        with self._store.writing():
            self._store.profile.put(_MACHINES, {**self._machines(), named: hashed})
        self._count(named, 0)

    def dismiss(self, name: str) -> None:
        """Let this machine in no more. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID."""
        self._rights.require(Task.SET_PASSWORDS)
        if name not in self._machines():
            raise Refusal(Reason.UNKNOWN_ID, field="machine", value=name)
        with self._store.writing():
            self._store.profile.put(_MACHINES, {one: kept for one, kept in self._machines().items() if one != name})

    def let_in(self, name: str, password: str) -> bool:
        """Whether a machine of this name has this password. After too many wrong ones nobody is let in for a while."""
        hashed = self._machines().get(name)
        wrong = self._wrong_tries(name)
        if hashed is None or wrong >= MOST_TRIES:
            return False
        try:
            argon2id.verify(hashed, password.encode())
        except (InvalidkeyError, ValueError):  # ValueError: of a hash that some other program made
            self._count(name, wrong + 1)
            return False
        if wrong:
            self._count(name, 0)
        return True

    def _machines(self) -> dict[str, bytes]:
        return self._store.profile.get(_MACHINES) or {}

    def _wrong_tries(self, name: str) -> int:
        """How many wrong tries in a row still count; a clock that was put back locks nobody out for years."""
        wrong, at = self._tries().get(name, (0, 0))
        return wrong if 0 <= self._store.now_ms() - at < PAUSE_MINUTES * _MINUTE_MS else 0

    def _count(self, name: str, wrong: int) -> None:
        tries = {one: kept for one, kept in self._tries().items() if one != name}
        if wrong:
            tries[name] = (wrong, self._store.now_ms())
        with self._store.writing():
            self._store.profile.put(_TRIES, tries)

    def _tries(self) -> dict[str, Any]:
        return self._store.profile.get(_TRIES) or {}
