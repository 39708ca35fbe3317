"""Typing titles and copies in, and changing them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop.library.model.item import Condition, ItemForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import TitleForm
from tests.catalogue.records import book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.library.catalogue import Catalogue
    from desktop.library.library import Library


def reason_of(work: Callable[[], object]) -> Reason:
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.reason


def test_a_typed_title_is_a_whole_marc_record(catalogue: Catalogue) -> None:
    title = catalogue.title(catalogue.add(TitleForm(title="Chí Phèo", author="Nam Cao", year="1941", language="vie")))
    assert title.leader == "00000nam a2200000 a 4500"
    (fixed,) = title.all("008")
    assert (len(fixed.text), fixed.text[7:11], fixed.text[35:38]) == (40, "1941", "vie")
    assert title.first("100", "a") == "Nam Cao"
    assert title.source == "typed"


def test_amending_one_field_sends_one_field(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a.mrc"
    file.write_bytes(book("Chí Phèo", ("650", " 4$aVăn học"), ("941", "  $aDP$bVH"), number="n1"))
    (title,) = library.catalogue.add_marc(file)
    before = library.catalogue.title(title)
    library.catalogue.amend(title, replace(library.catalogue.form(title), title="Chí Phèo và Thị Nở"))
    after = library.catalogue.title(title)
    assert {f.name for f in set(before.fields) ^ set(after.fields)} == {"245/1"}
    assert after.all("941") == before.all("941")


def test_a_heading_taken_away_is_gone_and_may_come_back(catalogue: Catalogue) -> None:
    form = TitleForm(title="X", subjects="Một; Hai")
    title = catalogue.add(form)
    catalogue.amend(title, replace(form, subjects="Hai"))
    assert catalogue.form(title).subjects == "Hai"
    catalogue.amend(title, form)
    assert sorted(catalogue.form(title).subjects.split("; ")) == ["Hai", "Một"]


def test_saving_an_unchanged_form_writes_nothing(library: Library) -> None:
    title = library.catalogue.add(TitleForm(title="X"))
    library.take_touched()
    library.catalogue.amend(title, library.catalogue.form(title))
    assert not library.take_touched()


def test_a_copy_without_numbers_takes_the_next_ones(catalogue: Catalogue) -> None:
    title = catalogue.add(TitleForm(title="X"))
    codes = [catalogue.add_item(title, ItemForm(type=kind)).barcode for kind in ("sach", "sach", "giao-trinh")]
    assert len(set(codes)) == 3
    assert [code[:2] for code in codes] == ["TK", "TK", "GT"]


def test_a_bar_code_is_given_once(catalogue: Catalogue) -> None:
    title = catalogue.add(TitleForm(title="X"))
    catalogue.add_item(title, ItemForm(barcode=" tk.00001 "))
    other = catalogue.add_item(title, ItemForm(barcode="TK.00002"))
    assert reason_of(lambda: catalogue.add_item(title, ItemForm(barcode="TK.00001"))) is Reason.DUPLICATE_BARCODE
    assert reason_of(lambda: catalogue.amend_item(other.id, ItemForm(barcode="TK.00001"))) is Reason.DUPLICATE_BARCODE
    assert len(catalogue.items(title)) == 2


def test_a_copy_is_amended_and_keeps_its_numbers(catalogue: Catalogue) -> None:
    title = catalogue.add(TitleForm(title="X"))
    item = catalogue.add_item(title, ItemForm(barcode="TK1", location="Kho A"))
    changed = catalogue.amend_item(item.id, ItemForm(location="Kho B", price="12.500 đ", type="noi-bo"))
    assert (changed.barcode, changed.accession, changed.location, changed.price, changed.type) == (
        "TK1",
        "TK1",
        "Kho B",
        12500,
        "noi-bo",
    )


def test_a_mark_on_a_copy_keeps_its_day_and_is_taken_away_again(catalogue: Catalogue) -> None:
    title = catalogue.add(TitleForm(title="X"))
    item = catalogue.add_item(title, ItemForm(barcode="TK1"))
    catalogue.amend_item(item.id, ItemForm(), {Condition.DAMAGED: True})
    [(mark, day)] = catalogue.items(title)[0].conditions
    assert mark is Condition.DAMAGED
    both = catalogue.amend_item(item.id, ItemForm(), {Condition.DAMAGED: True, Condition.LOST: True})
    assert dict(both.conditions)[Condition.DAMAGED] == day
    assert catalogue.amend_item(item.id, ItemForm(note="rách")).conditions == both.conditions
    none = catalogue.amend_item(item.id, ItemForm(), {Condition.DAMAGED: False, Condition.LOST: False})
    assert none.conditions == ()


def test_what_is_not_there_or_not_allowed_is_refused(catalogue: Catalogue) -> None:
    title = catalogue.add(TitleForm(title="X"))
    assert reason_of(lambda: catalogue.title("0" * 32)) is Reason.UNKNOWN_TITLE
    assert reason_of(lambda: catalogue.add_item("0" * 32, ItemForm())) is Reason.UNKNOWN_TITLE
    assert reason_of(lambda: catalogue.amend_item("0" * 32, ItemForm())) is Reason.UNKNOWN_ID
    assert reason_of(lambda: catalogue.add(TitleForm(title="Kế hoạch A (Tối mật)"))) is Reason.STATE_SECRET
    assert reason_of(lambda: catalogue.amend(title, TitleForm(title="Kế hoạch A - Tuyệt mật"))) is Reason.STATE_SECRET
    assert catalogue.find("ke hoach").total == 0
