"""A library is founded whole or not at all."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop.library.founding import Founding, found
from desktop.library.library import Opening, exists
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS = Founding("DV07", "Thư viện Trường", "bi-mat-7", sample=True)


class PowerCut(Exception):
    pass


def test_a_founding_cut_short_leaves_no_library_and_can_be_begun_again(profile: Path):
    def cut(*_: int) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        found(profile, ANSWERS, progress=cut)
    assert not exists(profile)
    found(profile, Founding("DV07", "Thư viện Trường", "bi-mat-7"))
    opening = Opening(profile, "bi-mat-7")
    library = opening.library()
    assert (library.unit, library.standing().titles) == ("DV07", 0)
    library.close()
    opening.release()


@pytest.mark.parametrize("sample", [False, True])
def test_a_library_that_is_there_is_never_founded_over(profile: Path, *, sample: bool):
    found(profile, Founding("DV07", "Thư viện Trường", "bi-mat-7"))
    before = (profile / "key.json").read_bytes()
    with pytest.raises(Refusal) as refused:
        found(profile, Founding("DV08", "Khác", "khac-han", sample=sample))
    assert refused.value.reason is Reason.LIBRARY_EXISTS
    assert (profile / "key.json").read_bytes() == before


def test_a_folder_that_cannot_be_made_is_refused(profile: Path):
    profile.write_text("in the way")
    with pytest.raises(Refusal) as refused:
        found(profile, ANSWERS)
    assert refused.value.reason is Reason.CANNOT_WRITE


@pytest.mark.parametrize("sample", [False, True])
def test_a_library_whose_key_went_astray_is_not_overwritten_and_opens_again_with_the_key(
    profile: Path, *, sample: bool
):
    found(profile, Founding("DV07", "Thư viện Trường", "bi-mat-7"))
    key = (profile / "key.json").rename(profile.with_name("key-elsewhere"))
    for attempt in (
        lambda: found(profile, Founding("DV08", "Khác", "khac-han", sample=sample)),
        lambda: Opening(profile, "bi-mat-7"),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert (refused.value.reason, refused.value.facts["file"]) == (Reason.DAMAGED_FILE, "key.json")
    key.rename(profile / "key.json")
    opening = Opening(profile, "bi-mat-7")
    with closing(opening.library()) as library:
        assert library.unit == "DV07"
    opening.release()
