"""Two PCs of one unit over the same beginning: a title with copies, readers, all of it known to both."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from desktop.library.library import Library, create
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from desktop.library.store import key, rows
from tests.inbox.desks import Desk, exchange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "cây đa giếng nước"
COPIES = tuple(f"TK00010{number}" for number in range(6))


@dataclass
class Two:
    """Two PCs: `here` is looked at, `there` is the other one."""

    here_desk: Desk
    there_desk: Desk

    @property
    def here(self) -> Library:
        return self.here_desk.library

    @property
    def there(self) -> Library:
        return self.there_desk.library

    def meet(self) -> None:
        exchange(self.here, self.there)

    def write(self, library: Library, table: str, row_id: str, **changes: object) -> None:
        with library.store.writing() as pen:
            pen.put(table, row_id, changes)

    def differ(self, table: str, row_id: str, field: str, ours: object, theirs: object) -> None:
        """The other PC writes, then this one, and they meet: what this one wrote stands."""
        self.write(self.there, table, row_id, **{field: theirs})
        self.write(self.here, table, row_id, **{field: ours})
        self.meet()

    def copy(self, number: int = 0) -> str:
        return str(self.here.store.items.with_barcode(COPIES[number])[0].id)

    def reader(self, card: str = "TV000001") -> str:
        return str(self.here.readers.get(card).id)

    def value(self, table: str, row_id: str, field: str) -> tuple[object, object]:
        """What both PCs hold."""
        found = [rows.load(library.store.connection, table, row_id) for library in (self.here, self.there)]
        return tuple(row and row.fields.get(field) for row in found)


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both profiles, made once."""
    folder = tmp_path_factory.mktemp("two-desks")
    with pytest.MonkeyPatch.context() as patch:  # a key that opens at once
        patch.setattr(key, "_MEMORY_KIB", 8)
        patch.setattr(key, "_TIME", 1)
        for name in ("here", "there"):
            create(folder / name, unit="DV01", name="Thư viện thử", password=PASSWORD)
    with closing(Desk(folder / "here", PASSWORD, pc="QUAY-1", operator="Trần Thị Mẫu")) as desk:
        library = desk.library
        title = library.catalogue.add(TitleForm(title="Truyện Kiều", author="Nguyễn Du", year="2015"))
        for barcode in COPIES:
            library.catalogue.add_item(title, ItemForm(barcode=barcode, location="kho-mo"))
        library.readers.register(ReaderForm(card="TV000001", name="Trần Thị Thử"))
        library.readers.register(ReaderForm(card="TV000002", name="Lê Văn Ẫm"))
        with closing(Desk(folder / "there", PASSWORD, pc="PHONG-DOC", operator="Lê Văn Hai")) as other:
            exchange(library, other.library)
    return folder


@pytest.fixture
def two(tmp_path: Path, beginning: Path) -> Iterator[Two]:
    shutil.copytree(beginning, tmp_path / "unit")
    with ExitStack() as open_desks:
        here = Desk(tmp_path / "unit" / "here", PASSWORD, pc="QUAY-1", operator="Trần Thị Mẫu")
        open_desks.enter_context(closing(here))
        there = Desk(tmp_path / "unit" / "there", PASSWORD, pc="PHONG-DOC", operator="Lê Văn Hai")
        open_desks.enter_context(closing(there))
        yield Two(here, there)
