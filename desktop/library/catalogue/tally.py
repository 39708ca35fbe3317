"""What became of each record of an import, added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.library.model.title import Imported, ImportLine

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: added | merged | rejected | quarantined, and what is to be told of it."""

    became: str
    lines: tuple[ImportLine, ...] = ()
    encoding: str = "utf-8"
    repaired: bool = False
    items: int = 0


def rejected(record: int, reason: str, detail: str = "") -> Outcome:
    """A record that could not be taken in."""
    return Outcome("rejected", (ImportLine(record, "rejected", reason, detail),))


def quarantined(record: int) -> Outcome:
    """A record with the mark of a state secret: nothing of what it says is repeated anywhere (domain.md 2.3)."""
    return Outcome("quarantined", (ImportLine(record, "quarantined", "state-secret"),))


@dataclass(slots=True)
class Tally:
    """Counts outcomes. `rejected` counts quarantined records, too, so that read = added + merged + rejected."""

    counts: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    report: list[ImportLine] = field(default_factory=list)
    items: int = 0

    def count(self, outcomes: Iterable[Outcome]) -> None:
        """Add what became of some records."""
        for outcome in outcomes:
            self.counts["read"] += 1
            self.counts[outcome.became] += 1
            self.counts["repaired"] += outcome.repaired
            self.encodings[outcome.encoding] += outcome.became in {"added", "merged"}
            self.items += outcome.items
            self.report += outcome.lines

    def imported(self, *, file: str, kind: str) -> Imported:
        """The sum, as told to whoever asked for the import."""
        used = [name for name, times in self.encodings.most_common() if times]
        return Imported(
            file=file,
            format=kind,
            encoding="+".join(used) or "utf-8",
            read=self.counts["read"],
            added=self.counts["added"],
            merged=self.counts["merged"],
            repaired=self.counts["repaired"],
            rejected=self.counts["rejected"] + self.counts["quarantined"],
            report=tuple(self.report),
            items_added=self.items,
        )
