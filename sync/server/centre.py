"""The centre as one thing: it answers messages of devices, and its operator enrols units and looks after it."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from sync.core.stamp import wall_clock_ms
from sync.server import own_rows, revocation, sessions, unit_keys
from sync.server.folder import Folder, address_said
from sync.server.recovery import RecoveryKey
from sync.server.refused import Refused
from sync.server.roles import CENTRE, DESK
from sync.server.store.database import Database, begin_new_epoch, note, noted
from sync.server.store.engines import without_password
from sync.server.store.tables import unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

_LONGEST_CODE = 40


class Centre:
    """An open centre. Many threads may use it at once."""

    def __init__(self, folder: Folder, database: Database, *, now: Callable[[], int] = wall_clock_ms) -> None:
        self.folder = folder
        self.database = database
        self.key = folder.bundle_key
        """Signs the centre's bundles and opens those for it."""
        self.now = now
        """UTC ms."""

    @classmethod
    def create(
        cls,
        at: Path,
        *,
        name: str,
        addresses: tuple[str, ...] = (),
        server: str = "",
        now: Callable[[], int] = wall_clock_ms,
    ) -> Self:
        """Make a new centre in this folder; its rows lie there, too, or in the empty database at `server`.

        Raises Refused: exists, not-empty, bad-address, bad-database, database-in-use.
        """
        folder = Folder.create(at, name=name, addresses=addresses, server=without_password(server) if server else "")
        try:
            database = Database.open(folder.place, create=True)
            folder.settle()
        except (OSError, DBAPIError, Refused):
            folder.forget()
            raise
        return cls(folder, database, now=now)

    @classmethod
    def open(cls, at: Path, *, server: str = "", now: Callable[[], int] = wall_clock_ms) -> Self:
        """Open the centre in this folder, whose database may now be at another address than it remembers.

        Raises Refused: no-centre, newer-schema, bad-database.
        """
        folder = Folder.open(at)
        return cls(folder, Database.open(server or folder.place), now=now)

    def close(self) -> None:
        """Give the database back."""
        self.database.close()

    def enrolment(
        self,
        unit_code: str,
        *,
        name: str = "",
        address: str = "",
        role: str = DESK,
        days: int = sessions.CODE_DAYS,
        recovery_key: Path | None = None,
    ) -> dict[str, str]:
        """What an enrolment file says, with a fresh one-time code. Makes the unit, and its key, when they are new.

        `recovery_key` is the file of the recovery key, when it does not lie in the centre's folder.
        Raises Refused: bad-unit, unit-below, bad-days, no-name for a new unit without a name, no-recovery-key,
        other-recovery-key, bad-address.
        """
        unit_code, name = (unicodedata.normalize("NFC", text.strip()) for text in (unit_code, name))
        if not is_unit_code(unit_code):
            raise Refused("bad-unit", unit=unit_code)
        if not 0 < days <= sessions.MOST_DAYS:
            raise Refused("bad-days", days=days, most=sessions.MOST_DAYS)
        expires, told = self.now() + days * sessions.DAY_MS, address_said(address) if address else ""
        recovery = self._recovery(recovery_key)
        with self.database.writing() as pen:
            if role != CENTRE:
                _refuse_unit_below(pen, unit_code)
            full_name = self._settle_unit(pen, unit_code, name)
            # A centre below this one carries the units' rows and has no business with what is sealed in them.
            unit_key = unit_keys.key_for(pen, unit_code, self.folder, recovery) if role != CENTRE else b""
            code = sessions.new_code(pen, unit_code, expires=expires, role=role, keyed=bool(unit_key))
            served = noted(pen, "address")
        return {
            "address": told or served or self.folder.default_address,
            "authority": self.folder.authority.certificate_pem,
            "unit": unit_code,
            "unit_name": full_name,
            "code": code,
            "role": role,
            "centre_key": self.key.public.hex(),
            "unit_key": unit_key.hex(),
            "expires": datetime.fromtimestamp(expires // 1000, UTC).isoformat().replace("+00:00", "Z"),
        }

    def _recovery(self, file: Path | None) -> RecoveryKey | None:
        if file is None and not self.folder.recovery_file.exists():
            return None
        return RecoveryKey.read(file or self.folder.recovery_file)

    def served_at(self, address: str) -> None:
        """Remember where devices find this centre, for enrolment files written later."""
        with self.database.writing() as pen:
            note(pen, "address", address)

    def revoke(self, device: str) -> None:
        """Withdraw a device's right to sync, and tell everybody. Raises Refused no-device."""
        with self.database.writing() as pen:
            revocation.revoke(pen, device, self.now)

    def readmit(self, device: str) -> None:
        """Give a revoked device its right to sync back. Raises Refused no-device."""
        with self.database.writing() as pen:
            revocation.readmit(pen, device, self.now)

    def begin_new_epoch(self) -> str:
        """The database was put back from a backup: every device will offer its rows again."""
        with self.database.writing() as pen:
            return begin_new_epoch(pen)

    def _settle_unit(self, pen: Connection, code: str, name: str) -> str:
        known: str | None = pen.execute(select(unit.c.name).where(unit.c.code == code)).scalar()
        if known is None and not name:
            raise Refused("no-name", unit=code)
        if known is not None and name in {"", known}:
            return known
        if known is None:
            pen.execute(unit.insert().values(code=code, name=name))
        else:
            pen.execute(unit.update().where(unit.c.code == code).values(name=name))
        own_rows.tell_of_unit(pen, code, name, self.now)
        return name


def _refuse_unit_below(pen: Connection, code: str) -> None:
    """A unit of a centre below enrols there: only that centre has the unit's key."""
    through = pen.execute(select(unit.c.through).where(unit.c.code == code)).scalar()
    if through is not None:
        raise Refused("unit-below", unit=code, region=through)


def is_unit_code(text: str) -> bool:
    """Whether this can name a unit: letters, digits, dot, dash and underscore."""
    return 0 < len(text) <= _LONGEST_CODE and all(letter.isalnum() or letter in "._-" for letter in text)
