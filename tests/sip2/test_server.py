"""The door itself: many callers, cut lines, silence, noise, restarts – and a desk that never waits."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.library.model.refusal import Reason, Refusal
from desktop.sip2.conversation import Conversation
from desktop.sip2.layout import LAYOUTS, REQUIRED, RESPONSES
from desktop.sip2.messages import Garbled, read
from desktop.sip2.server import MOST_CALLERS, Patience, SelfCheckServer
from desktop.sip2.state import Ears
from tests.sip2.conftest import OPEN, Counter
from tests.sip2.machine import CLOCK, NAME, PASSWORD, PATIENCE_S, Machine

SHORT = Patience(idle_s=0.3, line_s=0.3, stranger_s=0.3)


def test_eight_machines_and_a_desk_work_at_once_and_one_copy_goes_to_one_reader(counter: Counter):
    """Everybody reaches for the same copy; then each machine lends and returns its own, and the desk beside them."""
    won: list[str] = []
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            machine = counter.machine(f"may-{number}")
            if machine.lend("TV1", "TK23", when=f"20261123    08000{number}").fixed["ok"] == "1":
                won.append(machine.name)
            for round_ in range(4):
                own = f"TK{number % 2}{number // 2 - 1}"
                when = f"20261123    09{round_:02}{number:02}"
                assert machine.lend("TV2", own, when=when).fixed["ok"] == "1"
                assert machine.give_back(own, when=when).fixed["ok"] == "1"
        except BaseException as fault:
            faults.append(fault)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2, 9)]
    for thread in threads:
        thread.start()
    done = 0
    while any(thread.is_alive() for thread in threads):
        assert counter.library.circulation.lend("TV1", "TK22").status == "lent"
        assert counter.library.circulation.give_back("TK22").status == "returned"
        done += 1
    for thread in threads:
        thread.join()
    assert (faults, len(won)) == ([], 1)
    assert done > 0
    assert [line.barcode for line in counter.library.circulation.open_loans()] == ["TK23"]
    assert counter.server.state.machine.startswith("may-")


def test_a_line_cut_at_every_letter_does_nothing_or_all_of_it(counter: Counter):
    whole = f"11NN{CLOCK}{' ' * 18}AODV01|AATV1|ABTK00|AC|\r".encode()
    for cut in range(0, len(whole), 7):
        machine = counter.machine()
        machine.send(whole[:cut])
        machine.hang_up()
    assert counter.machine().lend("TV2", "TK01").fixed["ok"] == "1"
    assert counter.events("TK00") == []
    machine = counter.machine()
    machine.send(whole)
    assert machine.answer().startswith(b"121")


def test_who_sends_one_letter_a_minute_or_nothing_is_hung_up_on_and_others_are_not_held_up(closed: Counter):
    closed.server = SelfCheckServer(closed.opening.library, patience=SHORT)
    closed.open()
    slow, silent = closed.stranger(), closed.stranger()
    slow.send(b"9")
    assert slow.answer() == b""
    assert silent.answer() == b""
    closed.server._patience = Patience()  # a machine that is held up for a moment is not hung up on
    assert closed.machine().lend("TV1", "TK00").fixed["ok"] == "1"


def test_a_line_longer_than_any_message_is_hung_up_on(counter: Counter):
    stranger = counter.stranger()
    stranger.send(b"11" + b"A" * 20_000)
    assert stranger.answer() == b""
    assert counter.machine().lend("TV1", "TK00").fixed["ok"] == "1"


def test_more_callers_than_there_can_be_machines_are_turned_away(closed: Counter):
    empty = threading.Event()
    closed.server._ears = Ears(
        state=lambda state: empty.set() if state.running and not state.callers else empty.clear()
    )
    counter = closed.open()
    callers = [counter.stranger() for _ in range(MOST_CALLERS)]
    for caller in callers:
        caller.send(b"9900802.00\r")
        assert caller.answer().startswith(b"98")
    assert counter.stranger().answer() == b""
    for caller in callers:  # whoever was here before the crowd goes on
        caller.send(b"9900802.00\r")
        assert caller.answer().startswith(b"98")
        caller.hang_up()
    assert empty.wait(PATIENCE_S)
    assert counter.machine().lend("TV1", "TK00").fixed["ok"] == "1"


def test_it_opens_again_after_it_was_closed(counter: Counter):
    machine = counter.machine()
    port = counter.server.state.port
    counter.server.stop()
    assert machine.answer() == b""
    assert not counter.server.state.running
    with pytest.raises(ConnectionError):
        Machine(port)
    counter.open(port=port)
    assert counter.machine().lend("TV1", "TK00").fixed["ok"] == "1"


def test_a_port_in_use_is_refused_with_its_number(closed: Counter):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Refusal) as no:
            closed.open(port=port)
    assert (no.value.reason, no.value.facts["port"]) == (Reason.CANNOT_LISTEN, port)
    assert closed.open(port=0).machine().lend("TV1", "TK00").fixed["ok"] == "1"


@pytest.mark.parametrize("host", ["192.0.2.7", "0.0.0.0", "", "::", "thu-vien.example"])
def test_an_address_that_is_not_this_pcs_or_not_the_units_is_refused(closed: Counter, host: str):
    with pytest.raises(Refusal) as no:
        closed.open(host=host)
    assert (no.value.reason, no.value.facts["host"]) == (Reason.CANNOT_LISTEN, host)


def test_what_machines_do_is_told_to_the_window(closed: Counter):
    heard: list[object] = []
    closed.server._ears = replace(closed.server._ears, touched=heard.extend)
    closed.open().machine().lend("TV1", "TK00")
    assert "loans" in heard


@pytest.fixture(scope="module")
def conversation(tmp_path_factory: pytest.TempPathFactory, made):
    counter = Counter(made)
    talk = Conversation(counter.library, OPEN)
    talk.answer(f"9300CN{NAME}|CO{PASSWORD}|".encode())
    assert talk.counter.machine == NAME
    yield talk
    counter.close()


TEXT = st.text(max_size=20).map(lambda text: text.replace("|", ""))
FIELD = st.tuples(
    st.sampled_from(("AA", "AB", "AD", "AJ", "AO", "BP", "BQ", "BV", "BW", "BY", "CN", "CO")),
    st.one_of(st.sampled_from(("TV1", "TV3", "TK00", "TK11")), TEXT),
)


@st.composite
def noise(draw) -> bytes:
    """Something like a message: a code, fixed parts of any letters or none, fields that may be codes of ours."""
    code = draw(st.sampled_from(sorted(LAYOUTS)))
    fixed = "".join(
        draw(
            st.one_of(
                st.just("Y" * width),
                st.just("20261123    080000"[:width].ljust(width)),
                st.text(min_size=width, max_size=width),
            )
        )
        for _, width in LAYOUTS[code]
    )
    line = code + fixed + "".join(f"{name}{value}|" for name, value in draw(st.lists(FIELD, max_size=6)))
    return line.encode("utf-8", "surrogatepass")[: draw(st.integers(1, 400))]


@settings(max_examples=300)
@given(st.one_of(noise(), st.binary(max_size=200)))
def test_whatever_is_sent_is_answered_with_a_message_of_ours(conversation: Conversation, line: bytes):
    if line.startswith(b"93"):
        return  # a machine that gives another's name has signed out
    said = conversation.answer(line)
    assert said.endswith(b"\r")
    assert said.count(b"\r") == 1
    try:
        answered = read(said[:-1]).message
    except Garbled:
        pytest.fail(f"{line!r} was answered with {said!r}")
    assert answered.code in {"96", *RESPONSES}
    assert {name for name, _ in answered.fields} >= set(REQUIRED.get(answered.code, ()))
