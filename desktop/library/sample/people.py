"""Readers of the sample library: invented names, cards and categories, and nothing a library does not need."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from desktop.library.sample.books import person
from desktop.library.sample.chance import chance
from desktop.library.sample.vocabulary import vocabulary

_CATEGORIES = ("can-bo",) * 11 + ("chien-si",) * 5 + ("hoc-vien",) * 3 + ("khach",)


def reader(number: int, card: str, *, seed: int, today: date) -> dict[str, Any]:
    """The fields of reader number `number` (from 0)."""
    rng, lists = chance(seed, "reader", number), vocabulary().lists
    category = rng.choice(_CATEGORIES)
    groups = {"hoc-vien": lists["classes"], "khach": ("",)}.get(category, lists["departments"])
    gone = rng.randrange(25) == 0
    days = -rng.randrange(10, 200) if gone else rng.randrange(60, 1000)
    return {
        "card": card,
        "name": person(rng),
        "category": category,
        "group": rng.choice(groups),
        "expires": (today + timedelta(days=days)).isoformat(),
        "blocked": rng.choice(lists["blocked"]) if rng.randrange(60) == 0 else None,
    }
