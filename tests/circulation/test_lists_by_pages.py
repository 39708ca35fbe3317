"""Lists that are brought by pages, and told together, say what a plain look at one line after the other says."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

import pytest

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.hold_lines import is_expired
from desktop.library.circulation.holds import Holds
from desktop.library.circulation.queues import NEVER_SHELVED
from desktop.library.circulation.reading_room import ReadingRoom
from desktop.library.model.ids import Money
from desktop.library.model.item import Access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from desktop.library.model.hold import Hold, HoldLine
    from desktop.library.model.item import Item
    from tests.circulation.desk_world import World
    from tests.circulation.losses_world import Losses

Line = TypeVar("Line")
DAY_MS = 86_400_000
PAGE = 3


@pytest.fixture
def busy(world: World) -> World:
    """A week of loans, sessions and holds at moments and days that often fall together."""
    chance = random.Random(5)
    titles = [world.a_title(f"Sách {number % 4}") for number in range(7)]
    copies = [
        world.an_item(title=chance.choice(titles), **chance.choice(({}, {}, {"damaged": "2026-01-01"})))
        for _ in range(44)
    ]
    items = [world.store.items.with_barcode(code)[0] for code in copies]
    readers = [world.store.readers.with_card(world.a_reader())[0].id for _ in range(12)]
    with world.store.writing() as pen:

        def event(number: int, kind: str, **told: object) -> str:
            at = world.now - chance.randrange(5) * DAY_MS
            fields = {"kind": kind, "at": at, "recorded": at, "order": f"{at:012x}{number:014x}", **told}
            event_id = pen.new_id()
            pen.put("circulation_event", event_id, fields)  # type: ignore[arg-type]  # made of plain values
            return event_id

        for number, item in enumerate(items[:22]):
            about = {"item_id": item.id, "title_id": item.title_id, "reader_id": chance.choice(readers)}
            due = f"2026-11-{chance.randrange(10, 14)}"
            event(number, "lent", due=due, on_site=chance.random() < 0.5, **about)
        for number in range(24):
            item = chance.choice(items)
            wanted = {"item_id": item.id} if chance.random() < 0.3 else {}
            until = {"until": f"2026-{11 + number % 2}-20"} if number % 3 else {}
            told = {"title_id": item.title_id, "reader_id": chance.choice(readers), **wanted, **until}
            held = event(100 + number, "held", **told)
            free = items[22 + number % 22]
            if free.title_id == item.title_id:
                kept = chance.choice(("2026-11-20", "2026-11-25"))
                copy = {"title_id": item.title_id, "item_id": free.id}
                event(200 + number, "hold-shelved", hold_id=held, until=kept, **copy)
    return world


def by_pages(page: Callable[..., tuple[Line, ...]]) -> Iterator[Line]:
    """The list's lines, a small page after the other."""
    lines = page(limit=PAGE)
    while lines:
        assert len(lines) <= PAGE
        yield from lines
        lines = page(after=lines[-1], limit=PAGE)


def open_ids(world: World, where: str) -> list[str]:
    return [row_id for (row_id,) in world.store.connection.execute(f"SELECT id FROM loan WHERE {where}")]


def test_the_reading_room_is_told_by_pages_as_its_loans_stand(busy: World) -> None:
    room, store = ReadingRoom(busy.store, busy.desk), busy.store
    loans = [store.loans.get(row_id) for row_id in open_ids(busy, "on_site = 1 AND returned IS NULL")]
    plain = sorted((loan.lent, loan.id) for loan in loans if loan)
    here = list(by_pages(room.open_sessions))
    assert [(each.begun, each.loan) for each in here] == plain
    assert len(plain) == room.open_count() > PAGE
    assert tuple(here) == room.open_sessions()
    since = day_of(busy.now - 3 * DAY_MS)
    began = [place for place in reversed(plain) if day_of(place[0]) >= since]
    log = list(by_pages(lambda **page: room.sessions(since, **page)))
    assert [(each.begun, each.loan) for each in log] == began
    assert PAGE < len(log) < len(plain)
    for each in here:
        loan = store.loans.get(each.loan)
        assert loan is not None
        item, reader = store.items.get(loan.item_id), store.readers.get(loan.reader_id or "")
        assert item is not None
        line = store.titles.line(item.title_id)
        assert reader is not None
        assert line is not None
        assert (each.card, each.reader, each.barcode) == (reader.card, reader.name, item.barcode)
        assert (each.title, each.title_id, each.restricted) == (line.title, line.id, item.access is Access.RESTRICTED)


def test_holds_are_told_by_pages_as_each_of_them_stands(busy: World) -> None:
    holds, today = Holds(busy.store, busy.desk), day_of(busy.now)
    ids = [row_id for (row_id,) in busy.store.connection.execute("SELECT id FROM hold WHERE ended IS NULL")]
    plain = [hold for row_id in ids if (hold := busy.store.holds.get(row_id))]
    plain.sort(key=lambda hold: (hold.title_id, hold.order, hold.id))
    every = list(by_pages(holds.every))
    assert [told(line) for line in every] == [plainly(busy, hold, today) for hold in plain]
    assert tuple(every) == holds.every()
    assert len(plain) == holds.count() > PAGE
    over = [hold for hold in plain if is_expired(hold, today)]
    assert {line.id for line in holds.expired()} == {hold.id for hold in over}
    assert 0 < len(over) < len(plain)
    assert [told(line) for line in holds.shelf()] == [
        plainly(busy, hold, today) for hold in busy.store.holds.on_the_shelf()
    ]
    assert busy.desk.take_back(plain[0].id).status == "undone"
    assert holds.every(after=every[0]) == holds.every() != tuple(every)


def test_what_is_to_be_fetched_is_what_a_walk_along_the_shelves_finds(busy: World) -> None:
    store, today = busy.store, day_of(busy.now)
    fetched = {}
    for title in {hold.title_id for hold in store.holds.all_open()}:
        copies = [item for item in store.items.of_title(title) if stands(busy, item)]
        waiting = [hold for hold in store.holds.open_of_title(title) if hold.waits_on(today)]
        for hold in sorted(waiting, key=lambda hold: hold.item_id is None):
            copy = next((copy for copy in copies if hold.item_id in (None, copy.id)), None)
            if copy is not None:
                copies.remove(copy)
                fetched[hold.id] = copy.barcode
    assert {line.id: line.barcode for line in Holds(store, busy.desk).pull_list()} == fetched
    assert len(fetched) > 1


def test_late_loans_are_told_by_pages_and_counted_as_they_stand(busy: World) -> None:
    conditions = Conditions(busy.store, busy.desk)
    busy.change("desk_policy", "0" * 32, long_overdue_days=11)
    loans = [busy.store.loans.get(row_id) for row_id in open_ids(busy, "returned IS NULL")]
    plain = sorted((loan.due, loan.id) for loan in loans if loan and (day_of(busy.now) - loan.due).days >= 11)
    late = list(by_pages(conditions.long_overdue))
    assert [(line.due, line.loan) for line in late] == plain
    assert PAGE < conditions.long_overdue_count() == len(plain) < len(loans)
    assert tuple(late) == conditions.long_overdue()


def test_debts_are_told_by_pages_and_summed_as_each_account_stands(charging: Losses) -> None:
    chance, money = random.Random(3), charging.money
    cards = [charging.a_reader() for _ in range(6)]
    for number in range(20):
        charging.now += chance.choice((0, 60_000))
        card, lost = chance.choice(cards), charging.a_priced_item(50_000)
        charging.desk.lend(card, lost, override=True)
        charging.conditions.declare_lost(lost, price=chance.choice((None, Money(0))))
        if number % 4 == 1:
            money.charge(card, Money(30_000))
            money.pay(card, Money(money.account(card).owed))
        if number % 5 == 2:
            charging.desk.give_back(lost)
    accounts = {card: money.account(card) for card in cards}
    plain = [(card, debt) for card, account in accounts.items() for debt in account.open_debts]
    plain.sort(key=lambda line: (-line[1].charge.at, line[1].charge.id))
    open_ones = money.outstanding(PAGE)
    assert (open_ones.count, open_ones.owed) == (len(plain), sum(debt.owed for _, debt in plain))
    assert list(open_ones.debts) == list(by_pages(money.open_debts))[:PAGE]
    assert [(line.card, line.debt) for line in by_pages(money.open_debts)] == plain
    assert [(line.card, line.credit) for line in open_ones.credits] == sorted(
        (card, account.credit) for card, account in accounts.items() if account.credit
    )
    assert len(open_ones.credits) > 0 < open_ones.owed
    assert [line.debt for line in money.debts_of(cards[0])] == [debt for card, debt in plain if card == cards[0]]
    owing = {line.card: (line.owed, line.credit, line.books) for line in money.owing()}
    assert owing == {
        card: (account.owed, account.credit, sum(debt.is_like_for_like for debt in account.open_debts))
        for card, account in accounts.items()
        if not account.is_settled
    }


def stands(world: World, item: Item) -> bool:
    """Whether somebody may be told to fetch the copy."""
    lent, aside = world.store.loans.open_of_item(item.id), world.store.holds.of_copy(item.id)
    return lent is None and aside is None and not any(item.has(mark) for mark in NEVER_SHELVED)


def told(line: HoldLine) -> tuple[object, ...]:
    return line.id, line.card, line.reader, line.title, line.available, line.barcode, line.place, line.expired


def plainly(world: World, hold: Hold, today: date) -> tuple[object, ...]:
    """What a line ought to tell, each fact asked for by itself."""
    store = world.store
    title, reader = store.titles.line(hold.title_id), store.readers.get(hold.reader_id or "")
    copy = store.items.get(hold.shelf_item or hold.item_id or "")
    queue = [each.id for each in store.holds.open_of_title(hold.title_id) if each.waits_on(today)]
    place = queue.index(hold.id) + 1 if hold.id in queue else 0
    barcode = copy.barcode if copy else ""
    assert title is not None
    assert reader is not None
    told = hold.id, reader.card, reader.name, title.title, title.available, barcode, place
    return *told, is_expired(hold, today)
