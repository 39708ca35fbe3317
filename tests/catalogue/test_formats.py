"""What a file is shows in what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.catalogue.formats import Format, what_is
from desktop.library.model.refusal import Reason, Refusal
from tests.catalogue.records import book, iso

if TYPE_CHECKING:
    from pathlib import Path

MARCXML = (
    b'<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader/></record></collection>'
)


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (book(), Format.ISO2709),
        (b"\r\n" + book(), Format.ISO2709),
        (MARCXML, Format.MARCXML),
        (b"\xef\xbb\xbf" + MARCXML, Format.MARCXML),
        (MARCXML.decode().encode("utf-16"), Format.MARCXML),
        (b'[\n{"leader":"00000nam", "fields":[]}]', Format.MARC_JSON),
        ("=LDR  00000nam\n=245  10$aMột\n".encode(), Format.CATALOGUE_TEXT),
        ("245\t1\t0\ta\tMột\n\t\t\tb\tHai\n".encode(), Format.CATALOGUE_TEXT),
        ("000000001 245   L $$aMột\n".encode(), Format.CATALOGUE_TEXT),
        ("Nhan đề;Tác giả\nMột;Hai\n".encode(), Format.CSV),
    ],
)
@pytest.mark.parametrize("name", ["file.mrc", "file.xlsx", "không đuôi"])
def test_the_name_does_not_matter(tmp_path: Path, content: bytes, format_: Format, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert what_is(file) is format_


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.NOT_A_FILE),
        ("Một bức thư bình thường.\n".encode(), Reason.NOT_MARC),
        (b"<html><body>OPAC</body></html>", Reason.NOT_MARC),
        (b'{"name": "x"}', Reason.NOT_MARC),
        (bytes(range(256)) * 4, Reason.UNKNOWN_FORMAT),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", Reason.UNKNOWN_FORMAT),
    ],
)
def test_what_is_no_catalogue_is_refused_with_why(tmp_path: Path, content: bytes, reason: Reason) -> None:
    file = tmp_path / "file.mrc"
    file.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        what_is(file)
    assert refused.value.reason is reason
    assert refused.value.facts["file"] == "file.mrc"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.mrc", tmp_path):
        with pytest.raises(Refusal) as refused:
            what_is(path)
        assert refused.value.reason is Reason.NOT_A_FILE


def test_a_cds_isis_file_is_known_by_its_columns(tmp_path: Path) -> None:
    record = iso(("245", "10$aMột nhan đề đủ dài để phải xuống dòng"), ("260", "  $aHà Nội"))
    folded = b"".join(record[at : at + 80] + b"\r\n" for at in range(0, len(record), 80))
    file = tmp_path / "isis.iso"
    file.write_bytes(folded)
    assert what_is(file) is Format.ISIS
