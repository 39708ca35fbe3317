"""A library to catalogue in, opened on a real encrypted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library import library as libraries
from desktop.library.security.rights import Rights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.catalogue import Catalogue
    from desktop.library.library import Library

PASSWORD = "mật khẩu dài"


@pytest.fixture(scope="session")
def empty_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with an empty library, made once: drawing a key takes a third of a second."""
    profile = tmp_path_factory.mktemp("catalogue") / "profile"
    libraries.create(profile, unit="CAT", name="Công an thử nghiệm", password=PASSWORD)
    return profile


@pytest.fixture(scope="session")
def key(empty_profile: Path) -> bytes:
    """The key of that library."""
    opening = libraries.Opening(empty_profile, PASSWORD)
    opening.release()
    return opening.key


@pytest.fixture
def library(empty_profile: Path, key: bytes, tmp_path: Path) -> Iterator[Library]:
    """A fresh copy of the empty library."""
    file = tmp_path / libraries.FILE
    file.write_bytes((empty_profile / libraries.FILE).read_bytes())
    opened = libraries.Library(libraries.Store(file, key), libraries.Passwords(file.parent, key, Rights.LIBRARIAN))
    yield opened
    opened.close()


@pytest.fixture
def catalogue(library: Library) -> Catalogue:
    """The catalogue of a fresh, empty library."""
    return library.catalogue
