"""Looking into a file before it is taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.catalogue.records import book

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library


def test_a_look_shows_form_encoding_and_first_titles_and_writes_nothing(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a.mrc"
    file.write_bytes(b"".join(book(f"Quyển {n} /") for n in range(9)))
    seen = library.catalogue.preview(file)
    assert (seen.format, seen.encoding) == ("iso2709", "utf-8")
    assert seen.first[:2] == ("Quyển 0", "Quyển 1")
    assert library.standing().titles == 0


def test_a_look_repeats_nothing_secret(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a.mrc"
    file.write_bytes(book("Phương án A (Tuyệt mật)") + book("Sách thường"))
    assert library.catalogue.preview(file).first == ("Sách thường",)


def test_another_encoding_shows_another_reading(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a.mrc"
    file.write_bytes(book("XX").replace(b"XX", b"C\xab"))
    assert library.catalogue.preview(file, encoding="tcvn3").first == ("Cô",)
    assert library.catalogue.preview(file, encoding="cp1252").first == ("C«",)
