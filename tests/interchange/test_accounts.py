"""Money that another program took, and what a late return costs: once, however often the file comes."""

from __future__ import annotations

import pytest

from desktop.library.model.money import EntryKind
from tests.interchange.late_world import LateWorld

PAID = "2026-11-20 09-17-40 951|payment|TV000001|5000.00"


@pytest.fixture
def keeping(world: LateWorld) -> LateWorld:
    """The library keeps accounts, and a late day costs 1,000 đồng."""
    world.change("desk_policy", "0" * 32, money=True)
    rule = world.store.policies.rule("can-bo", "sach")
    world.change("policy", rule.version.partition("@")[0], fine_per_day=1000)
    return world


def account(world: LateWorld):
    [reader] = world.store.readers.with_card("TV000001")
    return world.store.ledger.account(reader.id)


def test_a_payment_is_noted_once_at_its_time(keeping: LateWorld):
    done = keeping.enter(keeping.koc(PAID))
    again = keeping.enter(keeping.koc(PAID, PAID, name="again.koc"))
    assert (done.entered, again.already, again.entered) == (1, 2, 0)
    [entry] = account(keeping).entries
    assert (entry.kind, entry.amount, entry.operator, entry.at % 1000) == (EntryKind.PAYMENT, 5000, "Lan+file", 951)


def test_a_late_return_is_charged_once_and_the_payment_goes_against_it(keeping: LateWorld):
    lines = (
        "2026-09-01 09-00-00 000|issue|TV000001|TK.00001",
        "2026-11-20 09-00-00 000|return|TK.00001",
        PAID,
    )
    keeping.enter(keeping.koc(*lines))
    first = account(keeping)
    assert first.owed > 0
    assert [debt.paid for debt in first.debts] == [5000]
    keeping.enter(keeping.koc(*lines, name="again.koc"))
    assert account(keeping) == first


def test_a_payment_of_a_stranger_waits(keeping: LateWorld):
    done = keeping.enter(keeping.koc(PAID.replace("TV000001", "TV000099")))
    assert (done.unsettled, keeping.late.waiting()[0].entry.amount) == (1, 5000)


def test_payments_are_written_for_the_centre(keeping: LateWorld):
    keeping.enter(keeping.koc(PAID))
    done = keeping.late.export_koc(keeping.folder / "out.koc")
    assert done.payments == 1
    assert PAID.replace("|", "\t") in (keeping.folder / "out.koc").read_text("utf-8")
