"""How old is what this PC last heard from the centre, and what the house rules say where a decision rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.terms import Stale
from sync.core.stamp import DAY_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.model.terms import Terms
    from desktop.library.store.store import Store

STICK_NEWS = "stick-news"
"""What the profile notes of the newest answer taken from a stick whole: when the centre wrote it, UTC ms."""
_LAST_SYNC = "last-sync"


def days_since_heard(store: Store) -> int | None:
    """Whole days since the centre last told this PC everything, by line or by stick; None where there is no centre.

    What a stick brought is as old as its writing, not as its reading. A PC that has heard nothing since it was taken in
    counts from then.
    """
    if store.profile.get("enrolment") is None:
        return None
    heard = [at for name in (_LAST_SYNC, STICK_NEWS) if (at := store.profile.get(name)) is not None]
    return max(0, store.now_ms() - max(heard, default=_taken_in(store))) // DAY_MS


def days_told(store: Store) -> int | None:
    """The same, where the house rules want it said: what is recent, or allowed at any age, says nothing."""
    days = days_since_heard(store)
    return None if days is None else _told(store.policies.terms(), days)


def against_old_news(store: Store) -> Iterator[Refusal]:
    """STALE_DATA where the house rules let only somebody entitled decide on news so old."""
    days = days_since_heard(store)
    if days is None:
        return
    terms = store.policies.terms()
    if terms.stale is Stale.ASK and _told(terms, days) is not None:
        yield Refusal(Reason.STALE_DATA, days=days)


def _told(terms: Terms, days: int) -> int | None:
    is_old = days >= terms.stale_days and terms.stale is not Stale.ALLOW
    return days if is_old else None


def _taken_in(store: Store) -> int:
    """A device's id begins with the moment at which the centre made it (UUIDv7)."""
    return int(store.profile.text("device")[:12] or "0", 16)
