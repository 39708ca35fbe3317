"""Rows that another desk's altered program made of circulation, money and house rules: no desk ends for any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from typing import Any

import pytest

from desktop.library.beginning import begin
from desktop.library.letters.fields import Language
from desktop.library.letters.kinds import Kind
from desktop.library.library import Library
from desktop.library.model.refusal import Refusal
from desktop.library.security.passwords import Passwords
from desktop.library.security.rights import Rights
from desktop.library.store.portraits import portrait_id
from desktop.library.store.replica import StoreReplica
from desktop.library.store.store import FILE, Store
from sync.core.row import Row, named_id, new_id
from sync.core.stamp import make

KEY = bytes(range(32))
ODD: tuple[Any, ...] = (
    None,
    7,
    -1.5,
    float("nan"),
    True,
    "",
    "z" * 26,
    "0001-01-01",
    "9999-12-31",
    "\0",
    b"\1",
    [],
    [[]],
    [[7, "x"], ["c", 1 << 62], ["c"], [None, None]],
    {"a": 1},
    -(1 << 62),
    (1 << 63) - 1,
)
EVENT = [
    "kind",
    "order",
    "item_id",
    "title_id",
    "reader_id",
    "at",
    "recorded",
    "due",
    "period_days",
    "overrides",
    "policy",
    "undoes",
    "operator",
    "device",
    "why",
    "hold_id",
    "until",
    "on_site",
    "approval",
    "member",
    "count",
    "about",
]
ACTS = [
    "lent",
    "returned",
    "renewed",
    "due-changed",
    "claimed-returned",
    "handed-on",
    "declared-lost",
    "found",
    "held",
    "hold-suspended",
    "hold-resumed",
    "hold-cancelled",
    "hold-shelved",
    "read-here",
    "damaged",
    "undone",
]
LEDGER = [
    "reader_id",
    "item_id",
    "loan",
    "amount",
    "offsets",
    "for",
    "about",
    "undoes",
    "receipt",
    "why",
    "operator",
    "device",
    "at",
    "recorded",
]
ENTRIES = ["charge", "payment", "forgiven", "replaced", "refund", "void"]
AMENDMENT = ["table", "row", "field", "before", "after", "act", "why", "operator", "device", "stamp", "at", "about"]
RULE = [
    "loan_days",
    "renewals",
    "renewal_days",
    "max_of_type",
    "max_loans",
    "lends",
    "until",
    "until_term",
    "renew_within",
    "grace_days",
    "max_holds",
    "shelf_days",
    "on_site",
    "fine_per_day",
]
TERMS = [
    "money",
    "like_for_like",
    "bands",
    "owes_limit",
    "stale",
    "stale_days",
    "long_overdue_days",
    "hold_days",
    "auto_shelve",
    "self_service",
]
CALENDAR = [
    "weekdays_closed",
    "closed/",
    "closed/0001-01-01",
    "open/9999-12-31",
    "break/0001-01-01..9999-12-31",
    "hours/0",
    "hours/x",
    "term/a",
    "closed/9999-12-31",
]
ITEM = ["price", "lost", "damaged", "restricted", "not_for_loan", "withdrawn", "note"]
READER = ["pin", "blocked", "redacted", "note", "rank", "phone"]
CODE = ["vi", "en", "rank", "clearance"]


@dataclass
class Desk:
    """A library with one copy, one reader and one loan, into which rows come."""

    library: Library
    title: str
    item: str
    reader: str
    loan: str
    rule: str
    late: int = 0
    rows: list[Row] = field(default_factory=list)

    def take(self, table: str, fields: dict[str, Any], row_id: str = "") -> None:
        """A row that came from another desk of the unit, newer than anything here."""
        self.rows.append(Row(table, row_id or new_id(self.library.store.now_ms()), "unit:A", self.stamp(), fields))

    def stamp(self) -> str:
        """After every stamp before."""
        self.late += 1
        return make(self.library.store.now_ms() + self.late, 0, "b" * 10)

    def taken(self) -> None:
        """What came is taken in, together."""
        StoreReplica(self.library.store).apply("unit:A", self.rows, None, 0)
        self.rows.clear()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("poison")
    store = Store(folder / FILE, KEY)
    begin(store, unit="A", name="Đơn vị A")
    with closing(Library(store, Passwords(folder, KEY, Rights.LIBRARIAN))) as library:
        with store.writing() as pen:
            title, item, other, reader = (pen.new_id() for _ in range(4))
            pen.put("title", title, {"leader": "", "245/1": [100, "00", "a", "Luật"]})
            for row, code in ((item, "TK.1"), (other, "TK.2")):
                pen.put(
                    "item", row, {"title_id": title, "barcode": code, "accession": code, "type": "sach", "price": 9}
                )
            pen.put("reader", reader, {"card": "TV1", "name": "Trần Văn B", "category": "can-bo"})
        lent = library.circulation.lend("TV1", "TK.1")
        assert lent.event is not None, lent
        rule = library.policy.rule_for("can-bo", "sach")
        assert rule is not None
        yield Desk(library, title, item, reader, lent.event, rule.version.partition("@")[0])


def everything_is_done(desk: Desk) -> None:
    """What a desk does and looks at all day. A refusal is an answer; anything else is not."""
    library = desk.library
    circulation, today = library.circulation, library.today()
    looks: tuple[Callable[[], object], ...] = (
        lambda: circulation.panel("TV1"),
        lambda: circulation.today(),
        lambda: circulation.open_loans("TV1"),
        lambda: circulation.overdue(),
        lambda: library.holds.every(),
        lambda: library.holds.pull_list(),
        lambda: library.holds.shelf(),
        lambda: library.holds.expired(),
        lambda: library.holds.queue(desk.title),
        lambda: library.overdue.page(),
        lambda: library.reading_room.open_sessions(),
        lambda: library.reading_room.sessions(date(2026, 1, 1)),
        lambda: library.reading_room.counted(date(2026, 1, 1)),
        lambda: library.reading_room.closes_at(),
        lambda: library.conditions.long_overdue(),
        lambda: library.conditions.claimed(),
        lambda: library.conditions.history("TK.1"),
        lambda: library.money.account("TV1"),
        lambda: library.money.owing(),
        lambda: library.money.open_debts(),
        lambda: library.money.day_book(),
        lambda: library.money.settled("TV1"),
        lambda: library.money.compensation("TK.1"),
        lambda: library.policy.rules(),
        lambda: library.policy.changes(),
        lambda: library.policy.explain(desk.loan),
        lambda: library.policy.trial("can-bo", "sach", today),
        lambda: library.policy.calendar().closed_ahead(today, date.max),
        lambda: library.groups.loans("TV1"),
        lambda: library.portraits.get("TV1"),
        lambda: library.pins.check("TV1", "1234"),
        lambda: library.letters.slip(Kind.DUE_SLIP, card="TV1"),
        lambda: library.letters.sheet(library.letters.slip(Kind.DUE_SLIP, card="TV1"), Language.VIETNAMESE),
        lambda: library.standing(),
        lambda: circulation.renew("TK.1", override=True),
        lambda: circulation.change_due("TK.1", date(2031, 1, 2), "x"),
        lambda: library.conditions.claim_returned("TK.1"),
        lambda: circulation.give_back("TK.1"),
        lambda: circulation.hold("TV1", desk.title),
        lambda: library.holds.clear_expired(),
        lambda: circulation.lend("TV1", "TK.1", override=True),
        lambda: library.conditions.declare_lost("TK.1", "x", price=None),
        lambda: library.money.pay("TV1", library.money.account("TV1").owed),
        lambda: circulation.give_back("TK.1"),
        lambda: library.reading_room.begin("TV1", "TK.2"),
        lambda: circulation.undo(),
        lambda: circulation.undo(),
        lambda: circulation.undo(),
    )
    for look in looks:
        try:
            look()
        except Refusal:
            continue
    assert library.store.check() == ()


def acts(desk: Desk) -> None:
    """Each odd value in each field of an event, in turn in those of every kind."""
    now, kinds = desk.library.store.now_ms(), cycle(ACTS)
    for name in EVENT:
        for odd in ODD:
            whole = {
                "kind": next(kinds),
                "order": desk.stamp(),
                "item_id": desk.item,
                "title_id": desk.title,
                "at": now,
            }
            about = {"reader_id": desk.reader, "recorded": now, "due": "2030-01-01", "hold_id": desk.loan}
            desk.take("circulation_event", {**whole, **about, name: odd})


def money(desk: Desk) -> None:
    """The same of every kind of entry, of a changed mark, and of a changed rule."""
    kinds, places = cycle(ENTRIES), cycle((("item", desk.item), ("policy", desk.rule)))
    for name in LEDGER:
        for odd in ODD:
            whole = {"kind": next(kinds), "reader_id": desk.reader, "item_id": desk.item, "amount": 5, "at": 1}
            desk.take("ledger", {**whole, name: odd})
    for name in AMENDMENT:
        for odd in ODD:
            table, row = next(places)
            desk.take("amendment", {"table": table, "row": row, "field": "lost", "at": 1, name: odd})


def rows_there_are(desk: Desk, turn: int) -> None:
    """Another odd value in each field of what stands there once."""

    def crossed(names: list[str]) -> dict[str, Any]:
        return {name: ODD[(place + turn) % len(ODD)] for place, name in enumerate(names)}

    odd = ODD[turn]
    desk.take("desk_policy", crossed(TERMS), named_id("A", "desk_policy", "terms"))
    desk.take("policy", crossed(RULE), desk.rule)
    desk.take("calendar", crossed(CALENDAR), desk.library.store.policies.calendar_id())
    desk.take("item", crossed(ITEM), desk.item)
    desk.take("reader", crossed(READER), desk.reader)
    desk.take("code", {"list": "reader-category", "code": "can-bo", **crossed(CODE)})
    desk.take("portrait", {"reader_id": desk.reader, "photo": odd}, portrait_id(desk.reader))
    desk.take("letter", {"code": "due-slip/vi", "text": odd})


@pytest.mark.parametrize("turn", range(len(ODD)), ids=[repr(odd) for odd in ODD])
def test_a_desk_works_on_whatever_stands_in_its_rules_copies_and_cards(turn: int, desk: Desk) -> None:
    rows_there_are(desk, turn)
    desk.taken()
    everything_is_done(desk)


def test_a_desk_works_on_with_whatever_acts_and_entries_another_wrote(desk: Desk) -> None:
    acts(desk)
    money(desk)
    desk.taken()
    everything_is_done(desk)
