"""A small library to run commands on, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.library.library import Opening, create
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from desktop.library.store import key
from tests.cli.tusach import PASSWORD, Tusach
from tests.server.centre import CentreProgram


@pytest.fixture(autouse=True)
def _person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUSACH_PASSWORD", PASSWORD)
    monkeypatch.delenv("TUSACH_LANG", raising=False)
    ask_for_little_work(monkeypatch)


def ask_for_little_work(patch: pytest.MonkeyPatch) -> None:
    """Key files made from now on ask for the least work that they may ask for: nobody guesses at these passwords."""
    patch.setattr(key, "_TIME", 1)
    patch.setattr(key, "_MEMORY_KIB", 8)


@pytest.fixture(scope="session")
def small_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One title with three copies, two readers."""
    profile = tmp_path_factory.mktemp("small") / "profile"
    with pytest.MonkeyPatch.context() as patch:
        ask_for_little_work(patch)
        create(profile, unit="T01", name="Thư viện Trường T01", password=PASSWORD)
    opening = Opening(profile, PASSWORD)
    with closing(opening.library()) as library:
        title = library.catalogue.add(TitleForm(title="Điều lệnh nội vụ", author="Bộ Công an", year="2019"))
        for number in (1, 2, 3):
            library.catalogue.add_item(title, ItemForm(barcode=f"TK00000{number}"))
        library.readers.register(ReaderForm(card="BD0001", name="Nguyễn Thị Ẫm"))
        library.readers.register(ReaderForm(card="BD0002", name="Trần Văn Ổn", category="hoc-vien"))
    opening.release()
    return profile


@pytest.fixture
def empty(profile: Path, capsys: pytest.CaptureFixture[str]) -> Tusach:
    """A profile without a library."""
    return Tusach(profile, capsys)


@pytest.fixture
def tusach(small_library: Path, profile: Path, capsys: pytest.CaptureFixture[str]) -> Tusach:
    """The small library of one's own."""
    shutil.copytree(small_library, profile)
    return Tusach(profile, capsys)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProgram]:
    """One centre for all tests here."""
    centre = CentreProgram.make(tmp_path_factory.mktemp("served") / "centre")
    centre.start()
    yield centre
    centre.stop()
