"""Libraries to be killed over, and a centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.library.library import create
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from desktop.library.store import key
from tests.kill.worker import BARCODES, CARDS, PASSWORD, opened
from tests.server.centre import CentreProgram


@pytest.fixture
def library_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a library; its key file asks for the least work, for nobody guesses at its password."""
    monkeypatch.setattr(key, "_TIME", 1)
    monkeypatch.setattr(key, "_MEMORY_KIB", 8)

    def library_of(unit: str, name: str, *, stocked: bool = False) -> Path:
        profile = tmp_path / name
        create(profile, unit=unit, name=unit, password=PASSWORD)
        if stocked:
            stock(profile)
        return profile

    return library_of


def stock(profile: Path) -> None:
    """A few copies and readers for a desk to be busy with."""
    with opened(profile) as library:
        title = library.catalogue.add(TitleForm(title="Điều lệnh nội vụ"))
        for barcode in BARCODES:
            library.catalogue.add_item(title, ItemForm(barcode=barcode))
        for card in CARDS[:-1]:
            library.readers.register(ReaderForm(card=card, name=f"Người mang thẻ {card}"))
        library.groups.add(ReaderForm(card=CARDS[-1], name="Lớp K1", representative=CARDS[0]))
        library.policy.amend_terms({"money": True}, why="thử")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProgram]:
    """A serving centre."""
    centre = CentreProgram.make(tmp_path_factory.mktemp("served") / "centre")
    centre.start()
    yield centre
    centre.stop()
