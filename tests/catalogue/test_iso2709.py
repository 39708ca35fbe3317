"""Exchange files as they come: good, broken, cut off, in every encoding that Vietnamese libraries ever used."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.catalogue.decoding import Decoder, encoding_named
from desktop.library.catalogue.draft import Spoilt
from desktop.library.catalogue.formats import Format, what_is
from desktop.library.model.refusal import Reason, Refusal
from tests.catalogue.records import book, iso, only, read, titles

VIETNAMESE = (
    "Phương pháp điều tra hình sự",
    "Tội phạm học đại cương",
    "Những vấn đề lý luận về nghiệp vụ trinh sát",
    "Đường lối cách mạng",
)


def test_every_record_of_a_good_file_is_read_in_order() -> None:
    assert titles(read(b"".join(map(book, VIETNAMESE)))) == list(VIETNAMESE)


def test_a_broken_record_costs_only_itself() -> None:
    broken = book("Hỏng").replace(b"245", b"245\xc3\xb9", 1)
    data = book("Một") + broken + book("Hai")
    assert titles(read(data)) == ["Một", "broken-directory", "Hai"]


def test_lengths_counted_in_characters_are_read_by_terminators() -> None:
    record = iso(
        ("100", "1 $aNguyễn Đình Thi"), ("245", "10$aĐất nước$cNguyễn Đình Thi"), count=lambda b: len(b.decode())
    )
    draft = only(read(record))
    assert draft.first("100", "a") == "Nguyễn Đình Thi"
    assert draft.first("245", "a") == "Đất nước"
    assert "wrong-lengths" in draft.repairs


def test_a_cut_off_record_is_reported_and_those_before_it_are_kept() -> None:
    whole, cut = book("Nguyên vẹn"), book("Bị cắt", ("650", " 4$aChủ đề một"), ("650", " 4$aChủ đề hai"))
    assert titles(read(whole + cut[:-30])) == ["Nguyên vẹn", "truncated-record"]


def test_a_last_record_that_lacks_only_its_terminator_is_repaired() -> None:
    draft = only(read(book("Thiếu dấu kết thúc")[:-1]))
    assert draft.first("245", "a") == "Thiếu dấu kết thúc"
    assert "missing-record-end" in draft.repairs


@given(at=st.integers(min_value=0, max_value=400))
def test_a_file_cut_anywhere_gives_the_records_before_the_cut(at: int) -> None:
    data = b"".join(map(book, VIETNAMESE))
    ends = [len(b"".join(map(book, VIETNAMESE[: n + 1]))) for n in range(len(VIETNAMESE))]
    whole = sum(1 for end in ends if end <= at)
    assert titles(read(data[:at]))[:whole] == list(VIETNAMESE[:whole])


def test_garbage_between_records_is_stepped_over() -> None:
    data = b"\r\n\x00" + book("Một") + b"\n<<< rubbish >>>\r\n" + book("Hai") + b"\x1a   \n"
    found = read(data)
    assert titles(found) == ["Một", "Hai"]
    assert "garbage-before" in found[1].repairs


def test_an_empty_file_and_noise_are_no_records() -> None:
    assert read(b"") == []
    assert titles(read(b"\x00\x01 nothing here \x1d and here \x1d")) == ["not-a-record", "not-a-record"]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "vps", "cp1258", "marc8"])
def test_legacy_bytes_are_recognised_whatever_the_leader_says(shared_data: Path, encoding: str) -> None:
    name = "vn-sample-marc8.mrc" if encoding == "marc8" else f"vn-sample-{encoding}-bytes.mrc"
    expected = read((shared_data / "vn" / "vn-sample-utf8-nfc.mrc").read_bytes())
    data = (shared_data / "vn" / name).read_bytes()
    assert titles(read(data)) == titles(expected)
    assert titles(read(data.replace(b"nam  22", b"nam a22"))) == titles(expected)


@pytest.mark.parametrize(
    "name",
    [
        "utf8-nfd",
        "utf8-tohop",
        "utf8-flagged-marc8",
        "marc8-flagged-utf8",
        "length-in-characters",
        "tcvn3-mojibake-utf8",
    ],
)
def test_the_same_records_in_another_form_are_the_same_records(shared_data: Path, name: str) -> None:
    expected = read((shared_data / "vn" / "vn-sample-utf8-nfc.mrc").read_bytes())
    found = read((shared_data / "vn" / f"vn-sample-{name}.mrc").read_bytes())
    assert titles(found) == titles(expected)
    spelt = [
        [str(f.subfields).lower() for f in draft.fields] for draft in (found[0], expected[0])
    ]  # TCVN3 has few capitals
    assert spelt[0] == spelt[1]


def test_utf8_bytes_under_a_marc8_flag_are_read_as_utf8_and_reported() -> None:
    draft = only(read(book("Ngữ văn").replace(b"nam a22", b"nam  22")))
    assert draft.first("245", "a") == "Ngữ văn"
    assert draft.repairs == ("wrong-leader-flag",)


def test_a_few_bad_bytes_in_a_unicode_record_do_not_make_it_something_else() -> None:
    draft = only(read(book("Giáo trình điều tra cơ bản XX").replace(b"XX", b"\xff\xfe")))
    assert draft.first("245", "a") == "Giáo trình điều tra cơ bản \ufffd\ufffd"
    assert "bad-bytes" in draft.repairs


def test_a_vps_letter_that_looks_like_a_record_end_does_not_cut_the_record(shared_data: Path) -> None:
    record = (shared_data / "vn" / "vn-sample-vps-bytes.mrc").read_bytes().split(b"\x1d")[0] + b"\x1d"
    marked = record.replace(b"Harry", b"Ha\x1dry")
    assert titles(read(marked + marked)) == titles(read(marked)) * 2


def test_a_named_encoding_overrides_what_is_seen() -> None:
    data = iso(("245", "10$aC\xabng an"), encoding="latin-1")
    assert Decoder(data, encoding_named("TCVN3")).decode([b"C\xabng an"], says_utf8=True).texts == ["Công an"]


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        encoding_named("ebcdic")
    assert refused.value.reason is Reason.UNKNOWN_ENCODING


def test_a_field_without_subfield_marks_or_indicators_keeps_its_text() -> None:
    draft = only(read(iso(("245", "Không có dấu trường con"), ("500", "x$aGhi chú"))))
    assert draft.first("245", "a") == "Không có dấu trường con"
    assert draft.first("500", "a") == "Ghi chú"
    assert "odd-indicators" in draft.repairs


def test_a_text_in_another_language_is_left_as_it_is() -> None:
    texts = [
        "Les misérables : œuvre complète",
        "Über die Grundlagen der Öffentlichkeit",
        "Señor año niño",
        "Чайка",
        "東京",
    ]
    assert titles(read(b"".join(map(book, texts)))) == texts


@given(st.lists(st.binary(max_size=80), max_size=6))
def test_no_bytes_make_the_reader_fail(pieces: list[bytes]) -> None:
    data = b"\x1d".join([book("Trước"), *pieces, book("Sau")])
    found = read(data)
    assert found[0].first("245", "a") == "Trước"
    assert all(isinstance(one, Spoilt) or one.fields for one in found)


def test_a_leader_with_a_capital_where_none_belongs_is_still_a_leader(tmp_path: Path) -> None:
    record = iso(("100", "0 $aMax Brand"), ("245", "00$aThe Untamed"), leader="00000 Z  a2200000   4500")
    draft = only(read(record))
    assert (draft.first("245", "a"), draft.repairs) == ("The Untamed", ())
    (tmp_path / "odd.mrc").write_bytes(record)
    assert what_is(tmp_path / "odd.mrc") is Format.ISO2709
