"""Conversations over a real line with a real library: what a machine may do, what it is told, what is kept of it."""

from __future__ import annotations

from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason
from tests.sip2.conftest import Counter
from tests.sip2.machine import CLOCK

LATER = "20261123    090000"
BEFORE = "20261120    143000"
"""Last Friday, while the line was down."""


def test_nobody_does_anything_before_signing_in(counter: Counter):
    stranger = counter.stranger()
    no = stranger.lend("TV1", "TK00")
    assert no.fixed["ok"] == "0"
    assert "chưa đăng nhập" in no.get("AF")
    state = stranger.ask("99", {"state": "0", "width": "080", "version": "2.00"})
    assert (state.fixed["online"], state.fixed["may_lend"], state.get("AM")) == ("Y", "N", "")
    assert counter.events("TK00") == []


def test_a_machine_signs_in_with_its_own_password_only(counter: Counter):
    stranger = counter.stranger()
    for name, password in (("may-1", "sai"), ("may-9", "mật khẩu máy"), ("", "")):
        assert stranger.ask("93", {}, CN=name, CO=password).fixed["ok"] == "0"
    state = stranger.sign_in().ask("99", {"state": "0", "width": "080", "version": "2.00"})
    assert (state.fixed["may_lend"], state.get("AM"), state.get("BX")) == ("Y", "Thư viện thử", "YYYNYYYYYNYNNYYY")


def test_after_five_wrong_passwords_the_right_one_waits_too(counter: Counter):
    stranger = counter.stranger()
    for _ in range(5):
        assert stranger.ask("93", {}, CN="may-1", CO="sai").fixed["ok"] == "0"
    assert stranger.ask("93", {}, CN="may-1", CO="mật khẩu máy").fixed["ok"] == "0"
    counter.now += 16 * 60_000
    assert stranger.ask("93", {}, CN="may-1", CO="mật khẩu máy").fixed["ok"] == "1"


def test_a_reader_borrows_renews_and_returns(counter: Counter):
    machine = counter.machine()
    lent = machine.lend("TV1", "TK00")
    assert (lent.fixed["ok"], lent.fixed["renewed"], lent.fixed["desensitize"]) == ("1", "N", "Y")
    assert (lent.get("AJ"), lent.get("AA"), lent.get("AB")) == ("Điều lệnh đội ngũ", "TV1", "TK00")
    assert lent.get("AH") == "20261223    235959"
    assert "23/12/2026" in lent.get("AF")
    assert "Điều lệnh đội ngũ" in lent.get("AG")
    again = machine.lend("TV1", "TK00", when=LATER, may_renew="Y")
    assert (again.fixed["ok"], again.fixed["renewed"]) == ("1", "Y")
    back = machine.give_back("TK00", when=LATER)
    assert (back.fixed["ok"], back.fixed["alert"], back.get("AF")) == ("1", "N", "Đã trả.")
    kinds = [(e.kind, e.operator) for e in counter.events("TK00")]
    assert kinds == [(kind, "may-1+machine") for kind in (EventKind.LENT, EventKind.RENEWED, EventKind.RETURNED)]


def test_the_desk_does_not_take_back_what_a_reader_did_at_a_machine(counter: Counter):
    counter.machine().lend("TV1", "TK00")
    assert counter.library.circulation.undo().reason is Reason.NOTHING_TO_UNDO
    counter.library.circulation.lend("TV2", "TK01")
    counter.machine().lend("TV1", "TK02")
    assert counter.library.circulation.undo().barcode == "TK01"
    assert {line.barcode for line in counter.library.circulation.open_loans()} == {"TK00", "TK02"}


REFUSED = (
    ("TV3", "TK00", "bị khoá"),
    ("TV4", "TK00", "hết hạn ngày 01/01/2026"),
    ("TV9", "TK00", "chưa được đăng ký"),
    ("TV1", "TK99", "không có trong thư viện"),
    ("TK01", "TK00", "Xin quét thẻ"),
    ("TV1", "TV2", "Xin quét mã trên sách"),
    ("", "", "chưa được đăng ký"),
)


def test_what_the_desk_refuses_the_machine_refuses_and_says_why(counter: Counter):
    machine = counter.machine()
    for card, barcode, said in REFUSED:
        no = machine.lend(card, barcode)
        assert (no.fixed["ok"], no.fixed["desensitize"], no.get("AH")) == ("0", "N", "")
        assert said in no.get("AF")
    assert counter.events("TK00") == []


def test_a_book_of_somebody_else_is_not_lent_and_nobody_is_named(counter: Counter):
    counter.library.circulation.lend("TV2", "TK00")
    no = counter.machine().lend("TV1", "TK00")
    assert no.fixed["ok"] == "0"
    assert "TV2" not in str(no.fields)


def test_a_book_that_nobody_has_is_handed_to_the_librarian(counter: Counter):
    no = counter.machine().give_back("TK00")
    assert (no.fixed["ok"], no.fixed["alert"], no.get("CV")) == ("0", "Y", "99")
    assert "hỏi thủ thư" in no.get("AF")


def test_a_returned_book_that_somebody_waits_for_is_kept(counter: Counter):
    machine = counter.machine()
    machine.lend("TV1", "TK00")
    [title] = {item.title_id for item in counter.library.store.items.with_barcode("TK00")}
    assert machine.hold("TV2", AJ=title, BY="2").get("BR") == "1"
    back = machine.give_back("TK00", when=LATER)
    assert (back.fixed["ok"], back.fixed["alert"], back.get("CV"), back.get("CY")) == ("1", "Y", "01", "TV2")
    assert (back.get("DA"), back.get("CS")) == ("", "355.1")
    seen = machine.ask("17", {"when": CLOCK}, AO="DV01", AB="TK00")
    assert seen.fixed["circulation"] == "08"
    other = machine.lend("TV1", "TK00", when="20261123    100000")
    assert other.fixed["ok"] == "0"
    assert machine.lend("TV2", "TK00", when="20261123    100000").fixed["ok"] == "1"


def test_a_name_is_told_only_where_that_was_chosen(closed: Counter):
    machine = closed.open(names=True).machine()
    assert machine.account("TV1").get("AE") == "Lê Thị TV1"


def test_a_card_number_stands_for_the_name_otherwise(counter: Counter):
    machine = counter.machine()
    assert machine.account("TV1").get("AE") == "TV1"
    assert "Lê" not in str(machine.ask("23", {"language": "000", "when": CLOCK}, AA="TV1"))


def test_holds_are_placed_and_cancelled(counter: Counter):
    machine = counter.machine()
    counter.library.circulation.lend("TV2", "TK00")
    placed = machine.hold("TV1", AB="TK00", BY="3")
    assert (placed.fixed["ok"], placed.get("BR")) == ("1", "1")
    assert "đã đặt mượn" in machine.hold("TV1", AB="TK00", BY="3").get("AF")
    assert machine.account("TV1").fixed["waiting"] == "0001"
    assert machine.hold("TV1", mode="-", AB="TK00").fixed["ok"] == "1"
    assert machine.account("TV1").fixed["waiting"] == "0000"
    assert machine.hold("TV1", mode="-", AB="TK00").fixed["ok"] == "0"
    assert machine.hold("TV1", AJ="không có").fixed["ok"] == "0"
    assert machine.hold("TV1", mode="*", AB="TK00").fixed["ok"] == "0"


def test_the_account_tells_counts_and_the_one_list_asked_for(counter: Counter):
    machine = counter.machine()
    for copy in range(3):
        machine.lend("TV1", f"TK0{copy}")
    counter.now += 60 * 24 * 60 * 60 * 1000
    told = machine.account("TV1", summary="  Y", BP="2", BQ="3")
    assert (told.fixed["charged"], told.fixed["overdue"], told.fixed["standing"][6]) == ("0003", "0003", "Y")
    first = machine.account("TV1", summary="  Y", BP="1", BQ="1")
    listed = [value for answer in (first, told) for name, value in answer.fields if name == "AU"]
    assert (len(listed), set(listed)) == (3, {"TK00", "TK01", "TK02"})
    assert "quá hạn" in told.get("AF")
    late = machine.give_back("TK00", when=LATER)
    assert "muộn" in late.get("AF")


def test_everything_is_renewed_at_once(counter: Counter):
    machine = counter.machine()
    for copy in range(3):
        machine.lend("TV1", f"TK0{copy}")
    all_ = machine.ask("65", {"when": LATER}, AO="DV01", AA="TV1")
    assert (all_.fixed["ok"], all_.fixed["renewed"], all_.fixed["unrenewed"]) == ("1", "0003", "0000")
    again = machine.ask("65", {"when": LATER}, AO="DV01", AA="TV1")
    assert again.fixed["renewed"] == "0003"
    assert len([e for e in counter.events("TK00") if e.kind is EventKind.RENEWED]) == 1


def test_a_reader_renews_only_what_is_his_own(counter: Counter):
    counter.library.circulation.lend("TV2", "TK00")
    no = counter.machine().renew("TV1", "TK00")
    assert (no.fixed["ok"], "không ghi đang mượn" in no.get("AF")) == ("0", True)


def test_a_pin_is_asked_where_that_was_chosen(closed: Counter):
    closed.library.pins.set("TV1", "2580")
    machine = closed.open(pins=True).machine()
    assert "PIN" in machine.lend("TV1", "TK00").get("AF")
    assert "PIN" in machine.lend("TV2", "TK00", pin="2580").get("AF")
    assert machine.lend("TV1", "TK00", pin="2580").fixed["ok"] == "1"
    wrong, right = machine.account("TV1", summary="  Y", pin="1"), machine.account("TV1", summary="  Y", pin="2580")
    assert (wrong.get("CQ"), right.get("CQ")) == ("N", "Y")
    assert (wrong.get("AU"), right.get("AU")) == ("", "TK00")


def test_a_machine_blocks_nobody_and_frees_nobody(counter: Counter):
    machine = counter.machine()
    for code, fixed in (("01", {"retained": "Y", "when": CLOCK}), ("25", {"when": CLOCK})):
        told = machine.ask(code, fixed, AA="TV1", AL="giữ thẻ")
        assert "không làm việc này" in told.get("AF")
        assert counter.library.readers.get("TV1").blocked == ""
        assert machine.ask(code, fixed, AA="TV3").fixed["standing"][0] == "Y"


def test_a_machine_changes_nothing_of_a_copy_and_takes_no_money_where_there_is_none(counter: Counter):
    machine = counter.machine()
    assert machine.ask("19", {"when": CLOCK}, AB="TK00", CH="x").fixed["ok"] == "0"
    fixed = {"when": CLOCK, "fee_type": "01", "payment": "00", "currency": "VND"}
    no = machine.ask("37", fixed, AA="TV1", BV="15000", BK="giao dịch 1")
    assert (no.fixed["ok"], "không thu tiền" in no.get("AF")) == ("N", True)
    assert machine.ask("35", {"when": CLOCK}, AA="TV1").fixed["ended"] == "Y"


def test_where_a_copy_is(counter: Counter):
    machine = counter.machine()
    assert machine.ask("17", {"when": CLOCK}, AB="TK00").fixed["circulation"] == "03"
    machine.lend("TV1", "TK00")
    seen = machine.ask("17", {"when": CLOCK}, AB="TK00")
    assert (seen.fixed["circulation"], seen.get("AH")[:8]) == ("04", "20261223")
    assert "TV1" not in str(seen)
    assert machine.ask("17", {"when": CLOCK}, AB="TK99").fixed["circulation"] == "01"


def test_a_lost_answer_is_said_again_and_nothing_is_done_twice(counter: Counter):
    machine = counter.machine()
    machine.lend("TV1", "TK00")
    machine.send(b"97AZFEF5\r")
    assert machine.answer().startswith(b"121")
    first = machine.ask("09", {"happened": "N", "when": LATER, "returned": LATER}, number="7", AB="TK00")
    again = machine.ask("09", {"happened": "N", "when": LATER, "returned": LATER}, number="7", AB="TK00")
    assert first == again
    machine.hang_up()
    machine.call()
    fresh = machine.sign_in().give_back("TK00", when=LATER)
    assert fresh.fixed["ok"] == "1"
    assert [e.kind for e in counter.events("TK00")] == [EventKind.LENT, EventKind.RETURNED]


def test_garbage_is_answered_with_please_again_and_too_much_of_it_ends_the_call(counter: Counter):
    stranger = counter.stranger()
    for _ in range(20):
        stranger.send(b"GET / HTTP/1.1\r")
        assert stranger.answer() == b"96"
    stranger.send(b"GET / HTTP/1.1\r")
    assert stranger.answer() == b"96"
    assert stranger.answer() == b""
    assert counter.machine().lend("TV1", "TK00").fixed["ok"] == "1"


def test_a_machine_without_error_detection_is_answered_without(counter: Counter):
    stranger = counter.stranger()
    stranger.send("9300CNmay-1|COmật khẩu máy|\r\n".encode())
    assert stranger.answer() == b"941"


def test_an_old_machine_gets_words_without_marks(closed: Counter):
    machine = closed.open(plain=True).machine()
    lent = machine.lend("TV1", "TK00")
    assert lent.get("AJ") == "Dieu lenh doi ngu"


def test_machines_speak_english_where_that_was_chosen(closed: Counter):
    machine = closed.open(english=True).machine()
    assert machine.lend("TV3", "TK00").get("AF") == "This card is blocked. Please ask the librarian."


class TestNoBlock:
    """What a machine did while the line was down has happened: it is never refused when the codes are known."""

    def test_it_stands_at_the_machines_time_with_what_it_told_the_reader(self, counter: Counter):
        lent = counter.machine().lend("TV1", "TK00", when=BEFORE, happened="Y", due="20261201    235959")
        assert (lent.fixed["ok"], lent.get("AH")[:8]) == ("1", "20261201")
        [event] = counter.events("TK00")
        assert (event.at, event.due.isoformat(), event.overrides) == (1_795_159_800_000, "2026-12-01", ())

    def test_a_blocked_card_got_the_book_and_the_event_says_so(self, counter: Counter):
        assert counter.machine().lend("TV3", "TK00", when=BEFORE, happened="Y").fixed["ok"] == "1"
        [event] = counter.events("TK00")
        assert event.overrides == (Reason.READER_BLOCKED,)

    def test_a_book_of_somebody_else_went_out_all_the_same(self, counter: Counter):
        counter.library.circulation.lend("TV2", "TK00", at=1_795_000_000_000)
        assert counter.machine().lend("TV1", "TK00", when=BEFORE, happened="Y").fixed["ok"] == "1"
        loans = {line.card for line in counter.library.circulation.open_loans()}
        assert loans == {"TV1"}

    def test_a_return_is_taken_for_the_time_it_was(self, counter: Counter):
        machine = counter.machine()
        machine.lend("TV1", "TK00", when=BEFORE, happened="Y")
        back = machine.give_back("TK00", when=CLOCK, returned="20261121    100000", happened="Y")
        assert back.fixed["ok"] == "1"
        assert machine.give_back("TK01", when=BEFORE, happened="Y").fixed["ok"] == "1"
        assert counter.library.circulation.open_loans() == ()

    def test_the_same_message_again_changes_nothing(self, counter: Counter):
        machine = counter.machine()
        for _ in range(3):
            assert machine.lend("TV1", "TK00", when=BEFORE, happened="Y").fixed["ok"] == "1"
            assert machine.renew("TV1", "TK00", when=CLOCK, happened="Y").fixed["ok"] == "1"
            assert machine.give_back("TK00", when=CLOCK, happened="Y").fixed["ok"] == "1"
        assert len(counter.events("TK00")) == 3

    def test_unknown_codes_are_refused(self, counter: Counter):
        machine = counter.machine()
        assert machine.lend("TV9", "TK00", when=BEFORE, happened="Y").fixed["ok"] == "0"
        assert machine.lend("TV1", "TK99", when=BEFORE, happened="Y").fixed["ok"] == "0"
        assert machine.give_back("TK99", when=BEFORE, happened="Y").fixed["ok"] == "0"

    def test_a_clock_that_cannot_be_right_is_taken_for_now(self, counter: Counter):
        machine = counter.machine()
        for copy, when in enumerate(("20991123    080000", "20100105    080000", " " * 18, "20261399    080000")):
            assert machine.lend("TV1", f"TK0{copy}", when=when, happened="Y").fixed["ok"] == "1"
            [event] = counter.events(f"TK0{copy}")
            assert event.at == counter.now

    def test_no_pin_is_asked_for_what_has_happened(self, closed: Counter):
        machine = closed.open(pins=True).machine()
        assert machine.lend("TV1", "TK00", when=BEFORE, happened="Y").fixed["ok"] == "1"


def test_a_machine_that_was_dismissed_does_nothing_more_and_comes_in_no_more(counter: Counter):
    machine = counter.machine()
    counter.library.self_check.dismiss("may-1")
    assert "chưa đăng nhập" in machine.lend("TV1", "TK00").get("AF")
    assert counter.stranger().ask("93", {}, CN="may-1", CO="mật khẩu máy").fixed["ok"] == "0"
    assert counter.events("TK00") == []
