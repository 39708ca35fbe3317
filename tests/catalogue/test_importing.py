"""Taking files in: nothing lost, nothing doubled, nothing half done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop.library.catalogue import importing
from desktop.library.model.refusal import Reason, Refusal
from tests.catalogue.records import book, iso

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.catalogue import Catalogue
    from desktop.library.library import Library
    from desktop.library.model.title import Imported


def taken(catalogue: Catalogue, folder: Path, data: bytes, name: str = "file.mrc", **how: object) -> Imported:
    file = folder / name
    file.write_bytes(data)
    return catalogue.import_file(file, **how)


def reasons(imported: Imported) -> list[tuple[int, str, str]]:
    return [(line.record, line.outcome, line.reason) for line in imported.report]


ISBN = ("020", "  $a978-604-1-24395-8 (bìa mềm)")


def test_a_file_taken_in_twice_adds_nothing_the_second_time(catalogue: Catalogue, tmp_path: Path) -> None:
    data = book("Một", number="a1") + book("Hai", ISBN) + book("Ba", ("100", "1 $aNam Cao"))
    first, second = taken(catalogue, tmp_path, data), taken(catalogue, tmp_path, data)
    assert (first.read, first.added, first.merged, first.rejected) == (3, 3, 0, 0)
    assert (second.read, second.added, second.merged, second.rejected) == (3, 0, 3, 0)
    assert [reason for _, _, reason in reasons(second)] == ["same-record", "same-isbn", "same-title"]


def test_doubles_inside_one_file_are_seen(catalogue: Catalogue, tmp_path: Path) -> None:
    other_writing = ("020", "  $a9786041243958")
    imported = taken(catalogue, tmp_path, book("Nỗi buồn", ISBN) + book("NỖI BUỒN", other_writing))
    assert (imported.added, imported.merged) == (1, 1)


def test_a_double_fills_what_was_missing_and_overwrites_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    taken(catalogue, tmp_path, book("Nỗi buồn", ISBN, ("260", "  $aH.$bVăn học$c1991")))
    taken(catalogue, tmp_path, book("Nỗi buồn", ISBN, ("260", "  $aHuế$c2005"), ("520", "  $aTóm tắt")))
    (line,) = catalogue.find("noi buon").lines
    form = catalogue.form(line.id)
    assert (form.place, form.year, form.summary) == ("H.", "1991", "Tóm tắt")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (book("Má", ISBN), book("Mà", ISBN)),
        (
            book("Toán", ("100", "1 $aAn"), ("020", "  $a9786041243958")),
            book("Toán", ("100", "1 $aAn"), ("020", "  $a9786043184815")),
        ),
        (book("Hồi ký"), book("Hồi ký")),
        (book("Toán lớp 1", number="7"), book("Văn lớp 2", number="7")),
        (book("Sử ký$nTập 1", ("100", "1 $aTư Mã Thiên")), book("Sử ký$nTập 2", ("100", "1 $aTư Mã Thiên"))),
    ],
)
def test_what_may_be_two_books_stays_two(catalogue: Catalogue, tmp_path: Path, one: bytes, other: bytes) -> None:
    assert taken(catalogue, tmp_path, one + other).added == 2


def test_copies_come_with_their_record_and_leave_the_shared_title(catalogue: Catalogue, tmp_path: Path) -> None:
    data = book(
        "Đất nước", ("852", "  $aTV$bKho mượn$jKM.0000001$pVN0000000017"), ("952", "  $pTK.00456$oK600N$yGT$g45.000đ")
    )
    imported = taken(catalogue, tmp_path, data)
    assert imported.items_added == 2
    (line,) = catalogue.find("dat nuoc").lines
    assert (line.items, line.available) == (2, 2)
    second, first = catalogue.items(line.id)
    assert (first.barcode, first.accession, first.location) == ("VN0000000017", "KM.0000001", "Kho mượn")
    assert (second.barcode, second.call_number, second.price) == ("TK.00456", "K600N", 45000)
    assert not catalogue.title(line.id).all("852")


def test_a_bar_code_of_another_title_is_told_and_not_taken(catalogue: Catalogue, tmp_path: Path) -> None:
    imported = taken(catalogue, tmp_path, book("Một", ("852", "  $pTK1")) + book("Hai", ("852", "  $pTK1")))
    assert (imported.added, imported.items_added) == (2, 1)
    assert (2, "repaired", "duplicate-barcode") in reasons(imported)


def test_the_same_copies_again_are_not_doubled(catalogue: Catalogue, tmp_path: Path) -> None:
    data = book("Một", ("852", "  $pTK1"), number="1")
    assert [taken(catalogue, tmp_path, data).items_added for _ in range(2)] == [1, 0]


def test_records_that_are_no_titles_are_rejected_with_why(catalogue: Catalogue, tmp_path: Path) -> None:
    authority = iso(("100", "1 $aNam Cao"), leader="00000nz  a2200000n  4500")
    deleted = iso(("245", "00$aĐã xoá"), leader="00000dam a2200000 a 4500")
    untitled, unimarc = iso(("100", "1 $aAi đó")), iso(("200", "1 $aTitre"))
    imported = taken(catalogue, tmp_path, authority + deleted + untitled + unimarc + book("Sách"))
    assert imported.added == 1
    assert [reason for _, _, reason in reasons(imported)] == [
        "not-a-title",
        "deleted-at-source",
        "missing-title",
        "unimarc",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        (("245", "10$aPhương án tác chiến (Tuyệt mật)"),),
        (("245", "10$aPhương án"), ("500", "  $aĐộ mật: Tối mật")),
        (("245", "10$aPhương án"), ("926", "  $a2")),
        (("245", "10$aPhương án"), ("506", "  $aMật")),
    ],
)
def test_a_secret_record_is_set_aside_and_nothing_of_it_is_repeated(
    library: Library, tmp_path: Path, fields: tuple[tuple[str, str], ...]
) -> None:
    imported = taken(library.catalogue, tmp_path, book("Sách thường", ("926", "  $a0")) + iso(("001", "S77"), *fields))
    assert (imported.added, imported.rejected) == (1, 1)
    assert reasons(imported) == [(2, "quarantined", "state-secret")]
    assert "hương án" not in repr(imported)
    assert "S77" not in repr(imported)
    assert library.catalogue.find("phuong an").total == 0


def test_books_about_secrets_are_books(catalogue: Catalogue, tmp_path: Path) -> None:
    titles = ("Harry Potter và phòng chứa bí mật", "Luật Bảo vệ bí mật nhà nước", "Kỹ thuật nuôi ong mật", "Mật mã học")
    assert taken(catalogue, tmp_path, b"".join(map(book, titles))).added == 4


def test_a_file_whose_name_bears_a_mark_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        taken(catalogue, tmp_path, book("X"), name="danh_mục_tuyệt_mật.mrc")
    assert refused.value.reason is Reason.STATE_SECRET
    assert not refused.value.facts


def test_a_dry_run_counts_the_same_and_writes_nothing(library: Library, tmp_path: Path) -> None:
    data = book("Một", ISBN, ("852", "  $pTK1")) + book("MỘT", ISBN, ("852", "  $pTK1")) + b"rubbish\x1d" + book("Hai")
    rehearsed = taken(library.catalogue, tmp_path, data, dry_run=True)
    assert library.standing().titles == 0
    assert library.standing().items == 0
    done = taken(library.catalogue, tmp_path, data)
    assert (
        (rehearsed.added, rehearsed.merged, rehearsed.rejected) == (done.added, done.merged, done.rejected) == (2, 1, 1)
    )
    assert rehearsed.items_added == done.items_added == 1


def test_progress_is_told_and_a_stopped_import_keeps_whole_batches(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    told: list[tuple[int, int]] = []

    def two_batches(done: int, size: int) -> bool:
        told.append((done, size))
        return len(told) < 2

    data = b"".join(book(f"Quyển {n}") for n in range(45))
    imported = taken(library.catalogue, tmp_path, data, progress=two_batches)
    assert imported.added == library.standing().titles == 20
    assert told[-1][1] == len(data)


def test_what_cannot_be_written_is_not_counted(library: Library, tmp_path: Path) -> None:
    library.store.connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(Refusal) as refused:
        taken(
            library.catalogue,
            tmp_path,
            b"".join(book(f"Quyển sách thứ {n}", ("520", f"  $a{'x' * 3000}")) for n in range(500)),
        )
    assert refused.value.reason is Reason.DISK_FULL
    library.store.connection.execute("PRAGMA max_page_count = 1000000")
    assert library.check().ok
    assert library.standing().titles % importing.BATCH == 0


def test_every_form_of_the_same_records_is_the_same_library(catalogue: Catalogue, tmp_path: Path) -> None:
    data = {
        "a.mrc": book("Điều lệnh", ISBN),
        "a.xml": ('<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a22</leader><datafield tag="020" ind1=" " ind2=" "><subfield code="a">9786041243958</subfield></datafield>'
                  '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Điều lệnh /</subfield></datafield></record></collection>').encode(),
        "a.json": json.dumps({"leader": "00000nam", "fields": [{"020": {"subfields": [{"a": "9786041243958"}]}}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Điều lệnh"}]}}]}).encode(),
        "a.txt": "=LDR  00000nam\n=020  \\\\$a9786041243958\n=245  10$aĐiều lệnh\n".encode(),
        "a.csv": "Nhan đề,ISBN\nĐiều lệnh,9786041243958\n".encode(),
    }  # fmt: skip
    outcome = [
        (one.format, one.added, one.merged)
        for one in (taken(catalogue, tmp_path, text, name=name) for name, text in data.items())
    ]
    assert outcome == [
        ("iso2709", 1, 0),
        ("marcxml", 0, 1),
        ("marc-json", 0, 1),
        ("catalogue-text", 0, 1),
        ("csv:titles", 0, 1),
    ]


def test_a_named_kind_is_believed_and_an_unknown_one_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    assert taken(catalogue, tmp_path, book("Một"), kind="iso2709").added == 1
    with pytest.raises(Refusal) as refused:
        taken(catalogue, tmp_path, book("Một"), kind="pdf")
    assert refused.value.reason is Reason.UNKNOWN_FORMAT


def test_one_record_by_file_tells_which_title_it_is(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "one.mrc"
    file.write_bytes(book("Tôi thấy hoa vàng trên cỏ xanh", ISBN))
    (title,) = catalogue.add_marc(file)
    assert catalogue.add_marc(file) == (title,)
    assert catalogue.title(title).first("245", "a") == "Tôi thấy hoa vàng trên cỏ xanh"
    file.write_bytes(b"rubbish\x1d" * 3 + b"\x1e")
    with pytest.raises(Refusal):
        catalogue.add_marc(file)


@pytest.mark.parametrize("title", ["—", "***", "…"])
def test_a_title_without_a_letter_is_known_again_by_its_isbn(catalogue: Catalogue, tmp_path: Path, title: str) -> None:
    taken(catalogue, tmp_path, book(title, ISBN))
    again = taken(catalogue, tmp_path, book(title, ISBN))
    assert (again.added, reasons(again)) == (0, [(1, "merged", "same-isbn")])
    assert taken(catalogue, tmp_path, book("Tên khác", ISBN)).added == 1


def test_records_that_say_nothing_but_their_title_are_not_doubled_by_the_same_file(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    data = book("Hồi ký") + book("—") + book("Hồi ký") + book("Hồi ký", ("500", "  $aTập 2"))
    assert taken(catalogue, tmp_path, data).added == 4
    again = taken(catalogue, tmp_path, data)
    assert (again.added, again.merged) == (0, 4)
    assert {reason for _, _, reason in reasons(again)} == {"same-record"}
    rehearsed = taken(catalogue, tmp_path, data + book("Hồi ký"), dry_run=True)
    assert (rehearsed.added, rehearsed.merged) == (1, 4)


def test_an_import_of_bare_titles_cut_short_adds_only_what_is_missing(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    data = b"".join(book(f"Sách {number // 2}") for number in range(9))
    file = tmp_path / "file.mrc"
    file.write_bytes(data)
    cut = catalogue.import_file(file, progress=lambda _, __: False)
    assert cut.added < 9
    again = catalogue.import_file(file)
    assert (again.added, again.merged) == (9 - cut.added, cut.added)
