"""A library with a title, and things to attach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.library.digital import Digital
from desktop.library.store.store import FILE, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "profile").mkdir()
    store = Store(tmp_path / "profile" / FILE, bytes(range(32)))
    store.profile.put("unit", "T01")
    yield store
    store.close()


@pytest.fixture
def title(store: Store) -> str:
    with store.writing() as pen:
        title_id = pen.new_id()
        pen.put("title", title_id, {"245/1": [100, "00", "a", "Điều lệnh nội vụ"]})
    return title_id


@pytest.fixture
def digital(store: Store) -> Digital:
    digital = Digital(store)
    digital._stacks._reserve = 0  # the disk of these tests is small
    return digital
