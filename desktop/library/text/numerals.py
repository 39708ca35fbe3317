"""Numbers in Vietnamese words, as a title that begins with a number is filed and coded."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")
_HIGHEST = 10**12


def in_words(number: int) -> str:
    """The number in words: 21 is "hai mươi mốt", 105 "một trăm linh năm". From 10¹² on, digit by digit."""
    if number >= _HIGHEST:
        return " ".join(_DIGITS[int(digit)] for digit in str(number))
    groups = [number // 1000**scale % 1000 for scale in range(len(_SCALES))]
    highest = max((scale for scale, group in enumerate(groups) if group), default=0)
    said = [
        f"{_below_thousand(groups[scale], full=scale < highest)} {_SCALES[scale]}".strip()
        for scale in range(highest, -1, -1)
        if groups[scale] or highest == 0
    ]
    return " ".join(said)


def _below_thousand(number: int, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not full:
        return _below_hundred(rest)
    said = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return said
    return f"{said} linh {_DIGITS[rest]}" if rest < 10 else f"{said} {_below_hundred(rest)}"  # noqa: PLR2004 - ten


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return " ".join(filter(None, ("mười" if tens == 1 else f"{_DIGITS[tens]} mươi", _ones(tens, ones))))


def _ones(tens: int, ones: int) -> str:
    match tens, ones:
        case _, 0:
            return ""
        case _, 5:
            return "lăm"
        case (1, _) | (_, 2 | 3 | 4 | 6 | 7 | 8 | 9):
            return _DIGITS[ones]
        case _:
            return "mốt"
