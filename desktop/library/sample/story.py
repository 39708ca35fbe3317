"""The last months at the desk, told by hand: a class with its textbooks, who waits, who reads here, what was lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import resources
from desktop.library.circulation.calendar import due_on, start_of
from desktop.library.model.event import EventKind
from desktop.library.model.item import Access, Condition
from desktop.library.model.money import EntryKind, Purpose
from desktop.library.model.reader import GROUP
from desktop.library.store.portraits import portrait_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.library.circulation.calendar import Calendar
    from desktop.library.model.rule import Rule
    from desktop.library.sample.lending import Borrower, Lendable
    from desktop.library.sample.rows import Scribe
    from desktop.library.store.write import Pen

CLASS_SET = 40
"""So many textbooks went out to the class in one go."""
COPIES = 11
"""Copies that only the story moves."""
RESTRICTED = 2
"""Internal documents that are restricted later on."""
PEOPLE = 12
"""Readers who are in the story and not in the two years of chance."""
_BACK = 7
"""Of the textbooks, so many came back."""
_MINUTE = 60_000
_FACES = 3
_OPERATOR = "Phạm Thị Mẫu"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what is in the story. Nobody else moves these copies."""

    copies: tuple[Lendable, ...]
    people: tuple[Borrower, ...]
    textbooks: tuple[Lendable, ...]
    group: str
    """The row of the class's card."""
    group_expires: date
    members: tuple[str, ...]
    restricted: tuple[Lendable, ...]
    periodicals: tuple[Lendable, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """What another line of the story is called: here stands its row once it is written, or the stamp of its change."""

    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the story, written at its moment."""

    at: int
    table: str
    fields: dict[str, Any]
    name: str = ""
    row: str = ""
    """Of a row that is there already, and changed."""


@dataclass
class Story:
    """Gathers lines in any order and writes them in the order of their moments."""

    cast: Cast
    today: date
    calendar: Calendar
    rules: Callable[[str, str], Rule | None]
    lines: list[Line] = field(default_factory=list)

    def told(self) -> tuple[Line, ...]:
        """All of it."""
        self._class()
        self._waiting()
        self._reading_room()
        self._losses()
        self._changes()
        return tuple(sorted(self.lines, key=lambda line: line.at))

    def _class(self) -> None:
        cast = self.cast
        out, back = self._day(45), self._day(3)
        due = self._due(out, "tap-the", cast.textbooks[0].type, cast.group_expires)
        for place, copy in enumerate(cast.textbooks):
            member = cast.members[place] if place < len(cast.members) else None
            at = self._at(out, 8 * 60) + place * 9000
            self._event(EventKind.LENT, at, copy, cast.group, category="tap-the", due=due, member=member)
            if place >= len(cast.textbooks) - _BACK:
                self._event(EventKind.RETURNED, self._at(back, 15 * 60) + place * 7000, copy, cast.group)
        if len(cast.members) > 1:
            at = self._at(self._day(10), 10 * 60)
            why = "Đổi chỗ ngồi trong lớp"
            self._event(EventKind.HANDED_ON, at, cast.textbooks[0], cast.group, member=cast.members[1], why=why)

    def _waiting(self) -> None:
        wanted, kept, forgotten, past, free, *_ = self.cast.copies
        who = self.cast.people
        self._lend(wanted, who[0], 20)
        self._hold("first", wanted, who[1], 9)
        self._hold("second", wanted, who[2], 6)
        self._hold("away", wanted, who[3], 4)
        away = self.today + timedelta(days=10)
        self._of_hold(EventKind.HOLD_SUSPENDED, "away", wanted, who[3], 3, until=away.isoformat())
        for name, copy, borrower, waits, back in (("kept", kept, 4, 5, 1), ("forgotten", forgotten, 5, 6, 9)):
            self._lend(copy, who[borrower], 28)
            self._hold(name, copy, who[waits], 15)
            self._give_back(copy, who[borrower], back)
            shelf = self._day(back) + timedelta(days=3)
            item = {"item_id": copy.id, "until": shelf.isoformat()}
            self._of_hold(EventKind.HOLD_SHELVED, name, copy, who[waits], back, **item)
        self._lend(past, who[0], 18)
        self._hold("past", past, who[7], 30, until=self._day(2).isoformat())
        self._hold("to-fetch", free, who[8], 1)

    def _reading_room(self) -> None:
        reader, papers = self.cast.people[9], ("Thượng tá Nguyễn Văn Mẫu", "Thượng tá Trần Thị Mẫu")
        for copy, back, minutes, number in zip(self.cast.restricted, (12, 1), (100, 0), ("114", "127"), strict=False):
            self._restrict(copy)
            day = self._day(back)
            paper = [f"{number}/PV01-Đ3", (day - timedelta(days=2)).isoformat(), papers[back % 2], "Viết chuyên đề"]
            at = self._at(day, 14 * 60 + 10)
            told = {"due": day.isoformat(), "on_site": True, "approval": paper, "period_days": 0}
            self._event(EventKind.LENT, at, copy, reader.id, category=reader.category, **told)
            if minutes:
                self._event(EventKind.RETURNED, at + minutes * _MINUTE, copy, reader.id)
        for copy, back, count in zip(self.cast.periodicals, (4, 2, 1), (3, 1, 5), strict=False):
            many = {"count": count} if count > 1 else {}
            self._event(EventKind.READ_HERE, self._at(self._day(back), 16 * 60 + 20), copy, None, **many)

    def _restrict(self, copy: Lendable) -> None:
        day = self._day(100)
        at, access = self._at(day, 11 * 60), Access.RESTRICTED.value
        self._line(at, "item", {"access": access, Condition.RESTRICTED.value: day.isoformat()}, row=copy.id)
        why = "Theo danh mục tài liệu hạn chế sử dụng"
        told = {"table": "item", "row": copy.id, "field": "access", "after": access, "why": why}
        self._line(at + 1, "amendment", told | {"operator": _OPERATOR, "at": at})

    def _losses(self) -> None:
        late, claimed, lost, damaged, later, replacing = self.cast.copies[5:11]
        who = self.cast.people
        self._lend(late, who[8], 130)
        self._lend(claimed, who[9], 50)
        at = self._at(self._day(5), 9 * 60 + 40)
        why = "Bạn đọc nói đã trả tại phòng đọc"
        self._event(EventKind.CLAIMED_RETURNED, at, claimed, who[9].id, category=who[9].category, why=why)
        loan = self._lend(lost, who[10], 120)
        self._owe(EventKind.DECLARED_LOST, lost, who[10], 12, why="Mất khi chuyển phòng", loan=loan)
        loan = self._lend(damaged, who[11], 25)
        self._give_back(damaged, who[11], 11)
        charge = self._owe(EventKind.DAMAGED, damaged, who[11], 11, why="Ướt, rách gáy")
        at = self._at(self._day(4), 10 * 60 + 5)
        settled = {"kind": EntryKind.REPLACED.value, "reader_id": who[11].id, "item_id": replacing.id, "amount": 0}
        self._ledger(at, settled | {"offsets": [[charge, 0]]})
        self._lend(later, who[2], 22)
        at, due = self._at(self._day(7), 13 * 60 + 45), self.today + timedelta(days=14)
        why = "Đi công tác, gọi điện xin lùi hạn"
        moved = {"due": due.isoformat(), "why": why, "category": who[2].category}
        self._event(EventKind.DUE_CHANGED, at, later, who[2].id, **moved)

    def _changes(self) -> None:
        rule = self.rules("hoc-vien", "sach")
        if rule is None:
            return
        at, days = self._at(self._day(30), 8 * 60 + 15), rule.loan_days + 4
        row = rule.version.partition("@")[0]
        stamp = self._line(at, "policy", {"loan_days": days}, "rule", row)
        told = {"table": "policy", "row": row, "field": "loan_days", "before": rule.loan_days, "after": days}
        told |= {"act": stamp, "stamp": stamp, "why": "Theo đề nghị của các lớp trong kỳ ôn thi"}
        self._line(at + 1, "amendment", told | {"operator": _OPERATOR, "at": at})

    def _lend(self, copy: Lendable, reader: Borrower, back: int) -> Ref:
        day = self._day(back)
        due, at = self._due(day, reader.category, copy.type, reader.expires), self._moment(day, copy)
        return self._event(EventKind.LENT, at, copy, reader.id, category=reader.category, due=due)

    def _give_back(self, copy: Lendable, reader: Borrower, back: int) -> Ref:
        at = self._moment(self._day(back), copy)
        return self._event(EventKind.RETURNED, at, copy, reader.id, category=reader.category)

    def _hold(self, name: str, copy: Lendable, reader: Borrower, back: int, until: str | None = None) -> None:
        at = self._moment(self._day(back), copy) + 5 * _MINUTE
        lasts = until or (self._day(back) + timedelta(days=90)).isoformat()
        fields = {"title_id": copy.title_id, "reader_id": reader.id, "category": reader.category, "until": lasts}
        self._line(at, "circulation_event", fields | {"kind": EventKind.HELD.value, "operator": _OPERATOR}, name)

    def _of_hold(self, kind: EventKind, hold: str, copy: Lendable, reader: Borrower, back: int, **more: object) -> None:
        at = self._moment(self._day(back), copy) + 1000
        fields = {"kind": kind.value, "title_id": copy.title_id, "reader_id": reader.id, "hold_id": Ref(hold)}
        self._line(at, "circulation_event", fields | {"category": reader.category, "operator": _OPERATOR} | more)

    def _owe(
        self, kind: EventKind, copy: Lendable, reader: Borrower, back: int, *, why: str, loan: Ref | None = None
    ) -> Ref:
        """The act, the copy's mark and the debt of the same book."""
        day = self._day(back)
        at, lost = self._moment(day, copy) + 20 * _MINUTE, kind is EventKind.DECLARED_LOST
        act = self._event(kind, at, copy, reader.id, category=reader.category, why=why)
        mark = Condition.LOST if lost else Condition.DAMAGED
        self._line(at + 1, "item", {mark.value: day.isoformat()}, row=copy.id)
        changed = {"table": "item", "row": copy.id, "field": mark.value, "after": day.isoformat(), "about": act}
        self._line(at + 2, "amendment", changed | {"operator": _OPERATOR, "at": at})
        purpose = Purpose.LOST if lost else Purpose.DAMAGED
        owed = {"kind": EntryKind.CHARGE.value, "reader_id": reader.id, "item_id": copy.id, "amount": 0}
        return self._ledger(at + 3, owed | {"for": purpose.value, "about": act, "loan": loan})

    def _ledger(self, at: int, fields: dict[str, Any]) -> Ref:
        return self._line(at, "ledger", fields | {"operator": _OPERATOR, "at": at, "recorded": at})

    def _event(self, kind: EventKind, at: int, copy: Lendable, reader: str | None, **more: object) -> Ref:
        fields = {"kind": kind.value, "item_id": copy.id, "title_id": copy.title_id, "reader_id": reader}
        return self._line(at, "circulation_event", fields | {"operator": _OPERATOR} | more)

    def _line(self, at: int, table: str, fields: dict[str, Any], name: str = "", row: str = "") -> Ref:
        known = name or f"#{len(self.lines)}"
        self.lines.append(Line(at, table, fields, known, row))
        return Ref(known)

    def _due(self, day: date, category: str, item_type: str, expires: date) -> str:
        rule = self.rules(category, item_type)
        days = rule.loan_days if rule else 7
        return due_on(self.calendar, day, days, card_expires=expires).isoformat()

    def _day(self, back: int) -> date:
        """An open day so many days ago, or the next one before."""
        day = self.today - timedelta(days=back)
        while not self.calendar.is_open(day):
            day -= timedelta(days=1)
        return day

    @staticmethod
    def _at(day: date, minute: int) -> int:
        return start_of(day) + minute * _MINUTE

    def _moment(self, day: date, copy: Lendable) -> int:
        """Each copy has its own time of the day."""
        return self._at(day, 8 * 60 + 7 * self.cast.copies.index(copy))


class Teller:
    """Writes the story down, with rows and stamps that follow from the seed."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._rows: dict[str, str] = {}

    def write(self, pen: Pen, lines: Iterable[Line]) -> None:
        """Write these lines, which stand in the order of their moments."""
        for line in lines:
            fields = {name: self._known(value) for name, value in line.fields.items()}
            if line.table == "circulation_event":
                self._rows[line.name] = self._scribe.add_event(pen, fields, line.at)
            elif line.row:
                self._rows[line.name] = self._scribe.change(pen, (line.table, line.row), fields, line.at)
            else:
                self._rows[line.name] = self._scribe.add(pen, line.table, fields, line.at)

    def _known(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return self._rows[value.name]
        return [self._known(part) for part in value] if isinstance(value, list) else value


def portraits(readers: Iterable[Borrower]) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Drawn faces of nobody: (row, fields) of a portrait for each of these readers."""
    faces = [resources.path(f"sample/portrait-{face + 1}.jpg").read_bytes() for face in range(_FACES)]
    return tuple(
        (portrait_id(who.id), {"reader_id": who.id, "photo": faces[place % _FACES]})
        for place, who in enumerate(readers)
    )


def largest_class(groups: Iterable[str]) -> str:
    """The class with the most cadets; of several, the first in order."""
    counted = Counter(groups)
    return min(counted, key=lambda name: (-counted[name], name), default="")


def group_card(name: str, card: str, *, answers: str, expires: date) -> dict[str, Any]:
    """The fields of the class's own card."""
    told = {"card": card, "name": name, "category": "tap-the", "kind": GROUP}
    return told | {"representative": answers, "expires": expires.isoformat()}
