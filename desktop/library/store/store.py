"""The library's file: opening it, writing to it in transactions, reading from it."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar, cast

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.model.upgrade import Stage, Upgrading, silently
from desktop.library.store import projections, rows, schema, unsealing
from desktop.library.store.amendments import Amendments
from desktop.library.store.catching_up import catch_up
from desktop.library.store.conflicts import Conflicts
from desktop.library.store.connection import DatabaseError, connect, refusal_for
from desktop.library.store.copying import copy_to
from desktop.library.store.elsewhere import Elsewhere
from desktop.library.store.events import Events
from desktop.library.store.files import Files
from desktop.library.store.holds import Holds
from desktop.library.store.items import Items
from desktop.library.store.ledger import Ledger
from desktop.library.store.loans import Loans
from desktop.library.store.look_ups import LookUps
from desktop.library.store.marks import Marks
from desktop.library.store.numbers import Numbers
from desktop.library.store.policies import Policies
from desktop.library.store.portraits import Portraits
from desktop.library.store.profile import REFOLD, Profile
from desktop.library.store.readers import Readers
from desktop.library.store.search import Search
from desktop.library.store.sessions import Sessions
from desktop.library.store.settling import Settling
from desktop.library.store.titles import Titles
from desktop.library.store.turn import Turn
from desktop.library.store.workplaces import Workplaces
from desktop.library.store.write import Pen
from sync.core.digest import Change
from sync.core.stamp import Clock, Incarnation, new_incarnation, wall_clock_ms
from sync.core.tables import read_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from desktop.library.model.upgrade import Tell

    Meanwhile = Callable[[], AbstractContextManager[None]]

FILE = "library.db"
AT_ONCE = 500
"""Pieces of long work in one transaction at most: its commit, too, must not keep a desk waiting."""
_COUNTED = {Touched.TITLES, Touched.ITEMS, Touched.READERS}
Work = TypeVar("Work")
_END = object()


class Store:
    """One connection to the library file, used on one thread."""

    def __init__(
        self,
        file: Path,
        key: bytes,
        *,
        incarnation: Incarnation | None = None,
        now: Callable[[], int] = wall_clock_ms,
        turn: Turn | None = None,
        upgrading: Tell = silently,
    ) -> None:
        """Open the file, made or upgraded as needed. `turn` is shared by all who write to it in this program.

        `upgrading` hears how far an upgrade is.
        Raises Refusal: NEWER_SCHEMA, DAMAGED_FILE, CANNOT_WRITE, DISK_FULL, NO_ROOM_TO_UPGRADE.
        """
        self.file = file
        self._key = key
        self._turn = turn or Turn()
        self.connection = connect(file, key)
        self._upgrade(upgrading)
        self.now = now
        self.clock = Clock(incarnation or new_incarnation(), now=now)
        self.profile = Profile(self.connection)
        self._read_what_is_kept()
        self.policies = Policies(self.connection)
        self.amendments = Amendments(self.connection)
        self.workplaces = Workplaces(self.connection, self.profile)
        self.conflicts = Conflicts(self.connection, self.workplaces)
        self.numbers = Numbers(self.connection)
        self.settling = Settling(self.connection, self.conflicts, self.numbers)
        self.files = Files(self.connection)
        self.files_key = blake2b(key, digest_size=32, person=b"tusach-files").digest()
        """Seals what lies beside the library; the library's own key opens nothing but the library."""
        self.search = Search(self.connection)
        self.elsewhere = Elsewhere(self.connection)
        self.touched: set[Touched] = set()
        """What has been changed through this store since somebody last emptied it."""
        self._counts: tuple[int, tuple[int, int, int]] | None = None
        """What was counted last, and the state of the file then, as far as others change it."""
        self._read_clock()
        self._refold(upgrading)

    def _read_what_is_kept(self) -> None:
        """Copies and readers, and all that circulation tells of them."""
        self.titles = Titles(self.connection)
        self.items = Items(self.connection)
        self.readers = Readers(self.connection)
        self.portraits = Portraits(self.connection)
        self.look_ups = LookUps(self.connection)
        self.events = Events(self.connection)
        self.loans = Loans(self.connection)
        self.holds = Holds(self.connection)
        self.sessions = Sessions(self.connection)
        self.ledger = Ledger(self.connection)
        self.marks = Marks(self.connection)

    @property
    def unit(self) -> str:
        """The unit whose library this is."""
        return self.profile.text("unit")

    @contextmanager
    def writing(self, *, meanwhile: Meanwhile = nullcontext) -> Iterator[Pen]:
        """One transaction: everything written in the block is on disk when it ends, or nothing of it.

        `meanwhile` is entered for as long as the disk alone is at work: this thread needs no Python then.
        Raises Refusal(DISK_FULL | CANNOT_WRITE | DAMAGED_FILE) when the disk will not take it: nothing is half done.
        """
        with self._turn:
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                pen = Pen(self.connection, self.clock, self.unit)
                yield pen
                signed = self.workplaces.sign(pen)
                pen.finish()
                with meanwhile():
                    self.connection.execute("COMMIT")
                self.workplaces.signed = signed
            except DatabaseError as error:
                self._roll_back()
                raise refusal_for(error, self.file) from error
            except BaseException:
                self._roll_back()
                raise
        self.touched |= pen.touched
        if not pen.touched or pen.touched & _COUNTED:
            self._counts = None

    def write_in_turns(
        self,
        work: Iterable[Work],
        write: Callable[[Pen, Work], None],
        *,
        meanwhile: Meanwhile = nullcontext,
        at_once: int | None = None,
    ) -> None:
        """Write each piece in a transaction with those before it, which ends as soon as somebody else wants to write.

        For long work whose pieces may be on disk one without the other; cut short, the earlier ones stay. The next
        piece is asked for when this one is written. `at_once`: pieces of one transaction at most. `meanwhile` and what
        is raised: as `writing`.
        """
        coming = iter(work)
        piece = next(coming, _END)
        while piece is not _END:
            with self.writing(meanwhile=meanwhile) as pen:
                for _ in range(AT_ONCE if at_once is None else at_once):
                    write(pen, cast("Work", piece))
                    piece = next(coming, _END)
                    if piece is _END or self._turn.is_wanted:
                        break

    def counts(self) -> tuple[int, int, int]:
        """How many titles, copies and readers there are; counted anew only when somebody has written any."""
        (others,) = self.connection.execute("PRAGMA data_version").fetchone()
        if self._counts is None or self._counts[0] != others:
            self._counts = others, (self.titles.count(), self.items.count(), self.readers.count())
        return self._counts[1]

    def now_ms(self) -> int:
        """The time as the centre would tell it: this PC's clock and the last measured offset, UTC ms."""
        return self.clock.now()

    def check(self) -> tuple[str, ...]:
        """Whether the file is sound and what is derived is right; every problem as a code."""
        broken = [row[0] for row in self.connection.execute("PRAGMA cipher_integrity_check")]
        unsound = [row[0] for row in self.connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if broken or unsound:
            return tuple(f"file:{text}" for text in (*broken, *unsound))
        return (*projections.differences(self.connection), *self._digest_differences())

    def rebuild(self) -> None:
        """Drop everything derived and make it anew."""
        with self.writing():
            projections.rebuild(self.connection)
            self.connection.execute("DELETE FROM digest")
            self.connection.executemany(
                "INSERT INTO digest (channel, bucket, count, mark) VALUES (?, ?, ?, ?)",
                [(channel, bucket, count, mark) for (channel, bucket), (count, mark) in self._digests().items()],
            )

    def copy_to(self, file: Path, *, progress: Callable[[int, int], bool] = lambda _done, _of: True) -> bool:
        """Copy the library as it stands now, under the same key. As `copying.copy_to`."""
        return copy_to(self.connection, file, self._key, progress=progress)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def _upgrade(self, tell: Tell) -> None:
        try:
            if schema.is_present(self.connection):
                return
            # sqlite-utils brings much with it: a tenth of a second at every start, for what is needed once a year.
            from desktop.library.store import upgrading  # noqa: PLC0415 - see above

            upgrading.bring_up_to_date(self.connection, self.file, self._key, tell)
        except DatabaseError as error:
            self.connection.close()
            raise refusal_for(error, self.file) from error
        except Refusal:
            self.connection.close()
            raise
        except OSError as error:
            self.connection.close()
            raise Refusal(Reason.CANNOT_WRITE, file=self.file.name) from error

    def _refold(self, tell: Tell) -> None:
        """After an upgrade: what newer programs sent meanwhile was carried, and is understood now."""
        if Profile(self.connection).get(REFOLD) is None:
            return
        tell(Upgrading(Stage.FOLDING))
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            catch_up(self.connection)
            pen = Pen(self.connection, self.clock, self.unit)
            unsealing.open_carried(pen, self.connection)
            pen.finish()
            Profile(self.connection).forget(REFOLD)
            self.connection.execute("COMMIT")
        except DatabaseError as error:
            self._roll_back()
            self.connection.close()
            raise refusal_for(error, self.file) from error

    def _read_clock(self) -> None:
        last, offset = self.connection.execute("SELECT last, offset_ms FROM clock").fetchone()
        self.clock.saw(last)
        self.clock.offset_ms = offset

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def _digests(self) -> dict[tuple[str, int], tuple[int, int]]:
        change, unit = Change(), self.unit
        for row in rows.every(self.connection):
            change.moved(read_in(row.channel, unit), None, row)
        return change.by_bucket

    def _digest_differences(self) -> list[str]:
        found = self.connection.execute("SELECT channel, bucket, count, mark FROM digest WHERE count <> 0")
        kept = {(channel, bucket): (count, mark) for channel, bucket, count, mark in found}
        ought = self._digests()
        return [
            f"digest:{channel}/{bucket}"
            for channel, bucket in sorted(kept.keys() | ought.keys())
            if kept.get((channel, bucket)) != ought.get((channel, bucket))
        ]
