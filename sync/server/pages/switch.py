"""What the operator has set for the page: whether it is on, and the password before the units' state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nacl import pwhash
from nacl.exceptions import InvalidkeyError

from sync.server.store.database import note, noted

if TYPE_CHECKING:
    from sync.server.centre import Centre

_PAGES, _PASSWORD = "pages", "page password"
_OFF = "off"
SHORTEST = 8
"""Letters of a password: the page shows no readers, but who is behind and who is silent."""


def is_on(centre: Centre) -> bool:
    """Whether the page is served."""
    with centre.database.reading() as connection:
        return noted(connection, _PAGES) != _OFF


def turn(centre: Centre, *, on: bool) -> None:
    """Serve the page, or no more; every program that serves this centre obeys at once."""
    with centre.database.writing() as pen:
        note(pen, _PAGES, "" if on else _OFF)


def set_password(centre: Centre, password: str) -> None:
    """The password before the units' state; empty takes the page of the units away again."""
    kept = pwhash.argon2id.str(password.encode(), *_EFFORT).decode("ascii").rstrip("\0") if password else ""
    with centre.database.writing() as pen:
        note(pen, _PASSWORD, kept)


def kept_password(centre: Centre) -> str:
    """What is kept of the password; empty when none is set."""
    with centre.database.reading() as connection:
        return noted(connection, _PASSWORD) or ""


def is_right(kept: str, password: str) -> bool:
    """Whether this is the password of which `kept` was kept. Takes a moment on purpose."""
    try:
        return pwhash.verify(kept.encode("ascii"), password.encode())
    except InvalidkeyError:
        return False


_EFFORT = (pwhash.argon2id.OPSLIMIT_INTERACTIVE, pwhash.argon2id.MEMLIMIT_INTERACTIVE)
