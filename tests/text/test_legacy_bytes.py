"""Bytes of Vietnamese programs before Unicode are recognised by what they say."""

from __future__ import annotations

import io
import itertools
import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.text import nfc
from desktop.library.text.legacy import TABLED, Encoding, decode, letters
from desktop.library.text.mojibake import mojibake_of, reread
from desktop.library.text.sniff import sniff

SENTENCES = (
    "Điều lệnh nội vụ Công an nhân dân",
    "Phương pháp điều tra hình sự",
    "Trường Đại học Cảnh sát nhân dân",
    "Nguyễn Thị Thu Thuỷ",
    "Kỹ năng giao tiếp và quy tắc ứng xử",
)


def _written(text: str, encoding: Encoding) -> bytes:
    """The text in an encoding that Python cannot write, made from the table turned round."""
    if encoding is Encoding.CP1258:
        return b"".join(_cp1258(letter) for letter in text)
    back = {letter: sequence for sequence, letter in letters(encoding).items()}
    return "".join(back.get(letter, letter) for letter in text).encode("latin-1")


def _cp1258(letter: str) -> bytes:
    marks = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
    return (nfc("".join(mark for mark in marks if mark not in tones)) + tones).encode("cp1258")


@pytest.mark.parametrize("encoding", [*TABLED, Encoding.CP1258])
@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_come_back_whole(encoding: Encoding, text: str):
    assert decode(_written(text, encoding), encoding) == text


@pytest.mark.parametrize("encoding", [encoding for encoding in TABLED if encoding is not Encoding.TCVN3])
def test_every_letter_has_its_bytes(encoding: Encoding):
    assert set(letters(encoding).values()) >= set("ĂÂĐÊÔƠƯăâđêôơư") | {nfc(base + "\u0323") for base in "AEIOUYaeiouy"}
    assert all(decode(_written(letter, encoding), encoding) == letter for letter in letters(encoding).values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("§IÒU LÖNH NéI Vô", "ĐIỀU LỆNH NỘI VỤ"),
        ("Tr­êng §¹i häc", "Trường Đại học"),
        ("TP. Hå ChÝ Minh", "TP. Hồ Chí Minh"),
        ("ë n­íc ta", "ở nước ta"),
        ("NGUYÔN THÞ Hµ", "NGUYỄN THỊ HÀ"),
        ("¦íC M¥", "ƯỚC MƠ"),
    ],
)
def test_capitals_that_tcvn3_cannot_write_are_restored_in_words_of_capitals(written: str, meant: str):
    assert decode(written.encode("latin-1"), Encoding.TCVN3) == meant


def test_viqr_is_read():
    assert decode(b"DDie^`u le^.nh, Cha(m so'c nu+o+'c \\. Ddo^'ng", Encoding.VIQR) == "Điều lệnh, Chăm sóc nước . Đống"


def test_bytes_without_meaning_are_shown_as_such_and_lose_nothing_else():
    assert decode(b"C\xf4ng \xff", Encoding.UTF_8) == "C\ufffdng \ufffd"
    assert decode(b"\xe2", Encoding.MARC_8) is not None


@pytest.mark.parametrize("encoding", [*TABLED, Encoding.CP1258])
def test_the_encoding_is_told_by_what_it_says(encoding: Encoding):
    guess = sniff(_written(" ".join(SENTENCES), encoding))
    assert guess.encoding is encoding
    assert guess.sure
    assert guess.ranking[0][0] is encoding


def test_unicode_is_known_for_certain():
    text = "Điều lệnh nội vụ"
    assert sniff(text.encode()).encoding is Encoding.UTF_8
    assert sniff(unicodedata.normalize("NFD", text).encode()).encoding is Encoding.UTF_8
    assert sniff(text.encode("utf-16")).encoding is Encoding.UTF_16
    assert sniff(b"plain English").encoding is Encoding.UTF_8
    assert decode(text.encode("utf-16"), Encoding.UTF_16) == text


def test_a_long_unicode_text_cut_inside_a_letter_is_still_unicode():
    for shift in range(4):
        assert sniff(b"x" * shift + "ệ".encode() * 30_000).encoding is Encoding.UTF_8


def test_other_languages_are_not_taken_for_vietnamese():
    for text in ("La littérature française du siècle dernier, été", "Einführung in die Bücherkunde für Mädchen"):
        guess = sniff(text.encode("cp1252"))
        assert guess.encoding is Encoding.CP1252
        assert not guess.sure


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(written: bytes):
    guess = sniff(written)
    for encoding in (guess.encoding, *TABLED, Encoding.CP1258, Encoding.MARC_8, Encoding.VIQR, Encoding.CP1252):
        text = decode(written, encoding)
        assert nfc(text) == text


def test_decoding_says_nothing_on_the_terminal(monkeypatch: pytest.MonkeyPatch):
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    decode("Công an".encode(), Encoding.MARC_8)
    decode(bytes(range(0x80, 0x100)), Encoding.MARC_8)
    assert said.getvalue() == ""


_FORMS = {
    "cp1258-bytes": Encoding.CP1258,
    "length-in-characters": Encoding.UTF_8,
    "marc8-flagged-utf8": Encoding.MARC_8,
    "marc8": Encoding.MARC_8,
    "tcvn3-bytes": Encoding.TCVN3,
    "tcvn3-mojibake-utf8": Encoding.UTF_8,
    "utf8-flagged-marc8": Encoding.UTF_8,
    "utf8-nfc": Encoding.UTF_8,
    "utf8-nfd": Encoding.UTF_8,
    "utf8-tohop": Encoding.UTF_8,
    "viscii-bytes": Encoding.VISCII,
    "vni-bytes": Encoding.VNI,
    "vni-mojibake-utf8": Encoding.UTF_8,
    "vps-bytes": Encoding.VPS,
}


def _texts_of(raw: bytes) -> list[list[bytes]]:
    """Subfield texts of each record, found by the delimiters alone, as directories of broken files cannot be trusted."""
    return [
        [part[1:] for field in record.split(b"\x1e")[1:] for part in field.split(b"\x1f")[1:]]
        for record in raw.split(b"\x1d")
        if record.strip()
    ]


def _expected(shared_data: Path) -> list[list[str]]:
    records = json.loads((shared_data / "vn" / "vn-sample.json").read_text(encoding="utf-8"))
    return [[text for field in record["fields"] for _, text in field.get("subfields", [])] for record in records]


@pytest.mark.parametrize("form", sorted(_FORMS))
def test_every_byte_form_of_the_sample_says_the_same(form: str, shared_data: Path):
    raw = (shared_data / "vn" / f"vn-sample-{form}.mrc").read_bytes()
    whole = sniff(raw)
    assert whole.encoding is _FORMS[form]
    records = _texts_of(raw)
    expected = _expected(shared_data)
    assert len(records) == len(expected)
    for texts, meant in zip(records, expected, strict=True):
        read = [decode(text, whole.encoding) for text in texts]
        wrong = mojibake_of(read)
        mended = [text if wrong is None else reread(text, wrong) for text in read]
        lost_capitals = "tcvn3" in form
        assert [_shown(text, lost_capitals=lost_capitals) for text in mended] == [
            _shown(text, lost_capitals=lost_capitals) for text in meant
        ]


def _shown(text: str, *, lost_capitals: bool) -> str:
    return nfc(text).lower() if lost_capitals else nfc(text)


@pytest.mark.parametrize(("first", "second"), list(itertools.pairwise(SENTENCES)))
def test_one_field_is_enough_to_tell_common_encodings(first: str, second: str):
    for encoding in (Encoding.TCVN3, Encoding.VNI):
        assert sniff(_written(f"{first}. {second}", encoding)).encoding is encoding


@pytest.mark.parametrize("cut", [b"!0", b"!"])
def test_a_letter_cut_short_costs_only_itself_and_no_word_on_stderr(cut: bytes, capsys: pytest.CaptureFixture[str]):
    whole = b"\x1b$1!0!"
    read = decode(whole + cut + b"\x1b(B Catalogue", Encoding.MARC_8)
    assert read.startswith(decode(whole, Encoding.MARC_8))
    assert read.endswith(" Catalogue")
    decode(whole + cut, Encoding.MARC_8)
    assert capsys.readouterr().err == ""
