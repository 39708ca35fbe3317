"""Writes one fact into the circulation record: what happened, when, and by which rule it was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.model.ids import EventId, Moment
from desktop.library.model.refusal import Reason, Refusal
from sync.core.row import named_id
from sync.core.stamp import counter_of, make

if TYPE_CHECKING:
    from desktop.library.model.event import Approval, EventKind
    from desktop.library.model.ids import ItemId, ReaderId, TitleId
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen
    from sync.core.row import Value
    from sync.core.stamp import Stamp

AHEAD_MS = 5 * 60 * 1000
"""How far after now an act may claim to have happened."""
EARLIEST_MS = 946_659_600_000
"""2000-01-01 in Việt Nam: a loan typed with an earlier day is a slip of the hand, and would be overdue by decades."""
BY_MACHINE = "+machine"
"""Ends the operator of what a reader did at a self-check machine: nothing that the desk would take back as its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper or another program tells of an act: the name and place of its event follow from it alone.

    Whoever enters the same paper or file anywhere in the unit writes the same event.
    """

    kind: EventKind
    event: EventId
    order: Stamp
    due: date | None = None
    """The day that the reader was told, where it is known: it counts, whatever the rules say."""


@dataclass(frozen=True, slots=True)
class When:
    """The time of an act and the time of its typing. A late entry stands in the record where it happened."""

    at: Moment
    recorded: Moment
    late: bool = False
    told: Told | None = None

    @property
    def day(self) -> date:
        """The civil day of the act."""
        return day_of(self.at)

    @property
    def now(self) -> When:
        """The time of typing, at which a late entry may lead to something at the desk."""
        return When(self.recorded, self.recorded)

    @property
    def follows(self) -> When:
        """The time of what follows from it at the desk: now; of an act told by a clock that is ahead, its own."""
        return self if self.at > self.recorded else self.now

    @property
    def order_after(self) -> str:
        """What sorts after everything that happened up to the act, and before everything since."""
        return make(self.at, 0xFFFF, "f" * 10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules decided."""

    due: date | None = None
    period_days: int | None = None
    policy: str = ""
    overrides: tuple[Reason, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened to which item or title, by whom. The reader's category stays when the reader is forgotten."""

    kind: EventKind
    title_id: TitleId | None = None
    item_id: ItemId | None = None
    reader: Reader | None = None
    undoes: EventId | None = None
    hold_id: EventId | None = None
    on_site: bool = False
    approval: Approval | None = None
    member: ReaderId | None = None
    count: int = 1
    why: str = ""
    about: EventId | None = None
    """The event that leads this one, in the same act."""


def when(store: Store, at: Moment | None) -> When:
    """Now, or the time of a late entry. Raises Refusal(INVALID_DATE) for one that has not come or is long past."""
    now = Moment(store.now_ms())
    if at is None:
        return When(now, now)
    if not EARLIEST_MS <= at <= now + AHEAD_MS:
        raise Refusal(Reason.INVALID_DATE, field="at", value=at, now_ms=now)
    return When(at, now, late=True)


def _told(approval: Approval | None) -> list[Value] | None:
    if approval is None:
        return None
    return [approval.number, approval.day.isoformat(), approval.approver, approval.purpose]


class Record:
    """The circulation record of a desk."""

    def __init__(self, store: Store, *, operator: str = "") -> None:
        self._store = store
        self.operator = operator
        """Who sits at the desk; `name+librarian` when the librarian vouched for this one act."""

    def write(self, pen: Pen, fact: Fact, then: When, outcome: Outcome | None = None) -> EventId:
        """Add the fact; its loans follow when the transaction ends."""
        stamp = None if then.late else pen.tick()
        event, order = self._named(pen, fact.kind, then)
        order = stamp or order
        decided = outcome or Outcome()
        due = then.told.due if then.told and then.told.due and decided.due else decided.due
        fields: dict[str, Value] = {
            "kind": fact.kind.value,
            "order": order,
            "item_id": fact.item_id,
            "title_id": fact.title_id,
            "reader_id": fact.reader.id if fact.reader else None,
            "category": fact.reader.category if fact.reader else None,
            "at": then.at,
            "recorded": then.recorded,
            "due": due.isoformat() if due else None,
            "period_days": decided.period_days,
            "overrides": [reason.value for reason in decided.overrides] or None,
            "policy": decided.policy or None,
            "undoes": fact.undoes,
            "until": decided.until.isoformat() if decided.until else None,
            "hold_id": fact.hold_id,
            "on_site": fact.on_site or None,
            "approval": _told(fact.approval),
            "member": fact.member,
            "count": fact.count if fact.count != 1 else None,
            "why": fact.why or None,
            "about": fact.about,
            "operator": self.operator or None,
            "device": self._store.profile.text("device") or None,
        }
        told = {name: value for name, value in fields.items() if value is not None}
        pen.put("circulation_event", event, told, stamp=stamp)
        return EventId(event)

    def _named(self, pen: Pen, kind: EventKind, then: When) -> tuple[str, str]:
        """The event's id and place. What an act of which a paper tells leads to besides follows from it, too."""
        told = then.told
        if told is None:
            return pen.new_id(), make(then.at, 0, self._store.clock.incarnation)
        if kind is told.kind:
            return told.event, told.order
        return named_id("follows", told.event, kind.value), make(then.at, counter_of(told.order) + 1, told.order[16:])
