"""A centre that serves as a program, and PCs that are worked at by commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.places import Town
from tests.cli.conftest import ask_for_little_work
from tests.cli.tusach import PASSWORD


@pytest.fixture(autouse=True)
def _person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUSACH_PASSWORD", PASSWORD)
    monkeypatch.delenv("TUSACH_LANG", raising=False)
    ask_for_little_work(monkeypatch)


@pytest.fixture
def town(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Town]:
    """A serving centre, and as many PCs as are wanted."""
    made = Town(tmp_path, capsys)
    yield made
    made.close()
