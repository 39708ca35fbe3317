"""Everything the commands answer with, as short lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli import facts
from desktop.cli.hold_words import left_aside, put_aside, taken_off
from desktop.cli.import_words import outcome, why
from desktop.cli.money_words import consequences
from desktop.cli.phrases import ACTS
from desktop.cli.wording import chosen, day, moment, refusal, words
from desktop.library.lookup import KnownItem, KnownReader, KnownTitle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.library.lookup import Known
    from desktop.library.model.conflict import Conflict
    from desktop.library.model.desk import Answer
    from desktop.library.model.item import Item
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.standing import Checked, Standing
    from desktop.library.model.title import Imported, TitleLine
    from sync.client.run import Ran

_REPORT_LINES = 20


def title(line: TitleLine) -> str:
    """A title: id, title, author, year, copies in and in all."""
    return words("title", **facts.title_line(line))


def answer(told: Answer) -> str:
    """What was done at the desk, or why not and what to do."""
    if told.reason is not None:
        seen = {"barcode": told.barcode, "card": told.card}
        return refusal(told.reason, {**seen, **dict(told.facts)})
    shown = facts.answer(told) | {"due": day(told.due)}
    if told.status == "undone":
        shown["undone"] = chosen(ACTS[str(dict(told.facts)["undone"])])
    late = words("late", days_late=told.days_late) if told.days_late else ""
    waited = words("waited for", waiting_readers=told.waiting_readers) if told.waiting_readers else ""
    aside = put_aside(told.shelved_for)
    done = "returned before" if dict(told.facts).get("despite") else told.status
    said = taken_off(told) or words(done, **shown) + late
    lines = (said, aside or waited, left_aside(told), *consequences(told))
    return "\n".join(filter(None, lines))


def ran(one: Ran) -> str:
    """A run; files are told of when some moved or are left."""
    told = facts.ran(one)
    moved = one.files_sent or one.files_received or one.files_left
    return "\n".join(filter(None, (words("ran", **told), words("files moved", **told) if moved else "")))


def loan(line: LoanLine) -> str:
    """A loan: due day, card, bar code, title."""
    return words("loan late" if line.days_overdue else "loan", **facts.loan(line) | {"due": day(line.due)})


def late(told: Mapping[str, object], due: date) -> str:
    """A late loan: due day, card, bar code, title, days."""
    return words("loan late", **{**told, "due": day(due)})


def conflict(one: Conflict) -> str:
    """A point to be settled with both values."""
    return words("conflict" if one.kind == "field" else one.kind, **facts.conflict(one))


def standing(where: Standing) -> str:
    """Where the library stands, in five lines."""
    return words("status", **facts.standing(where), synced=moment(where.last_sync), saved=moment(where.last_backup))


def checked(outcome: Checked) -> str:
    """Whether the library is well."""
    return words("check ok") if outcome.ok else words("check failed", problems=", ".join(outcome.problems))


def imported(what: Imported) -> str:
    """What an import did, and its first troubles."""
    told = [words("imported", **facts.imported(what))]
    shown = what.report[:_REPORT_LINES]
    told += [
        words(
            "import line", record=line.record, outcome=outcome(line.outcome), why=why(line.reason), detail=line.detail
        )
        for line in shown
    ]
    if len(what.report) > len(shown):
        told.append(words("import more", more=len(what.report) - len(shown)))
    return "\n".join(told)


def known(thing: Known) -> str:
    """One thing with what matters most of it."""
    match thing:
        case KnownTitle(title=record, description=description, items=items):
            return "\n".join((f"{record.id}", description, *map(_copy, items)))
        case KnownItem(item=one, title=line, loan=held):
            out = words("out", card=thing.card, due=day(held.due)) if held else words("in")
            about = facts.item(one) | {"title": line.title if line else ""}
            return f"{words('item', **about)}\n{out}"
        case KnownReader(panel=panel):
            about = facts.reader(panel.reader) | {"reader": panel.reader.name, "expires": day(panel.reader.expires)}
            head = words("reader", **about, loans=len(panel.loans), max_loans=panel.max_loans)
            return "\n".join((head, *map(loan, panel.loans)))


def _copy(one: Item) -> str:
    return words("copy", **facts.item(one)).rstrip()
