"""What a file of another program is, and its lines as acts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import TYPE_CHECKING

from desktop.library.interchange import koc, pending_xacts, pmb
from desktop.library.interchange.entries import Entry, LateAct, Odd
from desktop.library.interchange.lines import is_cut_off, text_lines
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

_LOOKED_AT = 20
_KOC_LINE = re.compile(rf"{koc.STAMP.pattern}\t")


class FileKind(StrEnum):
    """Whose file it is."""

    KOC = "koc"
    EVERGREEN = "evergreen"
    PMB = "pmb"


@dataclass(frozen=True, slots=True)
class LateFile:
    """A file to be entered. `kind`: None looks. `on`: the day that PMB's files do not tell."""

    path: Path
    kind: FileKind
    begins: int = 0
    """Where the acts of a file without times begin, UTC ms."""

    def readings(self, moved: Callable[[int, int], None] | None = None) -> Iterator[Entry | Odd]:
        """Its lines in their order, but registrations first: whoever borrows must be known. Streams the file."""
        match self.kind:
            case FileKind.KOC:
                return koc.readings(text_lines(self.path, moved), is_cut_off=is_cut_off(self.path))
            case FileKind.PMB:
                return pmb.readings(text_lines(self.path, moved), self.begins)
            case _:
                new = (one for one in pending_xacts.readings(text_lines(self.path)) if _registers(one))
                others = (one for one in pending_xacts.readings(text_lines(self.path, moved)) if not _registers(one))
                return chain(new, others)


def look_at(path: Path, *, kind: str | None, on: date | None, now: int) -> LateFile:
    """The file with what it is.

    Raises Refusal: NOT_A_FILE, UNKNOWN_FORMAT; MISSING_FIELD(day) where the file tells no times and nobody the day.
    """
    if kind is not None and kind not in set(FileKind):
        raise Refusal(Reason.UNKNOWN_FORMAT, kind=kind, known=" ".join(FileKind))
    whose = FileKind(kind) if kind else _what_is(path)
    if whose is not FileKind.PMB:
        return LateFile(path, whose)
    if on is None:
        raise Refusal(Reason.MISSING_FIELD, field="day")
    begins = pmb.beginning_on(on, now)
    if begins > now:
        raise Refusal(Reason.INVALID_DATE, field="day", value=on.isoformat())
    return LateFile(path, whose, begins)


def _what_is(path: Path) -> FileKind:
    first = [text for _, text in islice(text_lines(path), _LOOKED_AT)]
    for text in first:
        if koc.HEADER.match(text) or _KOC_LINE.match(text):
            return FileKind.KOC
        if text.lstrip().startswith("{") and '"type"' in text:
            return FileKind.EVERGREEN
        if pmb.is_heading(text):
            return FileKind.PMB
    raise Refusal(Reason.UNKNOWN_FORMAT, file=path.name, known=" ".join(FileKind))


def _registers(one: Entry | Odd) -> bool:
    return isinstance(one, Entry) and one.act is LateAct.REGISTER
