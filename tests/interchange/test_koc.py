"""Koha's offline files come in as late entries: nothing lost, nothing doubled, odd lines told."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from desktop.library.circulation.calendar import day_of
from desktop.library.interchange import files
from desktop.library.interchange.entries import LateAct, Outcome
from desktop.library.interchange.koc import dong_of
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from tests.interchange.late_world import FRIDAY, LateWorld

ISSUE = "2026-11-20 09-15-22 123|issue|TV000001|TK.00001"
RETURN = "2026-11-20 16-02-00 007|return|TK.00001"


def test_a_loan_and_a_return_stand_where_they_happened(world: LateWorld):
    done = world.enter(world.koc(ISSUE, RETURN))
    assert (done.read, done.entered, done.report) == (2, 2, ())
    [(card, barcode, lent, _, _, returned, closed_as)] = world.loans()
    assert (card, barcode, closed_as) == ("TV000001", "TK.00001", "returned")
    assert lent == world.moment(FRIDAY, 9) + 15 * 60_000 + 22_123  # local time without a zone is Việt Nam's
    assert day_of(returned) == FRIDAY


def test_lines_in_any_order_lead_to_the_same(world: LateWorld):
    world.enter(world.koc(RETURN, ISSUE))
    assert world.out() == {}
    assert {closed for *_, closed in world.loans()} == {"returned"}


def test_a_return_whose_loan_comes_in_a_later_file_closes_it(world: LateWorld):
    first = world.enter(world.koc(RETURN, name="a.koc"))
    assert first.despite == 1
    assert first.report[0].reasons == ("not-on-loan",)
    world.enter(world.koc(ISSUE, name="b.koc"))
    assert world.out() == {}
    assert {closed for *_, closed in world.loans()} == {"returned"}


def test_the_same_file_twice_and_an_overlapping_one_double_nothing(world: LateWorld):
    world.enter(world.koc(ISSUE))
    before = world.events()
    again = world.enter(world.koc(ISSUE, ISSUE, RETURN, name="longer.koc"))
    assert (again.already, again.entered, world.events()) == (2, 1, before + 1)
    assert [line.outcome for line in again.report] == [Outcome.ALREADY, Outcome.ALREADY]


def test_what_somebody_typed_in_by_hand_is_not_entered_again(world: LateWorld):
    world.desk.lend("TV000001", "TK.00001", at=world.moment(FRIDAY, 9) + 15 * 60_000)  # a paper knows minutes
    done = world.enter(world.koc(ISSUE))
    assert (done.already, world.events()) == (1, 1)


def test_what_was_taken_back_is_not_brought_back_by_its_file(world: LateWorld):
    [line] = world.enter(world.koc(ISSUE)).report or world.enter(world.koc(ISSUE)).report
    world.desk.take_back(line.event)
    again = world.enter(world.koc(ISSUE))
    assert again.report[0].reasons == (Reason.NOTHING_TO_UNDO.value,)
    assert world.out() == {}


def test_what_the_rules_refuse_is_entered_all_the_same_and_noted(world: LateWorld):
    [card] = (world.a_reader(card="TV000009", blocked="mất thẻ"),)
    done = world.enter(world.koc(f"2026-11-20 10-00-00 000|issue|{card}|TK.00002"))
    assert (done.despite, world.out()) == (1, {"TK.00002": card})
    [line] = done.report
    assert line.reasons == (Reason.READER_BLOCKED.value,)
    event = world.store.events.get(line.event)
    assert (event.overrides, event.operator) == ((Reason.READER_BLOCKED,), "Lan+file")


def test_a_book_that_another_had_went_over_and_the_line_says_who_had_it(world: LateWorld):
    world.desk.lend("TV000002", "TK.00001", at=world.moment(FRIDAY, 8))
    done = world.enter(world.koc(ISSUE))
    assert world.out() == {"TK.00001": "TV000001"}
    [line] = done.report
    assert line.reasons == (Reason.ON_LOAN_TO_ANOTHER.value,)
    assert dict(line.facts)["holder_then"] == "TV000002"


def test_an_older_loan_does_not_take_the_book_from_who_has_it_now(world: LateWorld):
    world.desk.lend("TV000002", "TK.00001", at=world.moment(FRIDAY, 15))
    done = world.enter(world.koc(ISSUE))
    assert world.out() == {"TK.00001": "TV000002"}
    assert {closed for *_, closed in world.loans()} == {"", "presumed-returned"}
    assert done.entered == 1


def test_an_older_return_does_not_close_a_newer_loan(world: LateWorld):
    world.desk.lend("TV000001", "TK.00001", at=world.moment(FRIDAY, 8))
    world.late.enter_file(world.koc("2026-11-20 20-00-00 000|issue|TV000002|TK.00001", name="evening.koc"))
    done = world.enter(world.koc(RETURN))
    assert world.out() == {"TK.00001": "TV000002"}
    assert {(card, closed) for card, *_, closed in world.loans()} == {("TV000001", "returned"), ("TV000002", "")}
    assert done.entered == 1


def test_withdrawn_and_lost_copies_that_went_out_are_out(world: LateWorld):
    world.an_item(barcode="TK.00009", withdrawn="2026-01-01")
    done = world.enter(world.koc("2026-11-20 10-00-00 000|issue|TV000001|TK.00009"))
    assert world.out() == {"TK.00009": "TV000001"}
    assert done.report[0].reasons == (Reason.ITEM_WITHDRAWN.value,)


def test_unknown_codes_wait_until_somebody_settles_them(world: LateWorld):
    done = world.enter(
        world.koc("2026-11-20 10-00-00 000|issue|TV000001|TK.77777", "2026-11-20 10-00-01 000|return|???")
    )
    assert (done.unsettled, world.events()) == (2, 0)
    assert [one.reason for one in world.late.waiting()] == ["unknown-barcode", "unknown-barcode"]
    world.an_item(barcode="TK.77777")
    line = world.late.settle(world.late.waiting()[0].id)
    assert (line.outcome, world.out()) == (Outcome.ENTERED, {"TK.77777": "TV000001"})
    [left] = world.late.waiting()
    world.late.settle(left.id, barcode="TK.77777")
    assert (world.out(), world.late.waiting()) == ({}, ())


def test_a_line_that_was_settled_with_another_card_does_not_come_back_with_its_file(world: LateWorld):
    path = world.koc("2026-11-20 10-00-00 000|issue|TV000099|TK.00001")
    world.enter(path)
    line = world.late.settle(world.late.waiting()[0].id, card="TV000001")
    for dry_run in (True, False):
        assert world.enter(path, dry_run=dry_run).already == 1
    assert world.late.waiting() == ()
    world.a_reader(card="TV000099")  # registered since: the line was about somebody else all the same
    assert (world.enter(path).report[0].event, world.out()) == (line.event, {"TK.00001": "TV000001"})


def test_a_line_set_aside_does_not_come_back_with_its_file(world: LateWorld):
    path = world.koc("2026-11-20 10-00-00 000|return|LẠ")
    world.enter(path)
    world.late.set_aside(world.late.waiting()[0].id, "sách của nơi khác")
    done = world.enter(path)
    assert (done.left_out, world.late.waiting()) == (1, ())


def test_the_same_unknown_line_waits_once_and_goes_when_it_can_be_entered(world: LateWorld):
    path = world.koc("2026-11-20 10-00-00 000|issue|TV000099|TK.00001")
    world.enter(path)
    world.enter(path)
    assert len(world.late.waiting()) == 1
    world.a_reader(card="TV000099")
    assert world.enter(path).entered == 1
    assert world.late.waiting() == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2026-11-20 09-15-22 123|renew|TV000001|TK.00001", "unknown-act"),
        ("2026-11-20 09-15-22 123|issue|TV000001", "missing-field"),
        ("2026-11-20 09-15-22 123|return|", "missing-field"),
        ("2026-13-20 09-15-22 123|return|TK.00001", "no-time"),
        ("return|TK.00001", "no-time"),
        ("\x00\x01\x02", "no-time"),
        ("2026-11-20 09-15-22 123", "unknown-act"),
        ("2026-11-20 09-15-22 123|payment|TV000001|năm nghìn", "invalid-amount"),
        ("2026-11-20 09-15-22 123|payment|TV000001|10.50", "invalid-amount"),
    ],
)
def test_odd_lines_are_told_and_the_others_entered(world: LateWorld, line: str, reason: str):
    done = world.enter(world.koc(ISSUE, line))
    assert (done.entered, done.odd) == (1, 1)
    assert (done.report[0].reasons, done.report[0].line) == ((reason,), 3)


@pytest.mark.parametrize(("encoding", "lost"), [("utf-8", 1), ("utf-8", 3), ("utf-16", 2), ("utf-16", 4)])
def test_a_file_that_is_cut_off_lends_no_other_copy(world: LateWorld, encoding: str, lost: int):
    """What is left of a code, or of an amount, may be another's: `TK.000011` was meant, and `TK.00001` is a copy."""
    whole = world.koc(ISSUE, RETURN + "1", encoding=encoding).read_bytes()
    path = world.folder / "half.koc"
    path.write_bytes(whole[:-lost])
    done = world.enter(path)
    assert (done.entered, done.report[0].reasons, world.out()) == (1, ("cut-off",), {"TK.00001": "TV000001"})


def test_a_day_to_come_waits_for_somebody(world: LateWorld):
    done = world.enter(world.koc("2027-11-20 09-15-22 123|issue|TV000001|TK.00001"))
    assert done.report[0].reasons == ("invalid-date",)


def test_payments_are_told_while_the_library_keeps_no_accounts(world: LateWorld):
    done = world.enter(world.koc("2026-11-20 09-17-40 951|payment|TV000001|5000.00"))
    assert (done.left_out, done.report[0].reasons) == (1, ("money-off",))


@pytest.mark.parametrize(
    ("text", "dong"),
    [("5000.00", 5000), ("5,000", 5000), ("1e3", 1000), ("0", None), ("-5", None), ("NaN", None), ("1e99", None)],
)
def test_amounts_are_whole_dong(text: str, dong: int | None):
    assert dong_of(text) == dong


def test_another_version_is_warned_of_and_read(world: LateWorld):
    path = world.file("Version=1.1\tGenerator=x", ISSUE.replace("|", "\t"))
    done = world.enter(path)
    assert (done.entered, done.odd, done.report[0].reasons) == (1, 1, ("other-version",))


@pytest.mark.parametrize("generator", ["koct-firefox", "kolt"])
def test_what_a_browser_wrote_is_in_universal_time(world: LateWorld, generator: str):
    """As the add-on and the page write it: an ISO time without its zone, a tab at the end, a return and a feed."""
    here = ("Version=1.0\tGenerator=kocDesktop\tGeneratorVersion=2.4.0", RETURN.replace("|", "\t"))
    path = world.file(
        f"Version=1.0\tGenerator={generator}\tGeneratorVersion=0.1",
        "2026-11-20 02:15:22\tissue\tTV000001\tTK.00001\t",
        *here,
        end="\r\n",
    )
    assert world.enter(path).entered == 2
    [(_, _, lent, _, _, returned, _)] = world.loans()
    assert lent == world.moment(FRIDAY, 9) + 15 * 60_000 + 22_000
    assert returned == world.moment(FRIDAY, 16) + 2 * 60_000 + 7


@pytest.mark.parametrize(
    "how", [{"encoding": "utf-8-sig"}, {"end": "\r\n"}, {"encoding": "utf-16"}, {"encoding": "cp1252"}]
)
def test_however_the_text_is_written(world: LateWorld, how: dict[str, str]):
    assert world.enter(world.koc(ISSUE, RETURN, **how)).entered == 2


def test_decomposed_codes_are_found(world: LateWorld):
    world.an_item(barcode="SÁCH.1")
    line = unicodedata.normalize("NFD", "2026-11-20 10-00-00 000|issue|TV000001|SÁCH.1")
    assert world.enter(world.koc(line)).entered == 1


def test_codes_that_a_typing_program_changed_are_mended(world: LateWorld):
    world.an_item(barcode="AA0001")
    done = world.enter(world.koc("2026-11-20 10-00-00 000|issue|TV000001|Â0001"))
    assert world.out() == {"AA0001": "TV000001"}
    assert done.report[0].reasons == ("repaired",)


def test_a_dry_run_says_what_would_change_and_changes_nothing(world: LateWorld):
    path = world.koc(RETURN, ISSUE, "2026-11-20 10-00-00 000|return|LẠ")
    tried = world.enter(path, dry_run=True)
    assert (world.events(), world.late.waiting(), tried.is_dry_run) == (0, (), True)
    done = world.enter(path)
    counts = [(one.read, one.entered, one.despite, one.unsettled) for one in (tried, done)]
    assert counts[0] == counts[1] == (3, 2, 0, 1)


def test_a_long_file_goes_in_pieces_and_can_be_stopped(world: LateWorld):
    codes = [world.an_item(barcode=f"TK.1{n:04}") for n in range(130)]
    times = (f"2026-11-20 10-{n // 60:02}-{n % 60:02} 000" for n in range(130))
    path = world.koc(*(f"{when}|issue|TV000001|{code}" for when, code in zip(times, codes, strict=True)))
    seen: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> bool:
        seen.append((done, of))
        return done < 100

    stopped = world.enter(path, progress=progress)
    assert (stopped.stopped, stopped.read, world.events()) == (True, 100, 100)
    done = world.enter(path)
    assert (done.already, world.events(), seen) == (100, 130, [(0, 130), (50, 130), (100, 130)])


def test_only_who_may_correct_enters_an_earlier_day(tmp_path, new_file):
    world = LateWorld(tmp_path, new_file, rights=Rights.DESK)
    with pytest.raises(Refusal) as no:
        world.enter(world.koc(ISSUE))
    assert no.value.reason is Reason.NOT_ENTITLED
    with pytest.raises(Refusal):
        world.on_paper(LateAct.RETURN, "TK.00001")
    world.store.close()


def test_a_file_of_something_else_is_refused(world: LateWorld):
    with pytest.raises(Refusal) as no:
        world.enter(world.file("xin chào", name="thư.txt"))
    assert no.value.reason is Reason.UNKNOWN_FORMAT
    with pytest.raises(Refusal):
        world.enter(world.folder / "không có.koc")
    with pytest.raises(Refusal):
        world.enter(world.koc(ISSUE), kind="slims")


def test_a_file_says_what_it_is_by_its_lines(world: LateWorld):
    for path, kind in (
        (world.koc(ISSUE), "koc"),
        (world.file(ISSUE.replace("|", "\t"), name="a.txt"), "koc"),
        (world.evergreen({"type": "checkin", "timestamp": 1, "barcode": "A"}), "evergreen"),
        (world.file("PRÊT SECOURU", "TV000001", "TK.00001", name="b.txt", encoding="cp1252"), "pmb"),
    ):
        assert files.look_at(path, kind=None, on=date(2026, 11, 20), now=world.now).kind == kind


def test_two_pcs_that_enter_the_same_file_write_the_same_events(tmp_path, new_file):
    made = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        world = LateWorld(folder, new_file)
        done = world.enter(world.koc(ISSUE, RETURN))
        events = world.store.connection.execute("SELECT id, ord FROM circulation_event ORDER BY id").fetchall()
        made.append((events, done.entered))
        world.store.close()
    assert made[0] == made[1]
    assert len(made[0][0]) == 2


def test_a_paper_line_taken_back_may_be_typed_again(world: LateWorld):
    first = world.on_paper(LateAct.LEND, "TK.00001", "TV000001")
    world.desk.take_back(first.event)
    assert world.out() == {}
    second = world.on_paper(LateAct.LEND, "TK.00001", "TV000001")
    assert (second.outcome, world.out()) == (Outcome.ENTERED, {"TK.00001": "TV000001"})
    assert world.on_paper(LateAct.LEND, "TK.00001", "TV000001").outcome is Outcome.ALREADY
    assert world.store.events.get(second.event).kind is EventKind.LENT
