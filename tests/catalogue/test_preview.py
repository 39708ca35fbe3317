"""A file can be looked into before anything of it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.catalogue.preview import SHOWN, look_into

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "Harry Potter và phòng chứa bí mật"


@pytest.mark.parametrize(
    ("name", "kind", "encoding"),
    [
        ("vn-sample-utf8-nfd.mrc", "iso2709", "utf-8"),
        ("vn-sample-tcvn3-bytes.mrc", "iso2709", "tcvn3"),
        ("vn-sample-vni-bytes.mrc", "iso2709", "vni"),
        ("vn-sample.xml", "marcxml", "utf-8"),
        ("vn-nlv-opac-tab.txt", "catalogue-text", "utf-8"),
    ],
)
def test_format_encoding_and_first_titles_are_told(shared_data: Path, name: str, kind: str, encoding: str):
    seen = look_into(shared_data / "vn" / name)
    assert (seen.file, seen.format, seen.encoding, seen.first[0]) == (name, kind, encoding, FIRST)
    assert len(seen.first) <= SHOWN


def test_an_encoding_that_a_person_chooses_is_used(shared_data: Path):
    seen = look_into(shared_data / "vn" / "vn-sample-tcvn3-bytes.mrc", "vni")
    assert seen.encoding == "vni"
    assert seen.first[0] != FIRST


def test_a_list_says_what_it_is_of(tmp_path: Path):
    file = tmp_path / "ban-doc.csv"
    file.write_text("Số thẻ,Họ tên\nTV000001,Trần Thị Ẫm\n", "utf-8")
    seen = look_into(file)
    assert (seen.format, seen.first) == ("csv:readers", ("Trần Thị Ẫm",))


def test_a_marked_secret_is_not_shown(tmp_path: Path):
    file = tmp_path / "list.mrk"
    titles = ("Báo cáo TUYỆT MẬT", "Sổ tay nghiệp vụ")
    file.write_text("".join(f"=LDR  00000nam a2200000 a 4500\n=245  10$a{title}\n\n" for title in titles), "utf-8")
    assert look_into(file).first == ("Sổ tay nghiệp vụ",)
