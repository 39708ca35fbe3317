"""Everything the commands answer with, as the flat JSON objects that scripts rely on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import VIETNAM
from desktop.library.lookup import KnownItem, KnownReader, KnownTitle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.library.lookup import Known
    from desktop.library.model.conflict import Conflict
    from desktop.library.model.desk import Answer
    from desktop.library.model.event import Event
    from desktop.library.model.item import Item
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.reader import Reader
    from desktop.library.model.standing import Standing
    from desktop.library.model.title import Imported, MarcField, Title, TitleLine
    from sync.client.run import Ran

Facts = dict[str, object]


def day(when: date | None) -> str | None:
    """A day as ISO 8601."""
    return when.isoformat() if when else None


def moment(ms: int | None) -> str | None:
    """A moment (UTC ms) as ISO 8601 in Việt Nam's time."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).astimezone(VIETNAM).isoformat()


def title_line(line: TitleLine) -> Facts:
    """A title of a list."""
    return asdict(line)


def item(one: Item) -> Facts:
    """A copy."""
    return {
        "id": one.id,
        "title_id": one.title_id,
        "barcode": one.barcode,
        "accession": one.accession,
        "type": one.type,
        "call_number": one.call_number,
        "location": one.location,
        "price": one.price,
        "note": one.note,
        "conditions": {mark.value: since for mark, since in one.conditions},
    }


def reader(one: Reader) -> Facts:
    """A reader. Whether it is a class or a team is told as such: `kind` says what kind of thing was found."""
    told = {**asdict(one), "expires": day(one.expires), "is_group": one.is_group}
    return {name: value for name, value in told.items() if name != "kind"}


def answer(told: Answer) -> Facts:
    """What the desk did with one item; a refused one with the facts of its reason."""
    facts: Facts = {
        "barcode": told.barcode,
        "status": told.status,
        "reason": told.reason.value if told.reason else None,
        "due": day(told.due),
        "loan": told.loan,
        "card": told.card,
        "title": told.title,
        "title_id": told.title_id,
        "event": told.event,
        "at": moment(told.at),
        "days_late": told.days_late,
        "waiting_readers": told.waiting_readers,
        "repaired_from": told.repaired_from,
        "shelved_for": told.shelved_for.card if told.shelved_for else None,
        "shelved_until": day(told.shelved_for.until) if told.shelved_for else None,
        "charged": told.charged,
        "was_lost": told.was_lost,
        "claimed": told.claimed,
        "may_be_overridden": told.may_be_overridden,
    }
    return {**dict(told.facts), **{name: value for name, value in facts.items() if _is_told(name, value, told)}}


def _is_told(name: str, value: object, told: Answer) -> bool:
    if name in dict(told.facts):
        return value is not None
    if name in {"barcode", "status", "due", "loan", "card"} or (name == "reason" and told.reason):
        return True
    return bool(value) or (name == "may_be_overridden" and told.reason is not None)


def loan(line: LoanLine) -> Facts:
    """A loan of a list."""
    return {
        "card": line.card,
        "barcode": line.barcode,
        "title": line.title,
        "lent": moment(line.lent),
        "due": day(line.due),
        "reader": line.reader,
        "loan": line.loan,
        "title_id": line.title_id,
        "renewals": line.renewals,
        "days_overdue": line.days_overdue,
        "returned": moment(line.returned),
    }


def conflict(one: Conflict) -> Facts:
    """A point to be settled; times that nobody knows are null."""
    times = {name: moment(getattr(one, name) or None) for name in ("at", "ours_at", "theirs_at", "settled_at")}
    return asdict(one) | times


def standing(where: Standing) -> Facts:
    """Where the library stands."""
    times = {name: moment(getattr(where, name)) for name in ("last_sync", "last_backup", "begun")}
    return {**asdict(where), **times}


def imported(what: Imported) -> Facts:
    """What an import of a file did, without its report."""
    facts = asdict(what)
    del facts["report"]
    return facts


def ran(one: Ran) -> Facts:
    """A run."""
    return {
        "sent": one.sent,
        "received": one.received,
        "conflicts": one.conflicts,
        "bytes_up": one.bytes_up,
        "bytes_down": one.bytes_down,
        "stop": one.stop,
        "waiting": one.waiting,
        "parked": one.parked,
        "mended": one.mended,
        "requests": one.requests,
        "files_sent": one.files_sent,
        "files_received": one.files_received,
        "files_left": one.files_left,
    }


def known(thing: Known) -> Facts:
    """One thing with all that is known."""
    match thing:
        case KnownTitle(line=line, description=description, items=items):
            about: Mapping[str, object] = title_line(line) if line else {"id": thing.title.id}
            copies = [item(one) for one in items]
            return {"kind": "title", **about, "description": description, **_record(thing.title), "copies": copies}
        case KnownItem(title=line, loan=held):
            out = held and {"loan": held.id, "card": thing.card, "lent": moment(held.lent), "due": day(held.due)}
            history = [_event(event) for event in thing.events]
            of = line.title if line else ""
            return {"kind": "item", **item(thing.item), "title": of, "on_loan": out, "events": history}
        case KnownReader(panel=panel):
            return {
                "kind": "reader",
                **reader(panel.reader),
                "max_loans": panel.max_loans,
                "blocks": [reason.value for reason in panel.blocks],
                "holds": panel.holds,
                "loans": [loan(line) for line in panel.loans],
                "history": [loan(line) for line in thing.history],
            }


def _record(title: Title) -> Facts:
    return {"leader": title.leader, "source": title.source, "fields": [_field(one) for one in title.fields]}


def _field(one: MarcField) -> Facts:
    if one.tag < "010":
        return {"tag": one.tag, "text": one.text}
    return {"tag": one.tag, "indicators": one.indicators, "subfields": [list(part) for part in one.subfields]}


def _event(one: Event) -> Facts:
    return {
        "event": one.id,
        "kind": one.kind.value,
        "at": moment(one.at),
        "due": day(one.due),
        "overrides": [reason.value for reason in one.overrides],
        "undoes": one.undoes,
    }
