"""Two threads that write to one library: nobody waits long, nobody is passed over."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from desktop.library.store.store import Store
from desktop.library.store.turn import Turn

KEY = b"k" * 32
PATIENCE_S = 60


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
        thread.join(PATIENCE_S)
    assert served == [0, 1, 2, 3, 4]
    assert not turn.is_wanted


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C."""


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system cannot interrupt one thread")
def test_whoever_goes_away_while_waiting_keeps_nobody_behind_waiting():
    def interrupt(*_: object) -> None:
        raise Interrupted

    turn, held, over, served = Turn(), threading.Event(), threading.Event(), threading.Event()

    def hold() -> None:
        with turn:
            held.set()
            over.wait(PATIENCE_S)

    def follow() -> None:
        with turn:
            served.set()

    def disturb() -> None:
        while turn._next < 2:  # until the main thread stands in the line
            pass
        follower.start()
        while turn._next < 3:
            pass
        signal.pthread_kill(main, signal.SIGUSR1)

    main, holder = threading.get_ident(), threading.Thread(target=hold)
    follower, disturber = threading.Thread(target=follow), threading.Thread(target=disturb)
    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        holder.start()
        held.wait(PATIENCE_S)
        disturber.start()
        with pytest.raises(Interrupted), turn:
            pass
        over.set()
        assert served.wait(PATIENCE_S)
    finally:
        signal.signal(signal.SIGUSR1, before)
    for thread in (holder, follower, disturber):
        thread.join(PATIENCE_S)
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
        assert begun.wait(PATIENCE_S)
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
    sync.write_in_turns(range(PATIENCE_S), merge)
    thread.join(PATIENCE_S)
    assert order.index("scan") < order.index("4")
    assert [each for each in order if each != "scan"] == [str(n) for n in range(PATIENCE_S)]
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
