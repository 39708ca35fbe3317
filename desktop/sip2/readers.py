"""Answers about a reader at a machine: 23, 63, 35, and the polite ones to 01 and 25."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.library.model.hold import HoldState
from desktop.library.model.refusal import Reason, Refusal
from desktop.sip2.counter import NO, YES, Counter

if TYPE_CHECKING:
    from desktop.library.model.desk import ReaderPanel
    from desktop.sip2.messages import Message

_PLACES = 14
_NOTHING_AT_ALL = frozenset({0, 1, 3})
"""No lending, no renewing, no holds."""
_SPEAKS_AGAINST: Mapping[Reason, frozenset[int]] = {
    Reason.READER_BLOCKED: _NOTHING_AT_ALL,
    Reason.CARD_EXPIRED: _NOTHING_AT_ALL,
    Reason.HAS_OVERDUE: frozenset({0, 6}),
    Reason.LIMIT_REACHED: frozenset({0, 5}),
    Reason.OWES: frozenset({0, 10}),
}
"""Which of the fourteen places of a reader's standing each block marks (3M SIP 2.00, "patron status")."""
_LISTS = ("AS", "AT", "AU", "AV", "BU", "CD")
"""Shelved, overdue, lent, fines, recalls, waiting: by the place of the Y in the summary asked for."""
_MOST, _DIGITS = 9999, 9


def standing(counter: Counter, asked: Message) -> Message:
    """23: whether the reader may borrow. Raises Refusal: UNKNOWN_CARD and as codes are read."""
    panel = counter.library.circulation.panel(asked.get("AA"))
    no = _against_pin(counter, asked)
    fixed = {"standing": _standing(panel), "language": asked.fixed.get("language", "000")}
    return counter.reply(asked, fixed, *_about(counter, panel, no), says=_says(counter, panel, no))


def account(counter: Counter, asked: Message) -> Message:
    """63: what the reader has, waits for and owes, with one list of these. Raises as `standing`."""
    panel = counter.library.circulation.panel(asked.get("AA"))
    no = _against_pin(counter, asked)
    lists = {**_lists(panel), "AV": _debts(counter, panel)}
    counts = {
        "shelved": _count(lists["AS"]),
        "overdue": _count(lists["AT"]),
        "charged": _count(lists["AU"]),
        "fines": _count(lists["AV"]),
        "recalls": "0000",
        "waiting": _count(lists["CD"]),
    }
    fixed = {"standing": _standing(panel), "language": asked.fixed["language"], **counts}
    limits = (("CB", f"{min(panel.max_loans, _MOST):04}"),)
    # Who does not know the PIN is told how many, never which.
    named = () if no is not None else _wanted(asked, lists)
    return counter.reply(asked, fixed, *_about(counter, panel, no), *limits, *named, says=_says(counter, panel, no))


def leave(counter: Counter, asked: Message) -> Message:
    """35: the reader goes; nothing is kept open for a reader here."""
    return counter.reply(asked, {"ended": YES}, ("AA", asked.get("AA")))


def not_here(counter: Counter, asked: Message) -> Message:
    """01 and 25: a machine neither blocks a card nor lets it in again. The standing as it is. Raises as `standing`."""
    panel = counter.library.circulation.panel(asked.get("AA"))
    fixed = {"standing": _standing(panel), "language": "000"}
    return counter.reply(asked, fixed, *_about(counter, panel, None), says=counter.words.text("not done here"))


def _standing(panel: ReaderPanel) -> str:
    marked = frozenset[int]().union(*(_SPEAKS_AGAINST.get(reason, frozenset({0})) for reason in panel.blocks))
    return "".join(YES if place in marked else " " for place in range(_PLACES))


def _against_pin(counter: Counter, asked: Message) -> Refusal | None:
    try:
        counter.reader(asked)
    except Refusal as no:
        return no
    return None


def _about(counter: Counter, panel: ReaderPanel, no: Refusal | None) -> tuple[tuple[str, str], ...]:
    owed = (("BH", "VND"), ("BV", str(panel.owed))) if panel.owed else ()
    return (
        ("AA", panel.reader.card),
        ("AE", counter.named(panel.reader)),
        ("BL", YES),
        ("CQ", YES if no is None else NO),
        *owed,
    )


def _says(counter: Counter, panel: ReaderPanel, no: Refusal | None) -> str:
    if no is not None:
        return counter.why(no)
    facts = {
        "limit": panel.max_loans,
        "expires": panel.reader.expires.isoformat() if panel.reader.expires else None,
    }
    return counter.words.why(panel.blocks[0], facts) if panel.blocks else ""


def _lists(panel: ReaderPanel) -> dict[str, tuple[str, ...]]:
    holds = panel.holds_lines
    return {
        "AS": tuple(line.barcode or line.title for line in holds if line.state is HoldState.SHELVED),
        "AT": tuple(line.barcode for line in panel.loans if line.days_overdue),
        "AU": tuple(line.barcode for line in panel.loans),
        "BU": (),
        "CD": tuple(line.title for line in holds if line.state is not HoldState.SHELVED),
    }


def _debts(counter: Counter, panel: ReaderPanel) -> tuple[str, ...]:
    """What is owed in money and for which book, the oldest first."""
    if not counter.library.store.policies.terms().money:
        return ()
    debts = counter.library.money.account(panel.reader.card).open_debts
    return tuple(f"{debt.owed:,} đ {debt.title}".replace(",", ".").strip() for debt in debts if debt.owed)


def _wanted(asked: Message, lists: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """The one list that the summary asks for, from its BP-th to its BQ-th line."""
    place = asked.fixed["summary"].find(YES)
    if not 0 <= place < len(_LISTS):
        return ()
    name = _LISTS[place]
    first, last = _number(asked.get("BP"), 1), _number(asked.get("BQ"), _MOST)
    return tuple((name, line) for line in lists[name][max(first, 1) - 1 : max(last, 0)])


def _number(text: str, otherwise: int) -> int:
    """Some machines fill it with noughts to five digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else otherwise


def _count(lines: Sequence[str]) -> str:
    return f"{min(len(lines), _MOST):04}"
