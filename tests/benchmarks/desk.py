"""The desk: from the bar code to what is durably on disk, beside the least that a disk and SQLCipher need for it."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.library.library import Library
from desktop.library.store.connection import Connection, connect
from tests.benchmarks.measures import Watch

WORN_EVENTS, BUSY_LOANS, MANY_COPIES = 5_000, 400, 400


def measure(library: Library, folder: Path, *, acts: int) -> dict[str, Any]:
    """Lend and take back `acts` copies; each act between two of the floor, so that both meet the same machine."""
    lent, returned, floor = Watch(), Watch(), Watch()
    items, cards = _shelf(library, acts), _readers(library)
    bare = _bare(folder / "floor.db", library.store.items.count())
    chance = random.Random(7)
    for place, barcode in enumerate(items):
        card = cards[place % len(cards)]
        assert lent.timed(lambda card=card, code=barcode: library.circulation.lend(card, code)).status == "lent"
        floor.timed(lambda: _floor(bare, chance))
        assert returned.timed(lambda code=barcode: library.circulation.give_back(code)).status == "returned"
        floor.timed(lambda: _floor(bare, chance))
    bare.close()
    worn, busy = _worn(library, items[0]), _busy(library, cards[0])
    return {
        "of_many_copies": _back_and_forth(library, [cards[2]], _many_copies(library, items[1])[: acts // 4]),
        "renew": _renewed(library, cards[3], items[: acts // 4]),
        "hold_and_trap": _held(library, cards[4], cards[5], items[: acts // 4]),
        "panel": _looked_at(lambda: library.circulation.panel(cards[4])),
        "busy_panel": _looked_at(lambda: library.circulation.panel(busy)),
        "today": _looked_at(lambda: library.circulation.today(200)),
        "worn_item": _back_and_forth(library, [cards[1]], [worn] * (acts // 4)),
        "busy_reader": _back_and_forth(library, [busy], items[: acts // 4]),
        "lend": lent.told(),
        "return": returned.told(),
        "floor": floor.told(),
        "lend_to_floor": round(lent.at(0.5) / floor.at(0.5), 2),
        "return_to_floor": round(returned.at(0.5) / floor.at(0.5), 2),
    }


def _back_and_forth(library: Library, cards: list[str], items: list[str]) -> dict[str, Any]:
    """Lend and take back these copies, whatever speaks against it; every return is undone once and made again."""
    lent, returned, undone, desk = Watch(), Watch(), Watch(), library.circulation
    for place, code in enumerate(items):
        card = cards[place % len(cards)]
        assert lent.timed(lambda card=card, code=code: desk.lend(card, code, override=True)).status == "lent"
        assert returned.timed(lambda code=code: desk.give_back(code)).status == "returned"
        assert undone.timed(desk.undo).status == "undone"
        assert desk.give_back(code).status == "returned"
    return {"lend": lent.told(), "return": returned.told(), "undo": undone.told()}


def _renewed(library: Library, card: str, items: list[str]) -> dict[str, Any]:
    watch, desk = Watch(), library.circulation
    for code in items:
        desk.lend(card, code, override=True)
        assert watch.timed(lambda code=code: desk.renew(code, override=True)).status == "renewed"
        desk.give_back(code)
    return watch.told()


def _held(library: Library, card: str, other: str, items: list[str]) -> dict[str, Any]:
    """One reader holds what another has; it comes back and is put aside; the first fetches and returns it."""
    held, trapped, fetched, desk = Watch(), Watch(), Watch(), library.circulation
    for code in items:
        desk.lend(other, code, override=True)
        (item,) = library.store.items.with_barcode(code)
        answer = held.timed(lambda title=item.title_id: desk.hold(card, title, override=True))
        assert answer.status == "held", answer
        assert trapped.timed(lambda code=code: desk.give_back(code)).shelved_for is not None
        assert fetched.timed(lambda code=code: desk.lend(card, code, override=True)).status == "lent"
        desk.give_back(code)
    return {"hold": held.told(), "trap": trapped.told(), "fetch": fetched.told()}


def _looked_at(look: Callable[[], object]) -> dict[str, Any]:
    watch = Watch()
    for _ in range(20):
        watch.timed(look)
    return watch.told()


def _many_copies(library: Library, barcode: str) -> list[str]:
    """Give the copy's title 400 copies more."""
    (item,) = library.store.items.with_barcode(barcode)
    codes = [f"NHIEU{number:05}" for number in range(MANY_COPIES)]
    with library.store.writing() as pen:
        for code in codes:
            pen.put("item", pen.new_id(), {"title_id": item.title_id, "barcode": code, "type": item.type})
    return codes


def _worn(library: Library, barcode: str) -> str:
    """Give the copy a story of 5,000 events: lent and returned, lost and found."""
    (item,) = library.store.items.with_barcode(barcode)
    kinds, first = ("lent", "renewed", "returned", "lent", "declared-lost", "found", "returned"), library.store.now_ms()
    with library.store.writing() as pen:
        for number in range(WORN_EVENTS):
            at = first - (WORN_EVENTS - number + 10) * 60_000
            told = {"kind": kinds[number % len(kinds)], "item_id": item.id, "title_id": item.title_id, "at": at}
            order = f"{at:012x}{number:014x}"
            pen.put("circulation_event", pen.new_id(), {**told, "order": order, "recorded": at, "due": "2030-01-01"})
    return barcode


def _busy(library: Library, card: str) -> str:
    """Lend 400 copies to this reader."""
    (reader,) = library.store.readers.with_card(card)
    found = library.store.connection.execute(
        "SELECT id, title_id FROM item WHERE live = 1 AND NOT EXISTS "
        "(SELECT 1 FROM loan WHERE loan.item_id = item.id) ORDER BY id DESC LIMIT ?",
        (BUSY_LOANS,),
    ).fetchall()
    at = library.store.now_ms() - 60_000
    with library.store.writing() as pen:
        for number, (item, title) in enumerate(found):
            told = {"kind": "lent", "item_id": item, "title_id": title, "reader_id": reader.id, "at": at}
            order = f"{at:012x}{number:014x}"
            pen.put("circulation_event", pen.new_id(), {**told, "order": order, "recorded": at, "due": "2030-01-01"})
    return card


def _shelf(library: Library, wanted: int) -> list[str]:
    found = library.store.connection.execute(
        "SELECT barcode FROM item WHERE live = 1 AND lendable = 1 AND type = 'sach' "
        "AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.item_id = item.id AND returned IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM circulation_event e WHERE e.title_id = item.title_id AND e.kind = 'held') "
        "ORDER BY substr(id, -6) LIMIT ?",
        (wanted * 2,),
    ).fetchall()
    codes = [code for (code,) in found]
    whole = [code for code in codes if not library.store.items.with_barcode(code)[0].conditions]
    return whole[:wanted]


def _readers(library: Library) -> list[str]:
    today = library.today()
    found = library.store.connection.execute(
        "SELECT id, card FROM reader WHERE live = 1 AND category = 'can-bo' "
        "AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.reader_id = reader.id AND returned IS NULL) LIMIT 300"
    ).fetchall()
    known = [(library.store.readers.get(row_id), card) for row_id, card in found]
    return [
        card for reader, card in known if reader and not reader.blocked and reader.expires and reader.expires > today
    ]


def _bare(file: Path, items: int) -> Connection:
    """Three bare tables of the same number of rows, encrypted and as durable as ours."""
    bare = connect(file, secrets.token_bytes(32))
    for name in ("item", "reader", "title"):
        bare.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, code TEXT, text TEXT)")
        bare.execute("BEGIN")
        bare.executemany(
            f"INSERT INTO {name} (code, text) VALUES (?, ?)", ((f"C{number}", "x" * 60) for number in range(items))
        )
        bare.execute("COMMIT")
        bare.execute(f"CREATE INDEX {name}_code ON {name}(code)")
    bare.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, item INTEGER, reader INTEGER, text TEXT)")
    bare.execute("CREATE INDEX event_item ON event(item)")
    bare.execute("CREATE TABLE loan (item INTEGER PRIMARY KEY, reader INTEGER, due TEXT)")
    return bare


def _floor(bare: Connection, chance: random.Random) -> None:
    """Five reads, three writes, one durable commit."""
    item, reader = chance.randrange(1, 1000), chance.randrange(1, 1000)
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("SELECT id, text FROM item WHERE code = ?", (f"C{item}",)).fetchone()
    bare.execute("SELECT id, text FROM reader WHERE code = ?", (f"C{reader}",)).fetchone()
    bare.execute("SELECT text FROM title WHERE id = ?", (item,)).fetchone()
    bare.execute("SELECT count(*) FROM loan WHERE reader = ?", (reader,)).fetchone()
    bare.execute("SELECT reader FROM loan WHERE item = ?", (item,)).fetchone()
    bare.execute("INSERT INTO event (item, reader, text) VALUES (?, ?, ?)", (item, reader, "x" * 200))
    bare.execute("INSERT OR REPLACE INTO loan (item, reader, due) VALUES (?, ?, '2026-12-01')", (item, reader))
    bare.execute("UPDATE item SET text = ? WHERE id = ?", ("y" * 60, item))
    bare.execute("COMMIT")
