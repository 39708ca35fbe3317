"""The queue of a title: who waits where, what is put aside for whom, and what holds for every history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desktop.library.circulation.fold import place, standing
from desktop.library.circulation.holds_fold import fold_holds, go_on, step
from desktop.library.model.event import Event, EventKind
from desktop.library.model.hold import Hold, HoldState
from desktop.library.model.ids import EventId, ItemId, Moment, ReaderId, TitleId

HELD, LENT, CANCELLED = EventKind.HELD, EventKind.LENT, EventKind.HOLD_CANCELLED
SUSPENDED, RESUMED, SHELVED = EventKind.HOLD_SUSPENDED, EventKind.HOLD_RESUMED, EventKind.HOLD_SHELVED
LOST, UNDONE, RETURNED = EventKind.DECLARED_LOST, EventKind.UNDONE, EventKind.RETURNED
DAY = date(2026, 11, 30)


def event(
    number: int,
    kind: EventKind,
    reader: str | None = None,
    *,
    hold: int | None = None,
    item: str | None = None,
    until: date | None = None,
    undoes: int | None = None,
) -> Event:
    """The event with this number in the title's history; `hold` and `undoes` name others by their numbers."""
    return Event(
        id=EventId(f"e{number:03}"),
        kind=kind,
        order=f"{number:026x}",
        item_id=None if item is None else ItemId(item),
        title_id=TitleId("title"),
        reader_id=None if reader is None else ReaderId(reader),
        at=Moment(number * 1000),
        recorded=Moment(number * 1000),
        hold_id=None if hold is None else EventId(f"e{hold:03}"),
        until=until,
        undoes=None if undoes is None else EventId(f"e{undoes:03}"),
    )


def states(*events: Event) -> list[tuple[str | None, str]]:
    """Who waits, and how."""
    return [(hold.reader_id, hold.state.value) for hold in fold_holds(events).holds]


def only(*events: Event) -> Hold:
    """The one hold there is."""
    (hold,) = fold_holds(events).holds
    return hold


def test_holds_stand_in_the_order_in_which_they_were_placed() -> None:
    queue = states(event(3, HELD, "chi"), event(1, HELD, "an"), event(2, HELD, "binh"))
    assert queue == [("an", "waiting"), ("binh", "waiting"), ("chi", "waiting")]


def test_a_reader_stands_in_the_queue_once() -> None:
    assert states(event(1, HELD, "an"), event(2, HELD, "an")) == [("an", "waiting")]


def test_a_hold_that_nobody_wants_any_more_gives_way_to_a_new_one_of_the_same_reader() -> None:
    old = event(1, HELD, "an", until=date(1969, 12, 31))
    assert states(old, event(2, HELD, "an")) == [("an", "cancelled"), ("an", "waiting")]


def test_borrowing_any_copy_satisfies_the_readers_hold_and_nobody_elses() -> None:
    history = (event(1, HELD, "an"), event(2, HELD, "binh"), event(3, LENT, "binh", item="one"))
    assert states(*history) == [("an", "waiting"), ("binh", "satisfied")]
    assert [hold.ended_by for hold in fold_holds(history).holds] == [None, "e003"]


def test_borrowing_satisfies_a_hold_whatever_its_state() -> None:
    for between in (event(2, SUSPENDED, hold=1), event(2, SHELVED, hold=1, item="one", until=DAY)):
        assert states(event(1, HELD, "an"), between, event(3, LENT, "an", item="two")) == [("an", "satisfied")]


def test_reading_in_the_room_satisfies_only_with_the_copy_that_was_put_aside() -> None:
    here = replace(event(3, LENT, "an", item="one"), on_site=True)
    assert states(event(1, HELD, "an"), here) == [("an", "waiting")]
    assert states(event(1, HELD, "an"), event(2, SHELVED, hold=1, item="one"), here) == [("an", "satisfied")]


def test_a_cancelled_hold_can_be_placed_again_behind_the_others() -> None:
    history = (event(1, HELD, "an"), event(2, HELD, "binh"), event(3, CANCELLED, "an"), event(4, HELD, "an"))
    assert states(*history) == [("an", "cancelled"), ("binh", "waiting"), ("an", "waiting")]


def test_a_suspended_hold_keeps_its_place() -> None:
    held = (event(1, HELD, "an"), event(2, HELD, "binh"))
    suspended = event(3, SUSPENDED, "an", hold=1, until=DAY)
    hold = fold_holds((*held, suspended)).holds[0]
    assert (hold.state, hold.suspended_until) == (HoldState.SUSPENDED, DAY)
    assert (hold.waits_on(DAY), hold.waits_on(date(2026, 12, 1))) == (False, True)
    assert states(*held, suspended, event(4, RESUMED, "an", hold=1)) == [("an", "waiting"), ("binh", "waiting")]


def test_a_copy_put_aside_is_kept_for_the_reader_until_the_day_is_past() -> None:
    hold = only(event(1, HELD, "an"), event(2, SHELVED, hold=1, item="one", until=DAY))
    assert (hold.state, hold.shelf_item, hold.shelf_until) == (HoldState.SHELVED, "one", DAY)
    assert (hold.kept_on(DAY), hold.kept_on(date(2026, 12, 1))) == (True, False)


def test_the_first_copy_put_aside_counts_and_a_second_one_is_a_matter_for_the_staff() -> None:
    history = (
        event(1, HELD, "an"),
        event(2, SHELVED, hold=1, item="one", until=DAY),
        event(3, SHELVED, hold=1, item="two", until=DAY),
    )
    assert only(*history).shelf_item == "one"
    (task,) = fold_holds(history).tasks
    assert (task.event, task.kind, task.item_id, task.other_event) == ("e003", "shelved-twice", "two", "e002")


def test_a_copy_put_aside_that_somebody_else_takes_sends_the_hold_back_to_its_old_place() -> None:
    history = (
        event(1, HELD, "an"),
        event(2, HELD, "binh"),
        event(3, SHELVED, hold=1, item="one", until=DAY),
        event(4, LENT, "chi", item="one"),
    )
    assert states(*history) == [("an", "waiting"), ("binh", "waiting")]
    assert fold_holds(history).holds[0].shelf_item is None


def test_a_copy_put_aside_that_is_lost_sends_the_hold_back_too() -> None:
    shelved = (event(1, HELD, "an"), event(2, SHELVED, hold=1, item="one"))
    assert states(*shelved, event(3, LOST, item="one")) == [("an", "waiting")]


def test_a_copy_stands_on_the_shelf_for_one_reader() -> None:
    history = (
        event(1, HELD, "an"),
        event(2, HELD, "binh"),
        event(3, SHELVED, hold=1, item="one"),
        event(4, SHELVED, hold=2, item="one"),
    )
    assert states(*history) == [("an", "waiting"), ("binh", "shelved")]


def test_undoing_a_loan_puts_the_hold_back_as_it_was() -> None:
    shelved = (event(1, HELD, "an"), event(2, SHELVED, hold=1, item="one", until=DAY))
    lent = (event(3, LENT, "an", item="one"), event(4, UNDONE, undoes=3))
    assert fold_holds((*shelved, *lent)) == fold_holds(shelved)


def test_what_is_said_of_a_hold_that_is_over_changes_nothing() -> None:
    over = (event(1, HELD, "an"), event(2, CANCELLED, hold=1))
    after = (event(3, SHELVED, hold=1, item="one"), event(4, RESUMED, hold=1), event(5, SUSPENDED, hold=1))
    assert fold_holds((*over, *after)) == fold_holds(over)


kinds = st.sampled_from(
    [HELD, HELD, HELD, LENT, LENT, CANCELLED, SUSPENDED, RESUMED, SHELVED, SHELVED, LOST, UNDONE, RETURNED]
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Any events of one title, in the order in which they happened."""
    size = draw(st.integers(0, 14))
    numbers = st.integers(1, max(1, size))
    return [
        event(
            number,
            draw(kinds),
            draw(st.sampled_from(["an", "binh", "chi", None])),
            hold=draw(st.one_of(st.none(), numbers)),
            item=draw(st.sampled_from(["one", "two", None])),
            until=draw(st.sampled_from([None, DAY, date(1969, 12, 31)])),
            undoes=draw(numbers),
        )
        for number in range(1, size + 1)
    ]


@given(histories(), st.data())
def test_the_order_of_arrival_and_repetitions_change_nothing(history: list[Event], data: st.DataObject) -> None:
    twice = data.draw(st.lists(st.sampled_from(history))) if history else []
    assert fold_holds(data.draw(st.permutations(history + twice))) == fold_holds(history)


@given(histories(), st.integers(0, 14), st.integers(1, 15))
def test_a_hold_that_comes_however_late_is_over_if_its_reader_has_borrowed_since(
    history: list[Event], held: int, lent: int
) -> None:
    """From another desk, by stick, weeks later: the record is told anew from where it was placed."""
    late = replace(event(99, HELD, "an"), order=f"{held:026x}5")
    since = replace(event(98, LENT, "an", item="two"), order=f"{max(held, lent):026x}6")
    assert late.id not in {hold.id for hold in fold_holds((*history, since, late)).holds if hold.is_open}


def test_a_hold_that_comes_after_its_reader_was_forgotten_stands_until_its_own_day() -> None:
    """Nobody can say any more whether the loan since was its reader's: to pass over somebody who waits is worse."""
    late, since = event(1, HELD, "an", until=DAY), event(2, LENT, "-e002", item="one")
    hold = only(since, late)
    assert (hold.state, hold.wanted_on(DAY), hold.wanted_on(date(2026, 12, 1))) == (HoldState.WAITING, True, False)


def test_a_copy_that_is_taken_off_the_hold_shelf_is_kept_for_nobody_and_the_place_stays() -> None:
    shelved = (event(1, HELD, "an"), event(2, HELD, "binh"), event(3, SHELVED, hold=1, item="one"))
    assert states(event(0, RETURNED, "chi", item="one"), *shelved) == states(*shelved)
    for off in (event(4, RETURNED, item="one", hold=1), event(4, RETURNED, "chi", item="one")):
        after = [(hold.reader_id, hold.state.value, hold.shelf_item) for hold in fold_holds((*shelved, off)).holds]
        assert after == [("an", "waiting", None), ("binh", "waiting", None)]


@given(histories())
def test_the_queue_stands_in_the_order_of_the_acts_and_names_nobody_and_no_copy_twice(history: list[Event]) -> None:
    holds = fold_holds(history).holds
    waiting = [hold for hold in holds if hold.is_open]
    assert [hold.order for hold in holds] == sorted(hold.order for hold in holds)
    named = [hold.reader_id for hold in waiting if hold.reader_id]
    aside = [hold.shelf_item for hold in waiting if hold.shelf_item]
    assert (len(set(named)), len(set(aside))) == (len(named), len(aside))
    assert all((hold.shelf_item is not None) == (hold.state is HoldState.SHELVED) for hold in holds)


@given(histories(), st.integers(0, 14))
def test_going_on_from_any_open_queue_gives_what_folding_everything_gives(history: list[Event], cut: int) -> None:
    counted = standing(history)
    before, after = fold_holds(counted[:cut]), counted[cut:]
    queue = {hold.id: hold for hold in before.holds if hold.is_open}
    told = {hold.id: hold for hold in before.holds} | {hold.id: hold for hold in go_on(queue, after).holds}
    assert tuple(told.values()) == fold_holds(history).holds


@given(histories())
def test_one_event_changes_each_hold_once(history: list[Event]) -> None:
    queue: dict[EventId, Hold] = {}
    for one in sorted(standing(history), key=place):
        changed = step(queue, one).changed
        assert len({hold.id for hold in changed}) == len(changed)
        queue |= {hold.id: hold for hold in changed}
        queue = {name: hold for name, hold in queue.items() if hold.is_open}
