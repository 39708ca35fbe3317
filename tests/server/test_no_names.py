"""Whose names the centre could read: nobody's, wherever it or a bundle keeps what a unit brought."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from desktop.library import enrolling
from desktop.library.beginning import begin
from desktop.library.library import Library
from desktop.library.model.reader import ReaderForm
from desktop.library.security.passwords import Passwords
from desktop.library.security.rights import Rights
from desktop.library.stick import Stick
from desktop.library.store.store import FILE, Store
from sync.core.bundle import reading
from sync.core.bundle_content import Rows
from sync.server import bundles, overview
from sync.server.app import create_app
from sync.server.centre import Centre
from sync.server.store.tables import metadata
from tests.readers.pictures import a_jpeg
from tests.server.asgi import visit
from tests.server.desk import Time

KEY = bytes(range(32))
NAMES = ("Nguyễn Thị Bí Ẩn", "0912345678", "Trần Văn Giấu")
PHOTO = a_jpeg()


@pytest.fixture
def library(office: Centre, time: Time, tmp_path: Path) -> Iterator[Library]:
    """A library with readers, that knows the centre by its enrolment file only."""
    file = tmp_path / "enrol.json"
    file.write_text(json.dumps(office.enrolment("A", name="Đơn vị A")))
    store = Store(tmp_path / FILE, KEY, now=time)
    begin(store, unit="A", name="Đơn vị A")
    enrolling.begin_offline(store, file)
    with closing(Library(store, Passwords(tmp_path, KEY, Rights.LIBRARIAN))) as opened:
        opened.readers.register(ReaderForm(card="TV1", name=NAMES[0], phone=NAMES[1]))
        opened.portraits.set("TV1", PHOTO)
        opened.pins.set("TV1", "2580")
        yield opened


def everything(office: Centre) -> bytes:
    """The bytes of every file of the centre, of every row of its database, and what its pages and lists say."""
    files = [each.read_bytes() for each in office.folder.at.rglob("*") if each.is_file()]
    with office.database.reading() as connection:
        held = [
            repr(tuple(row)).encode() for table in metadata.sorted_tables for row in connection.execute(table.select())
        ]
        raw = [
            value
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
            for value in row
            if isinstance(value, bytes)
        ]
        told = [msgspec.json.encode(overview.units_of(connection, office.now()))]
    app = create_app(office)
    return b"\n".join([*files, *held, *raw, *told, visit(app, "/?q=a").body, visit(app, "/units").body])


def spoken(file: Path, office: Centre) -> bytes:
    """What a bundle for the centre says when the centre has opened it, beside its bytes as they lie on the stick."""
    with reading(file, office.key) as bundle:
        rows = [bytes(row) for content in bundle.contents() if isinstance(content, Rows) for row in content.rows]
    assert rows
    return b"\n".join([file.read_bytes(), *rows])


def test_no_name_lies_at_the_centre_or_in_a_bundle(office: Centre, library: Library, tmp_path: Path) -> None:
    stick = Stick(library)
    first = stick.write(tmp_path).file
    said, taken = spoken(first, office), bundles.take(office, first)
    stick.take(bundles.answer(office, taken.device, tmp_path).file)
    library.readers.register(ReaderForm(card="TV2", name=NAMES[2]))
    office.revoke(taken.device)
    second = stick.write(tmp_path).file
    said += spoken(second, office)
    assert bundles.take(office, second).result == "revoked"
    found = everything(office)
    assert b"TV1" in found, "what is not personal is there: the search looks where the rows are"
    for name in NAMES:
        assert name.encode() not in said
        assert name.encode() not in found
    for secret in (b"$argon2id$", PHOTO[-64:]):
        assert secret not in said
        assert secret not in found
    assert b"portrait" in found, "it is there, sealed"
