"""Code 39 as ISO/IEC 16388 has it."""

from __future__ import annotations

import pytest

from desktop.library.circulation.code39 import WIDE, widths

SIGNS = "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-. "


def signs_of(code: str) -> list[tuple[int, ...]]:
    """The nine elements of each sign, without the gaps between signs."""
    every = widths(code)
    return [every[start : start + 9] for start in range(0, len(every), 10)]


def test_a_code_stands_between_two_stop_signs():
    first, _, last = signs_of("A")
    assert first == last == (1, 3, 1, 1, 3, 1, 3, 1, 1)


def test_three_of_nine_are_wide_and_no_two_signs_are_alike():
    signs = signs_of(SIGNS)[1:]
    assert {sign.count(WIDE) for sign in signs} == {3}
    assert len(set(signs)) == len(SIGNS) + 1


@pytest.mark.parametrize(
    ("sign", "elements"),
    [("0", "111331311"), ("A", "311113113"), ("K", "311111133"), (".", "331111311"), (" ", "133111311")],
)
def test_signs_are_those_of_the_standard(sign: str, elements: str):
    assert "".join(map(str, signs_of(sign)[1])) == elements


def test_what_has_no_sign_is_refused():
    with pytest.raises(ValueError, match="no sign"):
        widths("Đ")
