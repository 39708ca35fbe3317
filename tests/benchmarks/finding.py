"""Search while somebody types, key by key, and the facets beside it."""

from __future__ import annotations

import random
from typing import Any

from desktop.library.library import Library
from desktop.library.text import fold
from tests.benchmarks.measures import Watch

_TITLES = 40


def measure(library: Library) -> dict[str, Any]:
    """Every beginning of what forty people type, with marks and without; first page of 50, ranked."""
    typed, whole, facets = Watch(), Watch(), Watch()
    queries = _queries(library)
    for beginnings in queries:
        for text in beginnings:
            typed.timed(lambda text=text: library.catalogue.find(text, limit=50))
        whole.timed(lambda text=beginnings[-1]: library.catalogue.find(text, limit=50))
        facets.timed(lambda text=beginnings[-1]: library.catalogue.facets(text))
    return {"as_typed": typed.told(), "whole": whole.told(), "facets": facets.told()}


def _queries(library: Library) -> list[list[str]]:
    chance, count = random.Random(11), library.store.titles.count()
    texts = []
    for _ in range(_TITLES):
        place = chance.randrange(1, count + 1)
        title, author = library.store.connection.execute(
            "SELECT title, author FROM title_card WHERE place >= ? ORDER BY place LIMIT 1", (place,)
        ).fetchone()
        words = title.split()
        start = chance.randrange(max(1, len(words) - 2))
        texts += [" ".join(words[start : start + 3]), author]
    marked = [[text[: end + 1] for end in range(len(text))] for text in texts]
    return marked + [[fold(text) for text in beginnings] for beginnings in marked]
