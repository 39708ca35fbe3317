"""The sample library is the same for everybody, sound, and like a real one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum import isbn

from desktop.library.beginning import begin
from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.desk import Desk
from desktop.library.sample.books import book
from desktop.library.sample.making import SEED, UNIT, UNIT_NAME, Size, make_sample
from desktop.library.sample.vocabulary import vocabulary
from desktop.library.store import rows
from desktop.library.store.store import Store

KEY = bytes(range(32))
SIZE = Size(titles=250, readers=60, loans_a_day=4)


def today() -> date:
    return date(2026, 11, 22)


def make(file: Path, *, size: Size = SIZE, seed: int = SEED) -> Store:
    store = Store(file, KEY)
    begin(store, unit=UNIT, name=UNIT_NAME)
    make_sample(store, today=today(), size=size, seed=seed)
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(make(tmp_path_factory.mktemp("sample") / "library.db")) as opened:
        yield opened


def written(store: Store) -> set[tuple[str, str, str, str]]:
    """Every row of the sample as text; the unit's own first rows are made before it."""
    return {(row.table, row.id, row.stamp, repr(sorted(row.fields.items()))) for row in rows.every(store.connection)}


def test_the_same_seed_makes_the_same_rows(store: Store, tmp_path: Path):
    with closing(make(tmp_path / "again.db")) as again:
        assert written(again) == written(store)


def test_another_seed_makes_another_library(store: Store, tmp_path: Path):
    with closing(make(tmp_path / "other.db", seed=SEED + 1)) as other:
        titles = {row for row in written(store) if row[0] == "title"}
        assert not titles & written(other)


def test_the_sample_passes_every_check(store: Store):
    assert store.check() == ()
    assert store.conflicts.open_count() == 0


def test_it_holds_what_a_small_library_holds(store: Store):
    assert store.titles.count() == SIZE.titles
    assert SIZE.titles * 1.3 < store.items.count() < SIZE.titles * 2.5
    assert store.readers.count() == SIZE.readers + 1  # and the class
    assert store.loans.open_count() > 20
    assert store.loans.overdue_count(today()) > 0
    kinds = {kind for (kind,) in store.connection.execute("SELECT DISTINCT kind FROM circulation_event")}
    assert kinds >= {"lent", "returned", "renewed"}


def test_nothing_in_it_lies_in_the_future_or_before_the_unit_had_a_library(store: Store):
    found = store.connection.execute("SELECT min(at), max(at) FROM circulation_event").fetchone()
    first, last = map(day_of, found)
    assert first >= date(2024, 11, 1)
    assert last < today()


def test_every_loan_was_made_on_an_open_day_to_a_valid_card_for_the_days_of_the_rule(store: Store):
    lines = store.connection.execute(
        "SELECT loan.lent, loan.due, reader.id, item.type FROM loan JOIN reader ON reader.id = loan.reader_id "
        "JOIN item ON item.id = loan.item_id"
    ).fetchall()
    assert lines
    for lent, due, reader_id, item_type in lines:
        reader = store.readers.get(reader_id)
        assert reader is not None
        assert reader.expires is not None
        day = day_of(lent)
        assert day.weekday() < 5
        assert day <= reader.expires
        rule = store.policies.rule(reader.category, item_type)
        assert rule is not None
        assert rule.lends
        longest = rule.loan_days + rule.renewals * (rule.renewal_days + 14) + 14
        assert day <= date.fromisoformat(due) <= day + timedelta(days=longest)


def test_a_book_that_is_out_can_be_brought_back_at_the_desk(store: Store):
    (barcode,) = store.connection.execute(
        "SELECT barcode FROM item JOIN loan ON loan.item_id = item.id WHERE returned IS NULL LIMIT 1"
    ).fetchone()
    answer = Desk(store).give_back(barcode)
    assert answer.status == "returned"


def test_the_story_shows_the_whole_desk(store: Store):
    def count(question: str) -> int:
        return int(store.connection.execute(question).fetchone()[0])

    (group,) = store.connection.execute(
        "SELECT reader_id, count(*) FROM loan JOIN reader ON reader.id = reader_id "
        "WHERE reader.category = 'tap-the' GROUP BY reader_id"
    ).fetchall()
    assert group[1] == 40
    assert 20 < len(store.loans.open_of_reader(group[0], today())) < 40
    assert any(line.member for line in store.loans.open_of_reader(group[0], today()))
    states = {state for (state,) in store.connection.execute("SELECT DISTINCT state FROM hold")}
    assert states >= {"waiting", "suspended", "shelved"}
    (room,) = store.sessions.open(after=None, limit=2)
    assert room.approval is not None
    assert store.loans.claimed_lines(today())
    assert store.loans.overdue(today(), limit=1)[0].days_overdue > 60
    assert {event for (event,) in store.connection.execute("SELECT DISTINCT kind FROM circulation_event")} >= {
        *("due-changed", "declared-lost", "damaged", "handed-on", "read-here", "hold-suspended")
    }
    assert count("SELECT count(*) FROM portrait") >= 10
    (amended,) = store.amendments.newest(limit=5)
    assert (amended.field, amended.category, amended.item_type) == ("loan_days", "hoc-vien", "sach")
    charged = store.connection.execute("SELECT DISTINCT reader_id FROM ledger").fetchall()
    assert sorted(store.ledger.account(who).is_settled for (who,) in charged) == [False, True]


def test_books_have_valid_numbers_and_text_in_one_form():
    for number in range(400):
        printed = book(number, seed=SEED, newest=2026)
        assert not printed.isbn or isbn.is_valid(printed.isbn)
        told = f"{printed.title} {printed.subtitle} {printed.author} {printed.summary} {' '.join(printed.subjects)}"
        assert told == unicodedata.normalize("NFC", told)
        assert "{" not in told
        assert 1988 <= printed.year <= 2026
        assert printed.call_number.startswith(printed.ddc)


def test_works_of_literature_keep_their_own_authors():
    authors = {work.title.partition(" : ")[0].partition(". Tập ")[0]: work.author for work in vocabulary().works}
    classics = [book(number, seed=SEED, newest=2026) for number in range(0, 16 * len(vocabulary().works), 16)]
    assert {printed.title: printed.author for printed in classics} == authors


def test_a_library_of_any_size_can_be_made(tmp_path: Path):
    for titles in (0, 1, 12):
        with closing(make(tmp_path / f"{titles}.db", size=Size.of(titles))) as small:
            assert small.titles.count() == titles
            assert small.check() == ()
