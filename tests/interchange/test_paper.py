"""A day on paper is typed in: any order, times where there are some, every line answered and correctable."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.library.accounts import Accounts
from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.holds import Holds
from desktop.library.interchange.entries import LateAct, LateLine, Outcome
from desktop.library.interchange.paper import PaperLine, minutes_of
from desktop.library.model.event import EventKind
from desktop.library.model.ids import EventId
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from tests.interchange.late_world import FRIDAY, LateWorld


class Paper:
    """Types lines one after another, as the page does."""

    def __init__(self, world: LateWorld, day: date = FRIDAY) -> None:
        self.world, self.day, self.lines = world, day, []

    def line(self, act: LateAct, barcode: str, card: str = "", time: str = "", **more: int) -> LateLine:
        same = sum(1 for told in self.lines if (told.act, told.card, told.barcode) == (act, card, barcode))
        after = self.last.entry.at if self.lines else None
        typed = PaperLine(len(self.lines) + 1, self.day, act, barcode, card, time, after=after, ordinal=same, **more)
        self.last = self.world.late.type_line(typed)
        self.lines.append(typed)
        return self.last


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", None),
        (" ", None),
        ("8:15", 495),
        ("8h15", 495),
        ("8h", 480),
        ("08.05", 485),
        ("0815", 495),
        ("8", 480),
        ("8 giờ 15 phút", 495),
        ("23:59", 1439),
    ],
)
def test_times_as_people_write_them(text: str, minutes: int | None):
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["25:00", "8:75", "sáng", "8:15:30:1", "-1"])
def test_what_is_no_time_is_refused(text: str):
    with pytest.raises(Refusal) as no:
        minutes_of(text)
    assert no.value.reason is Reason.INVALID_DATE


def test_lines_without_a_time_follow_each_other(world: LateWorld):
    paper = Paper(world)
    paper.line(LateAct.LEND, "TK.00001", "TV000001", "9:00")
    paper.line(LateAct.RETURN, "TK.00001")
    paper.line(LateAct.LEND, "TK.00001", "TV000002")
    assert world.out() == {"TK.00001": "TV000002"}
    assert world.store.conflicts.open_count() == 0
    assert {day_of(lent) for _, _, lent, *_ in world.loans()} == {FRIDAY}


def test_a_return_typed_before_its_loan_is_put_right(world: LateWorld):
    paper = Paper(world)
    first = paper.line(LateAct.RETURN, "TK.00001", time="16:00")
    assert (first.outcome, first.reasons) == (Outcome.DESPITE, ("not-on-loan",))
    second = paper.line(LateAct.LEND, "TK.00001", "TV000001", "9:00")
    assert (second.outcome, dict(second.facts)["now_card"]) == (Outcome.ENTERED, None)
    assert world.out() == {}
    assert {closed for *_, closed in world.loans()} == {"returned"}


def test_a_return_of_a_copy_that_was_missing_finds_it(world: LateWorld):
    """Nobody had it; the paper says that it was brought back."""
    assert Conditions(world.store, world.desk).declare_lost("TK.00001", "không thấy trên giá").status == "lost"
    assert world.on_paper(LateAct.RETURN, "TK.00001").outcome is Outcome.ENTERED
    assert world.store.items.with_barcode("TK.00001")[0].conditions == ()
    assert world.on_paper(LateAct.RETURN, "TK.00001").outcome is Outcome.ALREADY


def test_a_renewal_typed_before_its_loan_is_due_as_on_the_day(world: LateWorld):
    lines = [(LateAct.LEND, "9:00"), (LateAct.RENEW, "10:00"), (LateAct.RENEW, "11:00")]
    for code, order in (("TK.00001", lines), ("TK.00002", lines[::-1]), ("TK.00003", [*lines[1:], lines[0]])):
        paper = Paper(world)
        for act, time in order:
            paper.line(act, code, "TV000001", time)
    assert {(line.due, line.renewals) for line in world.desk.open_loans()} == {(date(2027, 1, 20), 2)}
    assert paper.last.event is not None
    assert world.desk.take_back(paper.last.event).status == "undone"


def test_a_renewal_is_that_of_the_reader_whom_the_line_names(world: LateWorld):
    """Typed before the lines that say that the book came back and went out to this reader."""
    assert world.desk.lend("TV000002", "TK.00001", at=world.moment(date(2026, 11, 18))).status == "lent"
    renewed = world.on_paper(LateAct.RENEW, "TK.00001", "TV000001", hour=11)
    assert (renewed.outcome, renewed.reasons) == (Outcome.DESPITE, (Reason.ON_LOAN_TO_ANOTHER,))
    world.on_paper(LateAct.LEND, "TK.00001", "TV000001", hour=10)
    world.on_paper(LateAct.RETURN, "TK.00001", hour=9)
    (line,) = world.desk.open_loans()
    assert (line.card, line.due, line.renewals) == ("TV000001", date(2027, 1, 5), 1)
    assert world.store.conflicts.open_count() == 0


@pytest.mark.parametrize("together", [True, False], ids=["in-one-file", "line-by-line"])
def test_a_copy_that_went_out_again_on_paper_is_kept_for_nobody(world: LateWorld, *, together: bool):
    """Who typed the return was told to put it aside; then the next line says that it is out."""
    assert world.desk.lend("TV000001", "TK.00001", at=world.moment(FRIDAY, 8)).status == "lent"
    waiting = world.a_reader(card="TV000003")
    assert world.desk.hold(waiting, world.title).status == "held"
    if together:
        day = FRIDAY.isoformat()
        back, out = f"{day} 09:00:00 000|return|TK.00001", f"{day} 10:00:00 000|issue|TV000002|TK.00001"
        assert world.enter(world.koc(back, out)).entered == 2
    else:
        world.on_paper(LateAct.RETURN, "TK.00001", hour=9)
        world.on_paper(LateAct.LEND, "TK.00001", "TV000002", hour=10)
    holds = Holds(world.store, world.desk)
    assert world.out() == {"TK.00001": "TV000002"}
    assert holds.shelf() == ()
    assert [(line.card, line.place) for line in holds.queue(world.title)] == [(waiting, 1)]
    shelved = world.desk.give_back("TK.00001").shelved_for
    assert shelved is not None
    assert shelved.card == waiting


def test_a_return_on_paper_of_what_is_back_already_takes_it_from_nobody(world: LateWorld):
    assert world.desk.lend("TV000001", "TK.00001", at=world.moment(FRIDAY, 8)).status == "lent"
    first, second = (world.a_reader(card=card) for card in ("TV000003", "TV000004"))
    for card in (first, second):
        assert world.desk.hold(card, world.title).status == "held"
    assert world.desk.give_back("TK.00001").status == "returned"
    assert world.on_paper(LateAct.RETURN, "TK.00001").outcome is Outcome.ENTERED
    assert [line.card for line in Holds(world.store, world.desk).shelf()] == [first]


def test_the_same_twice_in_a_day_is_twice(world: LateWorld):
    paper = Paper(world)
    for _ in range(2):
        assert paper.line(LateAct.LEND, "TK.00001", "TV000001").outcome is Outcome.ENTERED
        assert paper.line(LateAct.RETURN, "TK.00001").outcome is Outcome.ENTERED
    assert len(world.loans()) == 2


def test_the_same_paper_typed_again_is_known(world: LateWorld):
    for outcome in (Outcome.ENTERED, Outcome.ALREADY):
        paper = Paper(world)
        assert paper.line(LateAct.LEND, "TK.00001", "TV000001", "9:00").outcome is outcome
        assert paper.line(LateAct.LEND, "TK.00002", "TV000001").outcome is outcome
    assert world.events() == 2


def test_what_a_file_told_already_is_known_by_its_minute(world: LateWorld):
    world.enter(world.koc("2026-11-20 09-15-22 123|issue|TV000001|TK.00001"))
    assert Paper(world).line(LateAct.LEND, "TK.00001", "TV000001", "9:15").outcome is Outcome.ALREADY


def test_a_line_taken_back_counts_no_more_and_can_be_typed_anew(world: LateWorld):
    paper = Paper(world)
    wrong = paper.line(LateAct.LEND, "TK.00001", "TV000001", "9:00")
    assert world.desk.take_back(wrong.event).status == "undone"
    paper.line(LateAct.LEND, "TK.00001", "TV000002", "9:00")
    assert world.out() == {"TK.00001": "TV000002"}


def test_what_cannot_be_entered_is_answered_and_nothing_is_kept(world: LateWorld):
    line = Paper(world).line(LateAct.LEND, "TK.77777", "TV000001", "9:00")
    assert (line.outcome, line.reasons) == (Outcome.UNSETTLED, ("unknown-barcode",))
    assert (world.events(), world.late.waiting()) == (0, ())


def test_a_time_to_come_is_answered(world: LateWorld):
    line = Paper(world, date(2026, 11, 23)).line(LateAct.RETURN, "TK.00001", time="17:00")
    assert line.reasons == ("invalid-date",)


@pytest.mark.parametrize(("act", "card", "code"), [(LateAct.LEND, "", "TK.00001"), (LateAct.RETURN, "", " ")])
def test_what_is_missing_is_asked_for(world: LateWorld, act: LateAct, card: str, code: str):
    with pytest.raises(Refusal) as no:
        Paper(world).line(act, code, card)
    assert no.value.reason is Reason.MISSING_FIELD


def test_a_renewal_needs_no_card_where_the_loan_is_known(world: LateWorld):
    paper = Paper(world)
    paper.line(LateAct.LEND, "TK.00001", "TV000001", "9:00")
    assert paper.line(LateAct.RENEW, "TK.00001", time="15:00").outcome is Outcome.ENTERED
    assert world.desk.open_loans()[0].renewals == 1
    assert paper.line(LateAct.RENEW, "TK.00002").reasons == ("not-on-loan",)


def test_copies_read_in_the_room_are_counted(world: LateWorld):
    Paper(world).line(LateAct.READ_HERE, "TK.00001", time="10:00", count=3)
    [event] = world.store.events.since(0, limit=9)
    assert (event.kind, event.count, event.operator) == (EventKind.READ_HERE, 3, "Lan+paper")


class TestFines:
    """What lateness costs follows the day as it was, in whatever order it is typed."""

    @pytest.fixture
    def late(self, world: LateWorld) -> LateWorld:
        """A reader had a book until Friday, the 20th: it was due on the 13th."""
        world.change("desk_policy", "0" * 32, money=True)
        rule = world.store.policies.rule("can-bo", "sach")
        assert rule is not None
        world.change("policy", rule.version.partition("@")[0], fine_per_day=1000, loan_days=10)
        assert world.desk.lend("TV000001", "TK.00001", at=world.moment(date(2026, 11, 3))).due == date(2026, 11, 13)
        return world

    @staticmethod
    def owed(world: LateWorld) -> int:
        return Accounts(world.store, Rights.LIBRARIAN, str).account("TV000001").owed

    def test_a_renewal_typed_after_the_return_takes_the_fine_off(self, late: LateWorld):
        assert late.desk.give_back("TK.00001", at=late.moment(FRIDAY)).charged == 7000
        line = Paper(late, date(2026, 11, 12)).line(LateAct.RENEW, "TK.00001", time="9:00")
        assert self.owed(late) == 0
        assert line.event is not None
        assert late.desk.take_back(line.event).status == "undone"
        assert self.owed(late) == 7000

    def test_an_earlier_return_makes_it_less(self, late: LateWorld):
        assert late.desk.give_back("TK.00001").charged == 10_000
        Paper(late).line(LateAct.RETURN, "TK.00001", time="9:00")
        assert self.owed(late) == 7000
        assert late.desk.take_back(late.desk.today()[0].event).status == "undone"
        assert self.owed(late) == 7000

    def test_a_loan_typed_after_its_return_is_late_all_the_same(self, late: LateWorld):
        assert late.desk.give_back("TK.00002", at=late.moment(FRIDAY)).charged is None
        Paper(late, date(2026, 11, 3)).line(LateAct.LEND, "TK.00002", "TV000001", "9:00")
        assert self.owed(late) == 7000

    def test_a_loan_that_is_taken_back_was_never_late(self, late: LateWorld):
        (loan,) = late.desk.open_loans()
        late.desk.give_back("TK.00001")
        assert late.desk.take_back(EventId(loan.loan)).status == "undone"
        assert self.owed(late) == 0
