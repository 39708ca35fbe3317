"""Readers' PINs: set at the reader's wish, asked where readers serve themselves, kept so that nobody can read them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from desktop.library.circulation.recognise import reader_of
from desktop.library.model.conflict import LOCKED
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task

if TYPE_CHECKING:
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store

SHORTEST, LONGEST = 4, 8
MOST_TRIES = 5
PAUSE_MINUTES = 5
"""How long this PC takes no PIN of a card after so many wrong ones."""

_TRIES = "pin-tries"
_MINUTE_MS = 60_000
# Some 35 ms on the desk PC of the budgets. Four digits are soon tried out by whoever holds the hash, however slow it
# is; what keeps a PIN is that the hash lies in the encrypted library and leaves it sealed only.
_WORK, _MEMORY = argon2id.OPSLIMIT_INTERACTIVE, 32 * 1024 * 1024


class Pins:
    """The PINs over one store. A PIN set at one desk is good at all desks of the unit once they have agreed."""

    def __init__(self, store: Store, rights: Rights = Rights.LIBRARIAN) -> None:
        self._store = store
        self._rights = rights

    def set(self, card: str, pin: str) -> Reader:
        """Give the reader this PIN, instead of any before. It also ends a pause after wrong tries.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_CARD, INVALID_PIN, GUESSABLE_PIN.
        """
        self._rights.require(Task.REGISTER)
        if not (pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST):
            raise Refusal(Reason.INVALID_PIN, shortest=SHORTEST, longest=LONGEST)
        if is_guessable(pin, reader_of(self._store, card).card):
            raise Refusal(Reason.GUESSABLE_PIN)
        hashed = argon2id.str(pin.encode(), opslimit=_WORK, memlimit=_MEMORY).decode()
        return self._keep(card, hashed)

    def remove(self, card: str) -> Reader:
        """Take the reader's PIN away: the reader serves nobody's self any more. Raises Refusal: as `set`."""
        self._rights.require(Task.REGISTER)
        return self._keep(card, None)

    def check(self, card: str, pin: str) -> Reader:
        """The reader, whose PIN this is. Wrong ones are counted on this PC, whichever program asked.

        Raises Refusal: UNKNOWN_CARD, NO_PIN, WRONG_PIN (fact `left`: tries), PIN_PAUSED (fact `minutes`), LOCKED.
        """
        reader = reader_of(self._store, card)
        kept = self._store.readers.pin_of(reader.id)
        if not kept:
            raise Refusal(Reason.NO_PIN, card=reader.card)
        if kept == LOCKED:
            raise Refusal(Reason.LOCKED, field="pin")
        wrong = self._wrong_tries(reader)
        if wrong >= MOST_TRIES:
            raise Refusal(Reason.PIN_PAUSED, card=reader.card, minutes=PAUSE_MINUTES)
        if not _is(pin, kept):
            self._count(reader, wrong + 1)
            raise Refusal(Reason.WRONG_PIN, card=reader.card, left=MOST_TRIES - wrong - 1)
        if wrong:
            self._count(reader, 0)
        return reader

    def _keep(self, card: str, hashed: str | None) -> Reader:
        reader = reader_of(self._store, card)
        with self._store.writing() as pen:
            pen.put("reader", reader.id, {"pin": hashed})
        self._count(reader, 0)
        return reader_of(self._store, card)

    def _wrong_tries(self, reader: Reader) -> int:
        """How many wrong tries in a row still count: a clock that was put back must not lock a card for years."""
        wrong, at = (self._store.profile.get(_TRIES) or {}).get(reader.id, (0, 0))
        return wrong if 0 <= self._store.now_ms() - at < PAUSE_MINUTES * _MINUTE_MS else 0

    def _count(self, reader: Reader, wrong: int) -> None:
        with self._store.writing():
            tries = self._store.profile.get(_TRIES) or {}
            tries.pop(reader.id, None)
            if wrong:
                tries[reader.id] = (wrong, self._store.now_ms())
            self._store.profile.put(_TRIES, tries)


def is_guessable(pin: str, card: str) -> bool:
    """Whether it is among the first that anybody would try: one digit, digits in a row, a part of the card's number.

    After NIST SP 800-63B, 5.1.1.2: a secret that is chosen is compared with those that are expected. Asked only where
    a PIN is set: whoever has such a one keeps it.
    """
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {-1}) or pin in "".join(filter(str.isdecimal, card))


def _is(pin: str, hashed: str) -> bool:
    try:
        return argon2id.verify(hashed.encode(), pin.encode())
    except (InvalidkeyError, ValueError):  # ValueError: of a hash that some other program made
        return False
