"""What the desk shows of a reader: loans, limit, and whatever stands against lending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.hold_lines import lines_of
from desktop.library.circulation.lateness import lateness_of
from desktop.library.circulation.policy import ANY
from desktop.library.circulation.rules import against_reader
from desktop.library.model.desk import ReaderPanel
from desktop.library.model.refusal import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store


def panel_of(store: Store, reader: Reader, today: date) -> ReaderPanel:
    """The reader's panel on this day."""
    loans = store.loans.open_of_reader(reader.id, today)
    rule = store.policies.rule(reader.category, ANY)
    limit = rule.max_loans if rule is not None else 0
    holds = lines_of(store, store.holds.open_of_reader(reader.id), today)
    owed, terms = store.ledger.owed(reader.id), store.policies.terms()

    def blocks() -> Iterator[Reason]:
        yield from (no.reason for no in against_reader(reader, today))
        if lateness_of(store, reader, today).overdue:
            yield Reason.HAS_OVERDUE
        if sum(not line.on_site for line in loans) >= limit:
            yield Reason.LIMIT_REACHED
        if terms.money and owed > terms.owes_limit:
            yield Reason.OWES

    answers = store.readers.get(reader.representative) if reader.representative else None
    return ReaderPanel(
        reader,
        loans,
        limit,
        tuple(blocks()),
        holds=sum(not line.expired for line in holds),
        holds_lines=holds,
        owed=owed,
        photo=store.portraits.of_reader(reader.id),
        members=len(store.readers.ids_of_group(reader.name)) if reader.is_group else 0,
        representative=answers.name or answers.card if answers and not answers.deleted else "",
    )
