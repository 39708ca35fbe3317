"""After a day's work no file of the centre, and none of a PC, holds a reader's name in any spelling (sync.md 8)."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent))

from byte_search import traces
from world import Desk, World, prepare

from desktop.library.accounts import Accounts
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.desk import Desk as Circulation
from desktop.library.circulation.policy_book import PolicyBook
from desktop.library.circulation.reading_room import ReadingRoom
from desktop.library.model.event import Approval
from desktop.library.model.ids import Money
from desktop.library.model.reader import Reader, ReaderForm
from desktop.library.readers import Readers
from desktop.library.security.pins import Pins
from desktop.library.security.rights import Rights
from desktop.library.store.rows import every, load
from sync.server.store.tables import parked, unit
from sync.server.titles import find_titles

PEOPLE = (
    ReaderForm(
        name="Khuất Duy Quyết",
        rank="Thượng tá",
        phone="0987 654 321",
        group="Tổ Phẫu thuật",
        note="Xuân Quỳnh, Nguyễn Khuyến",
    ),
    ReaderForm(
        name="Nghiêm Thuỳ Ngoãn", rank="Đại uý", phone="0369258147", group="Ban Khuyển", note="Nghiễn nhận thay"
    ),
    ReaderForm(
        name="Đặng Hoẵng", rank="Chuẩn uý", phone="0111222333", group="Khoá Nghiệp vụ", note="Xuất ngũ tháng Chạp"
    ),
)
LATER = ("Khuất Duy Khoằm", "Khuất Duy Nghoéo", "Đặng Hoẵng Vũ", "Đặng Hoẵng Mã")
"""Names that two desks gave at the same time."""
BESIDE = ("Khuyến ốm", "Nghiên nói", "Hoẵng rơi", "Khoằm xin", "Nghoéo nhờ")
BESIDE += ("Khuyếch rách", "Nghiệm hết sách", "Khoèo gõ nhầm", "Nghuệch bỏ lệ", "Khuỵu lấy lại")
"""What is typed beside acts."""
PAPER = Approval("1234/QĐ-X03", date(2026, 9, 1), "Thiếu tướng Nghiễn", "chuyên án Xuân Khuê")
NAMES = tuple(text for one in PEOPLE for text in (one.name, one.rank, one.phone, one.group, one.note)) + LATER
NAMES += (*BESIDE, PAPER.number, PAPER.approver, PAPER.purpose, "$argon2")


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """A centre and enrolled desks."""
    with tempfile.TemporaryDirectory(prefix="tusach-leaks-") as folder:
        yield prepare(Path(folder) / "template")


@pytest.fixture
def world(tmp_path: Path, template: Path) -> Iterator[World]:
    world = World(tmp_path / "world", template)
    yield world
    world.close()


def days_work(world: World) -> tuple[Reader, ...]:
    """Readers are registered, books lent, names changed on two desks at once, one row is too large, one is forgotten."""
    first, second, _ = world.desks
    people = tuple(Readers(first.store).register(form) for form in PEOPLE)
    first.put("title", "2" * 32, {"245/1": [0, "00", "a", "Điều lệnh"]})
    first.put("item", "1" * 32, {"barcode": "TK1", "title_id": "2" * 32})
    Circulation(first.store).lend(people[0].card, "TK1")
    act_with_words(first, people[0])
    for row in every(first.store.connection):
        world.knows(first.unit, row)
    world.settle()
    for reader, names in ((people[0], LATER[:2]), (people[2], LATER[2:])):
        for desk, name in zip((first, second), names, strict=True):
            amend(desk, reader, name=name)
    Readers(second.store).register(replace(PEOPLE[1], note=PEOPLE[1].note + "…" * 100_000))
    world.settle()
    first.put("reader", people[2].id, {"redacted": True})
    world.settle()
    find_titles(world.centre.database, "dieu lenh", limit=10)
    return people


def act_with_words(desk: Desk, reader: Reader) -> None:
    """Words are typed beside acts, a paper lets the reader see a restricted copy, a PIN is chosen."""
    desk.put("item", "3" * 32, {"barcode": "TK3", "title_id": "2" * 32, "access": "restricted"})
    desk.put("item", "4" * 32, {"barcode": "TK4", "title_id": "2" * 32, "price": 95_000})
    counter = Circulation(desk.store)
    conditions, money = Conditions(desk.store, counter), Accounts(desk.store, Rights.LIBRARIAN, lambda: "Lan")
    PolicyBook(desk.store).amend_terms({"money": True}, why=BESIDE[4])
    assert counter.change_due("TK1", date(2026, 12, 30), BESIDE[0]).status != "refused"
    conditions.claim_returned("TK1", why=BESIDE[1])
    counter.lend(reader.card, "TK4")
    conditions.declare_lost("TK4", why=BESIDE[2])
    money.forgive(money.account(reader.card).debts[0].charge.id, BESIDE[3])
    assert ReadingRoom(desk.store, counter).begin(reader.card, "TK3", PAPER).status == "lent"
    Pins(desk.store).set(reader.card, "471193")
    conditions.damaged("TK1", why=BESIDE[5], amount=Money(0), card=reader.card)
    (owed,) = money.account(reader.card).open_debts
    (in_its_place,) = money.in_money(owed.charge.id, BESIDE[6], price=Money(95_000)).open_debts
    money.void(in_its_place.charge.id, BESIDE[7])
    PolicyBook(desk.store).amend_rule("can-bo", "giao-trinh", {"loan_days": 9}, why=BESIDE[8])
    PolicyBook(desk.store).drop_rule("can-bo", "giao-trinh", why=BESIDE[8])
    assert counter.undo(why=BESIDE[9]).status == "undone"


def amend(desk: Desk, reader: Reader, **changes: str) -> Reader:
    readers = Readers(desk.store)
    return readers.amend(reader.id, replace(readers.form(reader.id), **changes))


def test_a_days_work_leaves_no_name_at_the_centre(world: World):
    for _ in range(3):
        world.add_desk(0)
    people = days_work(world)
    office = world.folder / "centre"
    assert traces(office, NAMES) == []
    assert traces(office, ["Điều lệnh"]), "the search finds what is there"
    conflicts = {about["field"][0] for (table, _), about in world.rows().items() if table == "conflict"}
    assert conflicts >= {"name"}, "nothing was changed twice"
    with world.centre.database.reading() as connection:
        assert [row.tbl for row in connection.execute(select(parked.c.tbl))] == ["reader"], "nothing was put aside"
    assert world.rows()["reader", people[2].id]["redacted"][0] is True


def test_without_a_key_the_same_search_finds_the_names(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("world.has_clear", lambda _row: False)
    with world.centre.database.writing() as pen:
        pen.execute(unit.update().values(escrow=None))
    for _ in range(3):
        world.add_desk(0, keyed=None)
    days_work(world)
    found = " ".join(traces(world.folder / "centre", NAMES))
    assert all(
        f"{word} (utf-8)" in found for word in ("Khuất Duy Quyết", "0369258147", "Khuyển", *BESIDE, "$argon2", LATER[1])
    )


def test_the_files_of_a_pc_hold_no_name_either(world: World):
    for _ in range(3):
        world.add_desk(0)
    days_work(world)
    for file in sorted(world.folder.glob("desk-*")):
        assert traces(file, [*NAMES, "Điều lệnh"]) == []


def test_who_is_forgotten_is_forgotten_in_sealed_copies_too(world: World):
    for _ in range(3):
        world.add_desk(0)
    people = days_work(world)
    rows = world.rows()
    kept = rows["reader", people[2].id]
    assert [kept[name][0] for name in ("name", "rank", "phone", "group", "note")] == [None] * 5
    told = [about for (table, _), about in rows.items() if table == "conflict" and about["row"][0] == people[2].id]
    assert [(about["loser"][0], about["winner"][0]) for about in told] == [(None, None)]
    for desk in world.desks[:2]:
        row = load(desk.store.connection, "reader", people[2].id)
        assert row is not None
        assert row.fields["name"] is None
