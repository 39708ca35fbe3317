"""What an operator does for all units from this PC: the centre asked on his behalf, files written, sticks carried."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from desktop.library import enrolling
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Task
from sync.client.carrying import Carrier, found_on
from sync.client.operator import Operator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.library.library import Library
    from sync.client.carrying import Brought, OnStick, Report
    from sync.client.centre import Centre
    from sync.core.operating import EnrolmentContent, UnitLine, Units
    from sync.core.operating_bundles import BundleSeen, BundleTaken

OPERATOR = "operator"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EnrolmentWanted:
    """What an enrolment file is to say, and where it is to lie. `unit_name` may be empty for a known unit."""

    unit: str
    unit_name: str
    role: str
    days: int
    file: Path


@dataclass(frozen=True, slots=True)
class WrittenEnrolment:
    """The file is there, for its owner only. `expires` is UTC ms; `keyed`: it carries the unit's key."""

    file: Path
    unit: str
    unit_name: str
    expires: int
    keyed: bool


class Operating:
    """The centre as this library's operator looks after it. Use it on the thread that owns the library.

    Everything raises Refusal(NOT_ENTITLED) unless the librarian opened the library, and the Stops of the line.
    """

    def __init__(self, library: Library) -> None:
        library.rights.require(Task.OPERATE)
        if library.role != OPERATOR:
            raise Refusal(Reason.NOT_ENTITLED, what=Task.OPERATE.value)
        self._library = library
        self._centre: Centre | None = None
        self._carrier: Carrier | None = None
        self.stopping = threading.Event()
        """Set from any thread: a carrying under way ends between two pieces."""

    def units(self, *, words: str, state: str, sort: str, offset: int, limit: int) -> Units:
        """A page of units."""
        return self._operator.units(words=words, state=state, sort=sort, offset=offset, limit=limit)

    def unit(self, code: str) -> UnitLine:
        """One unit with its devices."""
        return self._operator.unit(code)

    def enrol(self, wanted: EnrolmentWanted) -> WrittenEnrolment:
        """Write an enrolment file for one PC. Raises Refusal CANNOT_WRITE, too."""
        content = self._operator.enrolment(wanted.unit, unit_name=wanted.unit_name, role=wanted.role, days=wanted.days)
        try:
            _write_secret(wanted.file, content)
        except OSError as error:
            raise Refusal(Reason.CANNOT_WRITE, file=wanted.file.name) from error
        return WrittenEnrolment(wanted.file, content.unit, content.unit_name, content.expires, content.keyed)

    def revoke(self, device: str) -> str:
        """Withdraw a device's right to sync; its id."""
        self._operator.revoke(device)
        return device

    def found_on(self, folder: Path) -> tuple[OnStick, ...]:
        """The bundles that lie there for a centre. Raises Refusal NOT_A_FILE when the folder cannot be read."""
        self.stopping.clear()
        self._carrier = None  # another stick, or the same one with other files
        try:
            return found_on(folder)
        except OSError as error:
            raise Refusal(Reason.NOT_A_FILE, file=folder.name or str(folder)) from error

    def preview(self, file: Path, report: Report) -> BundleSeen:
        """What taking a bundle would change. Raises Refusal NOT_A_FILE, too: the stick is gone."""
        return self._carried(file, lambda carrier: carrier.preview(file, report))

    def take(self, file: Path, report: Report) -> BundleTaken:
        """Take a bundle in. Raises Refusal NOT_A_FILE, too."""
        return self._carried(file, lambda carrier: carrier.take(file, report))

    def answer(self, device: str, folder: Path, report: Report) -> Brought:
        """Write the answer for a device beside its bundle. Raises Refusal CANNOT_WRITE, too."""
        try:
            return self._carrying.answer(device, folder, report)
        except OSError as error:
            raise Refusal(Reason.CANNOT_WRITE, file=folder.name or str(folder)) from error

    def hang_up(self) -> None:
        """From any thread: end the request under way."""
        self.stopping.set()
        if self._centre is not None:
            self._centre.hang_up()

    def close(self) -> None:
        """Let go of the line."""
        if self._centre is not None:
            self._centre.close()
        self._centre = self._carrier = None

    @property
    def _operator(self) -> Operator:
        return Operator(self._line)

    @property
    def _line(self) -> Centre:
        if self._centre is None:
            self._centre = enrolling.centre_of(self._library.store)
        return self._centre

    @property
    def _carrying(self) -> Carrier:
        if self._carrier is None:
            self._carrier = Carrier(self._line, stopping=self.stopping)
        return self._carrier

    def _carried(self, file: Path, work: Callable[[Carrier], T]) -> T:
        try:
            return work(self._carrying)
        except OSError as error:
            raise Refusal(Reason.NOT_A_FILE, file=file.name) from error


def _write_secret(file: Path, content: EnrolmentContent) -> None:
    """The file lets one device in, so only its owner may read it; there by half it is not."""
    part = file.with_name(f"{file.name}.part")
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as out:
        out.write(content.text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
