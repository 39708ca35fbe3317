"""A library with a librarian's password, made once and copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop.library.library import Opening, create
from desktop.library.store import key
from tests.security.opened import DESK_WORD, LIBRARIAN_WORD, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.library import Library


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key files made here ask for the least work: nobody guesses at these passwords."""
    monkeypatch.setattr(key, "_TIME", 1)
    monkeypatch.setattr(key, "_MEMORY_KIB", 8)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile where only the librarian has a password."""
    profile = tmp_path_factory.mktemp("secure") / "profile"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key, "_TIME", 1)
        patch.setattr(key, "_MEMORY_KIB", 8)
        create(profile, unit="DV01", name="Thư viện thử", password=LIBRARIAN_WORD)
    return profile


@pytest.fixture
def library_folder(made: Path, profile: Path) -> Path:
    """A profile of one's own."""
    shutil.copytree(made, profile)
    return profile


@pytest.fixture
def librarians(library_folder: Path) -> Iterator[Library]:
    """The library as the librarian opened it; the desk has a password, too."""
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
        yield library


@pytest.fixture
def desks(library_folder: Path) -> Iterator[Library]:
    """The library as it is opened at the desk."""
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
    opening = Opening(library_folder, DESK_WORD)
    library = opening.library(operator="Lan")
    yield library
    library.close()
    opening.release()
