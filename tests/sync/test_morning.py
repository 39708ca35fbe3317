"""A morning without a network, and what the second desk sees when it returns."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop.library import enrolling
from desktop.library.library import Library, Opening, create
from desktop.library.model.refusal import Refusal
from sync.client.run import Ran, run
from tests.server.centre import CentreProgram

PASSWORD = "một mật khẩu"


@contextmanager
def opened(profile: Path) -> Iterator[Library]:
    """The program, from its start to its end."""
    opening = Opening(profile, PASSWORD)
    try:
        with closing(opening.library(operator="Thủ thư")) as library:
            yield library
    finally:
        opening.release()


def agree(library: Library) -> Ran:
    with closing(enrolling.centre_of(library.store)) as centre:
        return run(library.replica, centre, stopping=threading.Event())


@pytest.fixture
def desks(tmp_path: Path, centre: CentreProgram) -> list[Path]:
    """Two PCs of one unit, founded apart and enrolled with one centre."""
    profiles = [tmp_path / "desk1", tmp_path / "desk2"]
    for profile in profiles:
        create(profile, unit="TD3", name="Tiểu đoàn 3", password=PASSWORD)
        with opened(profile) as library:
            enrolling.enrol(library.store, centre.enrol("TD3"), name=profile.name)
    return profiles


def stock(library: Library) -> None:
    """A reader and twelve books."""
    store = library.store
    with store.writing() as pen:
        title = pen.new_id()
        pen.put("title", title, {"leader": "00000nam a2200000 a 4500", "245/1": [10, "10", "a", "Điều lệnh đội ngũ"]})
        pen.put("reader", pen.new_id(), {"card": "HV001", "name": "Trần Thị Bưởi", "category": "hoc-vien"})
        pen.put("reader", pen.new_id(), {"card": "CB001", "name": "Lê Văn Đạt", "category": "can-bo"})
        for number in range(12):
            pen.put("item", pen.new_id(), {"title_id": title, "barcode": f"TK{number:04d}", "type": "giao-trinh"})


def test_ten_loans_of_an_offline_morning_are_seen_at_the_second_desk(desks: list[Path], centre: CentreProgram):
    first, second = desks
    with opened(first) as library:
        stock(library)
        assert agree(library).stop is None
    centre.stop()
    with opened(first) as library:
        for number in range(10):
            card = "HV001" if number < 5 else "CB001"
            assert library.circulation.lend(card, f"TK{number:04d}").status == "lent"
        ran = agree(library)
        assert ran.stop == "try-later"
        assert ran.waiting >= 10
    with opened(first) as library:  # the power went; the ten are there
        assert library.standing().loans == 10
        assert library.standing().waiting >= 10
        centre.start()
        ran = agree(library)
        assert (ran.stop, ran.waiting) == (None, 0)
    with opened(second) as library:
        assert agree(library).stop is None
        standing = library.standing()
        assert (standing.loans, standing.items, standing.readers, standing.titles) == (10, 12, 2, 1)
        assert library.circulation.lend("CB001", "TK0000").status == "refused"
        assert library.circulation.give_back("TK0000").status == "returned"
        assert agree(library).stop is None
        assert library.check().ok
    with opened(first) as library:
        assert agree(library).stop is None
        assert library.standing().loans == 9
        assert library.check().ok


def test_one_book_lent_at_two_desks_that_could_not_know_is_settled_alike_at_both(
    desks: list[Path], centre: CentreProgram
):
    first, second = desks
    with opened(first) as library:
        stock(library)
        agree(library)
    with opened(second) as library:
        agree(library)
        assert library.circulation.lend("HV001", "TK0001").status == "lent"
    with opened(first) as library:
        assert library.circulation.lend("CB001", "TK0001").status == "lent"
        agree(library)
    seen = []
    for profile in (second, first, second):
        with opened(profile) as library:
            assert agree(library).stop is None
            seen.append([(line.card, line.barcode) for line in library.circulation.open_loans(None)])
            conflicts = library.standing().conflicts
    assert seen[1] == seen[2] == [("CB001", "TK0001")]
    assert conflicts == 1


def test_two_desks_founded_apart_have_one_set_of_rules(desks: list[Path]):
    for profile in (*desks, *desks):
        with opened(profile) as library:
            assert agree(library).stop is None
            assert library.standing().conflicts == 0
            rows = library.store.connection.execute("SELECT count(*) FROM policy").fetchone()[0]
    with opened(desks[0]) as library:
        assert library.store.connection.execute("SELECT count(*) FROM policy").fetchone()[0] == rows


def test_a_library_that_was_never_enrolled_says_so(tmp_path: Path):
    create(tmp_path / "alone", unit="TD3", name="Tiểu đoàn 3", password=PASSWORD)
    with opened(tmp_path / "alone") as library, pytest.raises(Refusal, match="not-enrolled"):
        agree(library)
