"""Restricted copies are known here and told nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from desktop.library.catalogue import Catalogue
from desktop.library.circulation.conditions import Conditions
from desktop.library.library import Library
from desktop.library.model.item import Access, Condition, ItemForm
from desktop.library.model.title import TitleForm


@pytest.fixture
def conditions(library: Library) -> Conditions:
    return library.conditions


def exported(catalogue: Catalogue, file: Path) -> dict[str, str]:
    """Titles with their bar codes, as the file has them."""
    catalogue.export_file(file)
    with file.open(encoding="utf-8-sig") as text:
        return {line["Nhan đề"]: line["Số ĐKCB"] for line in csv.DictReader(text)}


def test_a_restricted_copy_is_in_no_file(catalogue: Catalogue, conditions: Conditions, tmp_path: Path):
    both, one, none = (catalogue.add(TitleForm(title=name)) for name in ("Hai bản", "Một bản", "Không bản"))
    for title, code in ((both, "A1"), (both, "A2"), (one, "B1")):
        catalogue.add_item(title, ItemForm(barcode=code))
    assert exported(catalogue, tmp_path / "a.csv") == {"Hai bản": "A1; A2", "Một bản": "B1", "Không bản": ""}
    for code in ("A2", "B1"):
        conditions.set_access(code, Access.RESTRICTED)
    assert exported(catalogue, tmp_path / "b.csv") == {"Hai bản": "A1", "Không bản": ""}
    assert {line.id for line in catalogue.find("ban").lines} == {both, one, none}
    (item,) = catalogue.items(one)
    assert item.has(Condition.RESTRICTED)


def test_a_mark_set_on_the_copys_card_is_noted(catalogue: Catalogue, conditions: Conditions):
    item = catalogue.add_item(catalogue.add(TitleForm(title="Một")), ItemForm(barcode="A1"))
    catalogue.amend_item(item.id, ItemForm(), {Condition.DAMAGED: True})
    catalogue.amend_item(item.id, ItemForm(), {Condition.DAMAGED: True})
    (change,) = conditions.history("A1")
    assert (change.field, change.before, change.after is not None) == ("damaged", None, True)
