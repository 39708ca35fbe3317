"""Two passwords for one library: what opens it, what does not, and what cannot be set."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from desktop.library.founding import Founding, found
from desktop.library.library import Library, Opening, create
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.sample.making import Size
from desktop.library.security.passwords import DESK_KEY_FILE, KEY_FILE
from desktop.library.security.rights import Rights
from desktop.library.store.store import FILE
from tests.security.opened import DESK_WORD, LIBRARIAN_WORD, opened

ANOTHER_WORD = "bến nước con đò"


def refused(profile: Path, password: str) -> Reason:
    with pytest.raises(Refusal) as no:
        Opening(profile, password)
    return no.value.reason


@pytest.mark.parametrize(
    ("password", "rights"), [(LIBRARIAN_WORD, Rights.LIBRARIAN), (DESK_WORD, Rights.DESK)], ids=str
)
def test_both_passwords_open_the_same_library(library_folder: Path, password: str, rights: Rights):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
    with opened(library_folder, password) as library:
        assert (library.unit, library.rights, library.standing().rights) == ("DV01", rights, rights.value)


def test_without_a_desk_password_only_the_librarians_opens(library_folder: Path):
    assert refused(library_folder, DESK_WORD) is Reason.WRONG_PASSWORD


def test_neither_password_is_a_third_one(library_folder: Path):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
    assert refused(library_folder, ANOTHER_WORD) is Reason.WRONG_PASSWORD


def test_a_removed_desk_password_opens_no_more(library_folder: Path):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
        assert library.passwords.desk_has_one
        library.passwords.remove_desk()
        assert not library.passwords.desk_has_one
    assert refused(library_folder, DESK_WORD) is Reason.WRONG_PASSWORD


def test_another_desk_password_takes_the_place_of_the_first(library_folder: Path):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
        library.passwords.set_desk(ANOTHER_WORD)
    assert refused(library_folder, DESK_WORD) is Reason.WRONG_PASSWORD
    with opened(library_folder, ANOTHER_WORD) as library:
        assert library.rights is Rights.DESK


def test_the_librarian_changes_the_librarians_password(library_folder: Path):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.change(LIBRARIAN_WORD, ANOTHER_WORD)
    assert refused(library_folder, LIBRARIAN_WORD) is Reason.WRONG_PASSWORD
    with opened(library_folder, ANOTHER_WORD) as library:
        assert library.rights is Rights.LIBRARIAN


def test_a_pc_left_open_does_not_give_the_password_away(librarians: Library):
    with pytest.raises(Refusal) as no:
        librarians.passwords.change("chắc là thế này", ANOTHER_WORD)
    assert no.value.reason is Reason.WRONG_PASSWORD
    assert librarians.passwords.vouched(LIBRARIAN_WORD) is Rights.LIBRARIAN


def test_one_password_for_both_is_refused(librarians: Library):
    for attempt in (
        lambda: librarians.passwords.set_desk(LIBRARIAN_WORD),
        lambda: librarians.passwords.change(LIBRARIAN_WORD, DESK_WORD),
    ):
        with pytest.raises(Refusal) as no:
            attempt()
        assert no.value.reason is Reason.PASSWORD_TAKEN
    assert librarians.passwords.vouched(LIBRARIAN_WORD) is Rights.LIBRARIAN


@pytest.mark.parametrize("nothing", ["", "  "])
def test_no_password_is_no_password(librarians: Library, nothing: str):
    with pytest.raises(Refusal) as no:
        librarians.passwords.set_desk(nothing)
    assert (no.value.reason, dict(no.value.facts)) == (Reason.MISSING_FIELD, {"field": "password"})


def test_a_password_opens_whichever_way_its_marks_are_typed(library_folder: Path):
    with opened(library_folder, unicodedata.normalize("NFD", LIBRARIAN_WORD)) as library:
        library.passwords.set_desk(unicodedata.normalize("NFD", DESK_WORD))
    with opened(library_folder, unicodedata.normalize("NFC", DESK_WORD)) as library:
        assert library.rights is Rights.DESK


def test_a_damaged_desk_key_does_not_keep_the_librarian_out(library_folder: Path):
    (library_folder / DESK_KEY_FILE).write_text("{", encoding="ascii")
    with opened(library_folder, LIBRARIAN_WORD) as library:
        assert library.rights is Rights.LIBRARIAN
    assert refused(library_folder, DESK_WORD) is Reason.DAMAGED_FILE


@pytest.mark.parametrize("sample", [False, True], ids=["empty", "sample"])
def test_a_new_library_does_not_open_with_the_desk_password_of_the_one_before(library_folder: Path, sample: bool):
    with opened(library_folder, LIBRARIAN_WORD) as library:
        library.passwords.set_desk(DESK_WORD)
    for name in (KEY_FILE, FILE):  # thrown away by a person who forgot the third file
        (library_folder / name).unlink()
    found(
        library_folder,
        Founding("DV02", "Thư viện khác", ANOTHER_WORD, sample=sample, size=Size(titles=5, readers=2, loans_a_day=1)),
    )
    assert refused(library_folder, DESK_WORD) is Reason.WRONG_PASSWORD


def test_what_cannot_be_written_is_refused_and_the_old_password_stays(librarians: Library, library_folder: Path):
    (library_folder / "key.new").mkdir()  # where the new key would be drafted
    with pytest.raises(Refusal) as no:
        librarians.passwords.change(LIBRARIAN_WORD, ANOTHER_WORD)
    assert (no.value.reason, dict(no.value.facts)) == (Reason.CANNOT_WRITE, {"file": KEY_FILE})
    assert librarians.passwords.vouched(LIBRARIAN_WORD) is Rights.LIBRARIAN


def test_creating_a_library_needs_no_desk(profile: Path):
    create(profile, unit="DV01", name="", password=LIBRARIAN_WORD)
    assert not (profile / DESK_KEY_FILE).exists()
