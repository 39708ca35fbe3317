"""One library, opened: its desks, its catalogue, its readers, and where it stands."""

from __future__ import annotations

import platform
from contextlib import closing
from typing import TYPE_CHECKING

from desktop.library import enrolment
from desktop.library.accounts import Accounts
from desktop.library.beginning import begin, complete
from desktop.library.catalogue import Catalogue
from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.desk import Desk
from desktop.library.circulation.holds import Holds
from desktop.library.circulation.overdue import Overdue
from desktop.library.circulation.policy_book import PolicyBook
from desktop.library.circulation.reading_room import ReadingRoom
from desktop.library.circulation.self_service import SelfService
from desktop.library.conflicts import Conflicts
from desktop.library.digital import Digital
from desktop.library.digital.digital import put_away
from desktop.library.interchange import LateEntries
from desktop.library.letters.letters import Letters
from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.standing import Checked, Standing
from desktop.library.model.upgrade import silently
from desktop.library.readers import Groups, Portraits, Readers
from desktop.library.security.passwords import DESK_KEY_FILE, KEY_FILE, Passwords, unlocked
from desktop.library.security.pins import Pins
from desktop.library.security.self_check import SelfCheck
from desktop.library.store import key, schema
from desktop.library.store.lock import ProfileLock
from desktop.library.store.profile import LAST_BACKUP
from desktop.library.store.replica import StoreReplica
from desktop.library.store.store import FILE, Store
from desktop.library.store.turn import Turn
from desktop.library.store.workplaces import Signature
from sync.core.stamp import Incarnation, new_incarnation, wall_clock_ms

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from desktop.library.model.touched import Touched
    from desktop.library.model.upgrade import Tell
    from desktop.library.security.rights import Rights

DRAFT = "being-made"
"""Where a sample library is made, inside the profile."""
_DRAFT_KEY = f"key.{DRAFT}"


class Opening:
    """What it takes to open a library: once per program, shared by the library thread and the sync thread."""

    def __init__(self, profile: Path, password: str, *, now: Callable[[], int] = wall_clock_ms) -> None:
        """Raises Refusal: NO_LIBRARY, WRONG_PASSWORD, IN_USE, CANNOT_WRITE, DAMAGED_FILE."""
        self.profile = profile
        self.now = now
        refuse_lost_key(profile)
        if not exists(profile):
            raise Refusal(Reason.NO_LIBRARY, profile=profile.name)
        self.key, self.rights = unlocked(profile, password)
        self.incarnation: Incarnation = new_incarnation()
        self._lock = ProfileLock(profile)
        put_away(profile)
        self._turn = Turn()

    def library(self, *, operator: str = "", upgrading: Tell = silently) -> Library:
        """A library over a connection of its own; use it on the thread that asked for it.

        One that an earlier program wrote is upgraded, which `upgrading` hears of. Raises Refusal as `Store`.
        """
        incarnation, now, turn = self.incarnation, self.now, self._turn
        store = Store(self.profile / FILE, self.key, incarnation=incarnation, now=now, turn=turn, upgrading=upgrading)
        complete(store)
        return Library(store, Passwords(self.profile, self.key, self.rights), operator=operator)

    def release(self) -> None:
        """Let other programs open the profile; after every library made here is closed."""
        put_away(self.profile)
        self._lock.release()


def exists(profile: Path) -> bool:
    """Whether this folder holds a library."""
    return (profile / FILE).exists() and (profile / KEY_FILE).exists()


def refuse_lost_key(profile: Path) -> None:
    """A library without its key may get it back from a copy, so nothing is made in its place.

    One whose making was cut short still has its draft. Raises Refusal(DAMAGED_FILE).
    """
    begun = (profile / _DRAFT_KEY).exists() or (profile / DRAFT).exists()
    if (profile / FILE).exists() and not (profile / KEY_FILE).exists() and not begun:
        raise Refusal(Reason.DAMAGED_FILE, file=KEY_FILE)


def create(profile: Path, *, unit: str, name: str, password: str, now: Callable[[], int] = wall_clock_ms) -> None:
    """Make a new, empty library with the starting rules.

    Raises Refusal: LIBRARY_EXISTS, DAMAGED_FILE, MISSING_FIELD, CANNOT_WRITE, DISK_FULL.
    """
    if exists(profile):
        raise Refusal(Reason.LIBRARY_EXISTS, profile=profile.name)
    refuse_lost_key(profile)
    for field, value in (("unit", unit), ("password", password)):
        if not value.strip():
            raise Refusal(Reason.MISSING_FIELD, field=field)
    try:
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A library whose making was cut short has no key: begin again from nothing.
        for left in (FILE, f"{FILE}-wal", f"{FILE}-shm", DESK_KEY_FILE):
            (profile / left).unlink(missing_ok=True)
        drawn = key.create_key(profile / _DRAFT_KEY, password)
    except OSError as error:
        raise Refusal(Reason.CANNOT_WRITE, profile=profile.name) from error
    with closing(Store(profile / FILE, drawn, now=now)) as store:
        begin(store, unit=unit.strip(), name=name.strip())
    (profile / _DRAFT_KEY).replace(profile / KEY_FILE)  # last: with its key in place it is a library


class Library:
    """A library on one thread. Everything that reads or changes it hangs here."""

    def __init__(self, store: Store, passwords: Passwords, *, operator: str = "") -> None:
        rights = passwords.rights
        self.store = store
        self.passwords = passwords
        store.workplaces.signature = Signature(platform.node(), lambda: self.circulation.operator.partition("+")[0])
        self.replica = StoreReplica(store)
        self.circulation = Desk(store, operator=operator, rights=rights)
        self.holds = Holds(store, self.circulation)
        self.policy = PolicyBook(store, rights, operator=lambda: self.circulation.operator)
        self.catalogue = Catalogue(store, rights, lambda: self.circulation.operator)
        self.readers = Readers(store, rights, operator=lambda: self.circulation.operator)
        self.portraits = Portraits(store, rights)
        self.groups = Groups(store, self.readers, self.circulation)
        self.reading_room = ReadingRoom(store, self.circulation)
        self.pins = Pins(store, rights)
        self.self_service = SelfService(store, self.pins)
        self.self_check = SelfCheck(store, rights)
        self.digital = Digital(store, rights)
        self.overdue = Overdue(store)
        self.letters = Letters(store, rights, lambda: self.circulation.operator.partition("+")[0])
        self.conditions = Conditions(store, self.circulation, rights)
        self.money = Accounts(store, rights, lambda: self.circulation.operator)
        self.conflicts = Conflicts(store, self.circulation, rights)
        self.late = LateEntries(store, rights, lambda: self.circulation.operator)

    @property
    def rights(self) -> Rights:
        """What the one who opened the library may do."""
        return self.passwords.rights

    @property
    def unit(self) -> str:
        """The unit's code."""
        return self.store.unit

    @property
    def unit_name(self) -> str:
        """The unit's name in words."""
        return self.store.profile.text("unit-name")

    @property
    def device(self) -> str:
        """This device's id: from the centre once enrolled, until then its own."""
        return self.store.profile.text("device")

    @property
    def role(self) -> str:
        """What the centre took this device in as: desk, or operator, from whose PC the centre is looked after, too."""
        return enrolment.role_of(self.store)

    def today(self) -> date:
        """The civil day."""
        return day_of(Moment(self.store.now_ms()))

    def standing(self) -> Standing:
        """Where the library stands, for `status` and the strip at the window's foot."""
        store, run = self.store, self.store.profile.get("last-run") or {}
        titles, items, readers = store.counts()
        enrolled = store.profile.get("enrolment") is not None
        synced, today = store.profile.get("last-sync"), self.today()
        measured, saved = store.profile.get("offset-measured"), store.profile.get(LAST_BACKUP)
        return Standing(
            unit=self.unit,
            unit_name=self.unit_name,
            device=self.device,
            titles=titles,
            items=items,
            readers=readers,
            loans=store.loans.open_count(),
            overdue=store.loans.overdue_count(today),
            holds_asking=store.holds.asking_count(today),
            # Before there is a centre everything would wait for it: millions of rows to count after every act.
            waiting=self.replica.waiting() if enrolled else 0,
            conflicts=store.conflicts.open_count(),
            enrolled=enrolled,
            last_sync=None if synced is None else Moment(synced),
            last_stop=run.get("stop"),
            clock_offset_ms=store.clock.offset_ms if measured else None,
            schema=len(schema.NAMES),
            rights=self.rights.value,
            role=self.role,
            last_backup=None if saved is None else Moment(saved["at"]),
            begun=Moment(int(self.device[:12] or "0", 16)),  # a UUIDv7 begins with its time
        )

    def check(self) -> Checked:
        """Whether the file is sound and everything derived agrees with the rows."""
        problems = self.store.check()
        return Checked(not problems, problems)

    def take_touched(self) -> frozenset[Touched]:
        """What was changed since this was last asked."""
        touched = frozenset(self.store.touched)
        self.store.touched.clear()
        return touched

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()
