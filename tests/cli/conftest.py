"""A small library to run commands on, made once and copied for each test."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from nacl.secret import SecretBox

from desktop.library.library import KEY_FILE, Opening, create
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from desktop.library.store import key
from tests.cli.tusach import PASSWORD, Tusach


@pytest.fixture(autouse=True)
def _person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUSACH_PASSWORD", PASSWORD)
    monkeypatch.delenv("TUSACH_LANG", raising=False)


@pytest.fixture(scope="session")
def small_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One title with three copies, two readers; opens fast, because its key file asks for little work."""
    profile = tmp_path_factory.mktemp("small") / "profile"
    create(profile, unit="T01", name="Thư viện Trường T01", password=PASSWORD)
    unlock_fast(profile)
    opening = Opening(profile, PASSWORD)
    with closing(opening.library()) as library:
        title = library.catalogue.add(TitleForm(title="Điều lệnh nội vụ", author="Bộ Công an", year="2019"))
        for number in (1, 2, 3):
            library.catalogue.add_item(title, ItemForm(barcode=f"TK00000{number}"))
        library.readers.register(ReaderForm(card="BD0001", name="Nguyễn Thị Ẫm"))
        library.readers.register(ReaderForm(card="BD0002", name="Trần Văn Ổn", category="hoc-vien"))
    opening.release()
    return profile


def unlock_fast(profile: Path) -> None:
    """Wrap the library's key anew, with the least work that the key file's format allows to ask for."""
    drawn, salt = key.unwrap_key(profile / KEY_FILE, PASSWORD), b"s" * 16
    wrapped = SecretBox(key._derive(PASSWORD, salt, 1, 8)).encrypt(drawn)
    told = {"version": 1, "time": 1, "memory_kib": 8, "salt": salt.hex(), "key": wrapped.hex()}
    (profile / KEY_FILE).write_text(json.dumps(told), encoding="ascii")


@pytest.fixture
def empty(profile: Path, capsys: pytest.CaptureFixture[str]) -> Tusach:
    """A profile without a library."""
    return Tusach(profile, capsys)


@pytest.fixture
def tusach(small_library: Path, profile: Path, capsys: pytest.CaptureFixture[str]) -> Tusach:
    """The small library of one's own."""
    shutil.copytree(small_library, profile)
    return Tusach(profile, capsys)
