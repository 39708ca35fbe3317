"""Answers to lending, returning and renewing at a machine: 11, 09, 29 and 65."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.interchange.machine_desk import MachineDesk, Said
from desktop.library.model.refusal import Reason
from desktop.sip2 import times
from desktop.sip2.counter import DONE, NO, YES, Counter, answer_no

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from desktop.sip2.messages import Message

_HOLD_HERE, _OTHER = "01", "99"
"""Alert types of a return (field CV): somebody of this library waits; something else."""
_MOST_RENEWALS = 9999


def check_out(counter: Counter, asked: Message) -> Message:
    """11: lend; what the reader has already is renewed where the machine allows it. Raises Refusal: PIN and card."""
    said = _said(counter, asked)
    card = asked.get("AA") if said.happened else counter.reader(asked).card
    desk = MachineDesk(counter.library.store)
    answer = desk.lend(card, asked.get("AB"), said)
    if answer.reason is Reason.ALREADY_LENT_TO_READER and asked.fixed["may_renew"] == YES:
        answer = desk.renew(card, asked.get("AB"), said)
    return _lent(counter, asked, answer)


def renew(counter: Counter, asked: Message) -> Message:
    """29: more time for one item. Raises Refusal: PIN and card."""
    said = _said(counter, asked)
    card = asked.get("AA") if said.happened else counter.reader(asked).card
    return _lent(counter, asked, MachineDesk(counter.library.store).renew(card, asked.get("AB"), said))


def check_in(counter: Counter, asked: Message) -> Message:
    """09: take back, and say where the item goes."""
    answer = MachineDesk(counter.library.store).give_back(asked.get("AB"), _said(counter, asked, returned=True))
    if answer.reason is not None:
        fields = (("AB", asked.get("AB")), ("AQ", ""), ("AJ", answer.title), ("CV", _OTHER))
        return counter.reply(asked, answer_no(asked), *fields, says=counter.why_not(answer))
    item = counter.library.store.items.get(answer.item_id or "")
    alert = _alert(answer)
    fixed = {"ok": DONE, "resensitize": YES, "magnetic": "U", "alert": YES if alert else NO}
    fields = (
        ("AB", answer.barcode or asked.get("AB")),
        ("AQ", item.location if item else ""),
        ("AJ", answer.title),
        ("CS", item.call_number if item else ""),
        *_where_to(counter, answer),
        *((("CV", alert),) if alert else ()),
    )
    return counter.reply(asked, fixed, *fields, says=_of_return(counter, answer))


def renew_all(counter: Counter, asked: Message) -> Message:
    """65: more time for everything the reader has. Raises Refusal: PIN and card."""
    reader, said = counter.reader(asked), _said(counter, asked)
    desk = MachineDesk(counter.library.store)
    loans = counter.library.circulation.open_loans(reader.card, limit=_MOST_RENEWALS)
    answers = [desk.renew(reader.card, line.barcode, said) for line in loans]
    renewed = [answer for answer in answers if answer.reason is None]
    refused = [answer for answer in answers if answer.reason is not None]
    fixed = {"ok": DONE, "renewed": f"{len(renewed):04}", "unrenewed": f"{len(refused):04}"}
    lists = (
        *(("BM", answer.barcode or "") for answer in renewed),
        *(("BN", answer.barcode or "") for answer in refused),
    )
    says = counter.words.text("renewed all", renewed=len(renewed), unrenewed=len(refused))
    return counter.reply(asked, fixed, *lists, says=says)


def _said(counter: Counter, asked: Message, *, returned: bool = False) -> Said:
    at = times.understood(asked.fixed["when"])
    back = times.understood(asked.fixed["returned"]) if returned else None
    due = times.understood(asked.fixed.get("due", ""))
    happened = asked.fixed.get("happened") == YES
    return Said(
        counter.machine,
        clock=asked.fixed["when"] if at is not None else "",
        at=back or at,
        in_drop_ms=max(0, at - back) if at is not None and back is not None else 0,
        happened=happened,
        due=day_of(due) if happened and due is not None else None,
    )


def _lent(counter: Counter, asked: Message, answer: Answer) -> Message:
    card, barcode = answer.card or asked.get("AA"), answer.barcode or asked.get("AB")
    about = (("AA", card), ("AB", barcode), ("AJ", answer.title))
    if answer.reason is not None:
        return counter.reply(asked, answer_no(asked), *about, ("AH", ""), says=counter.why_not(answer))
    assert answer.due is not None  # whatever is lent or renewed is due some day
    renewed = answer.status == "renewed"
    fixed = {"ok": DONE, "renewed": YES if renewed else NO, "magnetic": "U", "desensitize": YES}
    told = (("AH", times.end_of(answer.due)), ("BK", answer.event or ""))
    slip = counter.words.text("on slip", title=answer.title, due=answer.due)
    says = counter.words.text(answer.status, due=answer.due)
    made = counter.reply(asked, fixed, *about, *told, says=says)
    return type(made)(made.code, made.fixed, (*made.fields, ("AG", slip)))


def _alert(answer: Answer) -> str:
    """The kind of alert, empty when the item may go back to its shelf."""
    if answer.shelved_for is not None or answer.waiting_readers:
        return _HOLD_HERE
    marks = any(name in {"condition", "noted"} for name, _ in answer.facts)
    return _OTHER if marks or answer.was_lost or answer.claimed else ""


def _where_to(counter: Counter, answer: Answer) -> tuple[tuple[str, str], ...]:
    kept = answer.shelved_for
    if kept is None:
        return ()
    named = (("DA", kept.reader),) if counter.chosen.names else ()
    return (("CT", counter.words.text("shelf")), ("CY", kept.card or ""), *named)


def _of_return(counter: Counter, answer: Answer) -> str:
    alert = _alert(answer)
    done = counter.words.text("late", days=answer.days_late) if answer.days_late else counter.words.text("returned")
    match alert:
        case "":
            return done
        case "01":
            return f"{done} {counter.words.text('kept')}"
        case _:
            return f"{done} {counter.words.text('to the desk')}"
