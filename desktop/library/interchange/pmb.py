"""PMB's "prêt secouru" files: blocks of loans and returns without any time, read as late entries (peers.md 3.4)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import start_of
from desktop.library.interchange.entries import Entry, LateAct, Odd
from desktop.library.model.ids import Moment
from desktop.library.text.codes import clean_code
from desktop.library.text.normal import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

LENDING = "pret secouru"
RETURNING = "retour secouru"
NOON_MS = 12 * 60 * 60 * 1000
"""Where a day's acts without times begin: the PC had worked before it failed, and after it was mended."""
STEP_MS = 100
_DAY_STEPS = 400_000


def is_heading(text: str) -> bool:
    """Whether a block begins here."""
    return fold(text).strip() in {LENDING, RETURNING}


def beginning_on(day: date, now: int) -> int:
    """Where the acts of this day begin; in the first hours of the day that runs, at its very beginning."""
    noon = start_of(day) + NOON_MS
    return noon if noon <= now else start_of(day)


def readings(lines: Iterable[tuple[int, str]], begins: int) -> Iterator[Entry | Odd]:
    """Each code as an act: a loan to the reader whose card opens the block, or a return, in the order of the file."""
    lending: bool | None = None
    card = ""
    seen: Counter[tuple[str, str]] = Counter()
    for number, text in lines:
        code = text.strip()
        match fold(code).strip():
            case "pret secouru":
                lending, card = True, ""
            case "retour secouru":
                lending, card = False, ""
            case _ if lending is None:
                yield Odd(number, text, "no-block")
            case _ if lending and not card:
                card = code
            case _:
                act = LateAct.LEND if lending else LateAct.RETURN
                told = f"{card} {code}".strip()
                said = clean_code(card), clean_code(code)
                at = Moment(begins + STEP_MS * min(number, _DAY_STEPS))
                yield Entry(number, told, act, at, is_timed=False, card=card, barcode=code, ordinal=seen[said])
                seen[said] += 1
