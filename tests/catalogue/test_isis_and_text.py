"""Older and pasted forms: CDS/ISIS exchange files, the National Library's tab layout, Aleph and mnemonic lines."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from desktop.library.catalogue import isis
from desktop.library.catalogue.decoding import Decoder
from desktop.library.catalogue.draft import Draft
from desktop.library.catalogue.opac_text import lines_of
from tests.catalogue.records import iso, only, read, titles


def folded(record: bytes) -> bytes:
    return b"".join(record[at : at + 80] + b"\r\n" for at in range(0, len(record), 80))


def classic(*fields: tuple[str, bytes]) -> bytes:
    """A record as CDS/ISIS for DOS writes it: `#` for terminators, `^` for subfields, no indicators."""
    directory, body = b"", b""
    for tag, text in fields:
        directory += f"{tag}{len(text) + 1:04}{len(body):05}".encode()
        body += text + b"#"
    base = 24 + len(directory) + 1
    return f"{base + len(body) + 1:05}0000000{base:05}0004500".encode() + directory + b"#" + body + b"#"


def test_a_folded_record_is_unfolded() -> None:
    data = folded(iso(("245", "10$aMột nhan đề đủ dài để phải xuống dòng nhiều lần"), ("260", "  $aHà Nội"))) * 2
    found = list(isis.read(BytesIO(data), Decoder(data)))
    assert titles(found) == ["Một nhan đề đủ dài để phải xuống dòng nhiều lần"] * 2
    assert all(isinstance(one, Draft) and not one.repairs for one in found)


def test_the_classic_form_with_tcvn3_bytes_is_read() -> None:
    title = "Phương pháp nghiên cứu khoa học # 1 của ngành Công an nhân dân Việt Nam"
    bytes_of = {
        "ư": b"\xad",
        "ơ": b"\xac",
        "á": b"\xb8",
        "ứ": b"\xf8",
        "ọ": b"\xe4",
        "ủ": b"\xf1",
        "à": b"\xb5",
        "ô": b"\xab",
        "â": b"\xa9",
        "ê": b"\xaa",
        "ệ": b"\xd6",
    }
    written = b"".join(bytes_of.get(letter, letter.encode("ascii", "replace")) for letter in title)
    data = (
        folded(
            classic(
                ("245", b"^a" + written + b"^bGi" + b"\xb8o tr" + b"\xd7nh"), ("700", b"Kh" + b"\xab" + b"ng m\xb7")
            )
        )
        * 3
    )
    draft = next(isis.read(BytesIO(data), Decoder(data)))
    assert isinstance(draft, Draft)
    assert draft.first("245", "a") == title
    assert draft.first("245", "b") == "Giáo trình"
    assert draft.first("700", "a").startswith("Kh")


@pytest.mark.parametrize("name", ["vn-nlv-opac-tab.txt", "vn-aleph-lines.txt", "vn-line-mnemonic.txt"])
def test_pasted_text_gives_the_same_titles_as_the_exchange_file(shared_data: Path, name: str) -> None:
    known = titles(read((shared_data / "vn" / "vn-sample-utf8-nfc.mrc").read_bytes()))
    found = titles(list(lines_of((shared_data / "vn" / name).read_text(encoding="utf-8"))))
    assert found
    assert set(found) <= set(known)


def test_an_opac_line_with_several_subfields_becomes_one_field() -> None:
    text = "020\t#\t#\ta\t978-604-1-24395-8\n\t\t\tc\t170000đ\n245\t1\t0\ta\tHarry Potter\n\t\t\tc\tJ. K. Rowling\n"
    draft = only(list(lines_of(text)))
    assert [field.subfields for field in draft.fields] == [
        (("a", "978-604-1-24395-8"), ("c", "170000đ")),
        (("a", "Harry Potter"), ("c", "J. K. Rowling")),
    ]
    assert draft.fields[0].indicators == "  "


def test_a_stray_line_is_reported_not_swallowed() -> None:
    draft = only(list(lines_of("=LDR  00000nam\n=245  10$aMột\nkhông phải MARC\n")))
    assert draft.repairs == ("unknown-lines",)


def test_a_dollar_sign_written_out_is_a_dollar_sign() -> None:
    assert only(list(lines_of("=245  10$aGiá 5{dollar}"))).first("245", "a") == "Giá 5$"
