"""Two threads that write to one library: nobody waits long, nobody is passed over."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from desktop.library.store.store import Store
from desktop.library.store.turn import Turn

KEY = b"k" * 32


def test_whoever_comes_first_is_served_first():
    turn, served = Turn(), list[int]()

    def take(number: int) -> None:
        with turn:
            served.append(number)

    with turn:
        threads = []
        for number in range(5):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while turn._next < number + 2:  # until this one stands in the line
                pass
        assert turn.is_wanted
    for thread in threads:
        thread.join(10)
    assert served == [0, 1, 2, 3, 4]
    assert not turn.is_wanted


def test_a_transaction_within_a_transaction_is_a_bug_and_not_a_standstill(tmp_path: Path):
    store = Store(tmp_path / "library.db", KEY)
    with pytest.raises(RuntimeError), store.writing(), store.writing():
        pass
    with store.writing() as pen:
        pen.put("item", pen.new_id(), {"barcode": "TK1"})
    store.close()


def test_long_work_lets_a_desk_in_between_two_pieces(tmp_path: Path):
    turn = Turn()
    sync = Store(tmp_path / "library.db", KEY, turn=turn)
    sync.profile.put("unit", "U")
    begun, order = threading.Event(), list[str]()

    def scan() -> None:
        desk = Store(tmp_path / "library.db", KEY, turn=turn)
        assert begun.wait(10)
        with desk.writing() as pen:
            pen.put("item", pen.new_id(), {"barcode": "scanned"})
            order.append("scan")
        desk.close()

    def merge(pen: object, number: int) -> None:
        begun.set()
        while number == 3 and not turn.is_wanted:  # the desk stands in the line by the fourth piece
            pass
        order.append(str(number))

    thread = threading.Thread(target=scan)
    thread.start()
    sync.write_in_turns(range(10), merge)
    thread.join(10)
    assert order.index("scan") < order.index("4")
    assert [each for each in order if each != "scan"] == [str(n) for n in range(10)]
    assert sync.connection.execute("SELECT count(*) FROM item WHERE barcode = 'scanned'").fetchone()[0] == 1
    sync.close()


def test_a_failure_in_long_work_gives_the_turn_back(tmp_path: Path):
    store = Store(tmp_path / "library.db", KEY)

    def fail(pen: object, number: int) -> None:
        if number == 2:
            raise ValueError(number)

    with pytest.raises(ValueError, match="2"):
        store.write_in_turns(range(5), fail)
    with store.writing():
        pass
    store.close()
