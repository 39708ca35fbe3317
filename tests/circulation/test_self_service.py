"""Readers who serve themselves: card and PIN first, then their own loans only, and nobody else is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation.commands import PRINTED
from desktop.library.circulation.self_service import OPERATOR, SelfService
from desktop.library.model.desk import Act, Answer
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security import pins
from desktop.library.security.pins import Pins

if TYPE_CHECKING:
    from tests.circulation.desk_world import World

PIN = "2468"
OTHERS = "TV777777"


@dataclass
class Alone:
    """A reader with a PIN, alone in front of the machine."""

    world: World
    service: SelfService
    card: str

    def scan(self, code: str) -> Answer:
        answer = self.service.scan(code).answer
        assert answer is not None
        self.world.now += 5_000
        return answer


@pytest.fixture
def alone(world: World, monkeypatch: pytest.MonkeyPatch) -> Alone:
    monkeypatch.setattr(pins, "_MEMORY", 8192)  # the service is tried here, not the hash
    monkeypatch.setattr(pins, "_WORK", 1)
    card = world.a_reader()
    Pins(world.store).set(card, PIN)
    set_terms(world, self_service=True)
    service = SelfService(world.store, Pins(world.store))
    service.begin(card, PIN)
    return Alone(world, service, card)


def set_terms(world: World, **fields: bool | str) -> None:
    with world.store.writing() as pen:
        pen.put("desk_policy", "d" * 32, dict(fields))


def refusal_of(act, *args: str) -> Reason:
    with pytest.raises(Refusal) as no:
        act(*args)
    return no.value.reason


def test_a_reader_lends_renews_and_returns_their_own(alone: Alone) -> None:
    book = alone.world.an_item()
    assert alone.scan(book).status == "lent"
    alone.service.act = Act.RENEW
    assert alone.scan(book).status == "renewed"
    alone.service.act = Act.RETURN
    assert alone.scan(book).status == "returned"
    assert alone.service.reader is not None
    assert alone.service.reader.loans == ()


def test_every_act_notes_that_nobody_of_the_staff_did_it(alone: Alone) -> None:
    lent = alone.scan(alone.world.an_item())
    event = alone.world.store.events.get(lent.event)
    assert event is not None
    assert event.operator == OPERATOR


def test_without_the_house_rules_word_nobody_serves_themselves(alone: Alone) -> None:
    set_terms(alone.world, self_service=False)
    assert refusal_of(alone.service.meet, alone.card) is Reason.SELF_SERVICE_OFF
    assert refusal_of(alone.service.begin, alone.card, PIN) is Reason.SELF_SERVICE_OFF
    assert alone.service.reader is None


def test_a_wrong_pin_begins_nothing_and_ends_what_was(alone: Alone) -> None:
    assert refusal_of(alone.service.begin, alone.card, "1357") is Reason.WRONG_PIN
    assert alone.service.reader is None
    assert alone.scan(alone.world.an_item()).reason is Reason.NO_READER_CHOSEN


def test_a_code_that_is_no_card_meets_nobody(alone: Alone) -> None:
    assert refusal_of(alone.service.meet, alone.world.an_item()) is Reason.ITEM_WHERE_CARD_EXPECTED
    assert refusal_of(alone.service.meet, "TV999999") is Reason.UNKNOWN_CARD
    assert alone.service.meet(alone.card.lower()) == alone.card


@pytest.mark.parametrize("act", [Act.RETURN, Act.RENEW])
def test_another_readers_book_is_handed_to_the_librarian(alone: Alone, act: Act) -> None:
    loan = alone.world.a_loan(alone.world.a_reader(card=OTHERS))
    alone.service.act = act
    answer = alone.scan(str(loan.barcode))
    assert (answer.reason, OTHERS in repr(answer)) == (Reason.NOT_YOURS, False)
    assert alone.world.store.loans.open_of_item(str(loan.item_id)) is not None


def test_no_answer_names_another_reader(alone: Alone) -> None:
    other = alone.world.a_reader(card=OTHERS)
    taken = alone.world.a_loan(other).barcode
    title = alone.world.a_title("Tắt đèn")
    wanted = alone.world.an_item(title=title)
    alone.world.desk.hold(other, title)
    lent = alone.world.a_title("Truyện Kiều")
    mine = alone.world.an_item(title=lent)
    alone.scan(mine)
    alone.world.desk.hold(other, lent)
    answers = [alone.scan(str(taken)), alone.scan(wanted)]
    alone.service.act = Act.RETURN
    answers.append(alone.scan(mine))
    assert [a.reason for a in answers] == [Reason.ON_LOAN_TO_ANOTHER, Reason.HELD_FOR_ANOTHER, None]
    assert answers[-1].waiting_readers
    assert OTHERS not in repr(answers)


def test_nothing_is_set_aside_or_undone_by_a_printed_code(alone: Alone) -> None:
    blocked = alone.world.an_item(not_for_loan="2026-01-01")
    refused = alone.scan(blocked)
    assert (refused.reason, refused.may_be_overridden) == (Reason.NOT_FOR_LOAN, False)
    before = alone.world.events()
    for act in (Act.OVERRIDE, Act.UNDO, Act.HOLD, Act.SLIP):
        assert alone.scan(PRINTED[act]).reason is Reason.NOT_ENTITLED
    assert alone.world.events() == before


def test_printed_codes_choose_the_act_and_end_the_visit(alone: Alone) -> None:
    assert alone.service.scan(PRINTED[Act.RETURN]).act is Act.RETURN
    assert alone.service.act is Act.RETURN
    assert alone.service.scan(PRINTED[Act.DONE]).done
    assert (alone.service.reader, alone.service.act) == (None, Act.LEND)


def test_another_card_in_the_middle_changes_nobody(alone: Alone) -> None:
    assert alone.scan(alone.world.a_reader()).reason is Reason.CARD_WHERE_ITEM_EXPECTED
    assert alone.service.reader is not None
    assert alone.service.reader.reader.card == alone.card


def test_a_code_read_twice_is_one_return(alone: Alone) -> None:
    book = alone.world.an_item()
    alone.scan(book)
    alone.service.act = Act.RETURN
    first = alone.service.scan(book)
    alone.world.now += 300
    assert alone.service.scan(book) == first


def test_everything_is_renewed_at_once(alone: Alone) -> None:
    for _ in range(2):
        alone.scan(alone.world.an_item())
    assert [answer.status for answer in alone.service.renew_all()] == ["renewed", "renewed"]
