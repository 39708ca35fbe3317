"""From what is typed about a reader to what is kept: one form of text, a known category, a day that exists."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from desktop.library.model.reader import Reader, ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text.codes import clean_code
from desktop.library.text.normal import nfc

if TYPE_CHECKING:
    from collections.abc import Collection

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def kept(form: ReaderForm, categories: Collection[str]) -> dict[str, str | None]:
    """The fields of the reader's row but for the card.

    Raises Refusal: MISSING_FIELD(field), UNKNOWN_ID(field="category"), INVALID_DATE(field="expires").
    """
    name, category = one_line(form.name), form.category.strip()
    if not name:
        raise Refusal(Reason.MISSING_FIELD, field="name")
    if category not in categories:
        raise Refusal(Reason.UNKNOWN_ID, field="category", value=category)
    expires = day_typed(form.expires)
    return {
        "name": name,
        "category": category,
        "group": one_line(form.group),
        "rank": one_line(form.rank),
        "phone": one_line(form.phone),
        "expires": expires.isoformat() if expires else None,
        "blocked": one_line(form.blocked),
        "note": nfc(form.note).strip(),
    }


def card_typed(text: str) -> str:
    """The card number in the form that is compared."""
    return clean_code(text)


def one_line(text: str) -> str:
    """Text in NFC with single spaces."""
    return " ".join(nfc(text).split())


def day_typed(text: str) -> date | None:
    """The day typed as 2027-06-30 or 30/6/2027; None when nothing is typed. Raises Refusal(INVALID_DATE)."""
    typed = text.strip()
    if not typed:
        return None
    iso, vietnamese = _ISO.fullmatch(typed), _VIETNAMESE.fullmatch(typed)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise Refusal(Reason.INVALID_DATE, field="expires", value=typed) from None


def form_of(reader: Reader, representative: str = "") -> ReaderForm:
    """The form filled with what is kept, to be amended. `representative`: the card of who answers for a group."""
    return ReaderForm(
        card=reader.card,
        name=reader.name,
        category=reader.category,
        group=reader.group,
        rank=reader.rank,
        phone=reader.phone,
        expires=reader.expires.isoformat() if reader.expires else "",
        blocked=reader.blocked,
        note=reader.note,
        kind=reader.kind,
        representative=representative,
    )
