"""Sums of money written out, as a receipt has to have them."""

from __future__ import annotations

from desktop.library.letters.fields import Language

_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")

_EN = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ("", "thousand", "million", "billion")
_BILLION = 10**9


def in_words(amount: int, language: Language) -> str:
    """“mười hai nghìn năm trăm đồng” for 12,500."""
    if language is Language.ENGLISH:
        return f"{_english(amount)} đồng"
    return f"{_vietnamese(amount)} đồng"


def _vietnamese(number: int) -> str:
    if number == 0:
        return _VI[0]
    high, low = divmod(number, _BILLION)
    said = [f"{_vietnamese(high)} tỷ"] if high else []
    thousands = (low // 10**6, low // 1000 % 1000, low % 1000)
    for value, scale in zip(thousands, ("triệu", "nghìn", ""), strict=True):
        if value:
            said.append(f"{_vietnamese_hundreds(value, whole=bool(said))} {scale}".strip())
    return " ".join(said)


def _vietnamese_hundreds(value: int, *, whole: bool) -> str:
    """`whole`: something stands before it, so that its hundreds are said even when there are none."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{_VI[hundreds]} trăm"] if hundreds or whole else []
    if tens == 0 and ones:
        said += [*(["lẻ"] if said else []), _VI[ones]]
    elif tens == 1:
        said += ["mười", *([] if ones == 0 else ["lăm" if ones == 5 else _VI[ones]])]  # noqa: PLR2004 - five is said otherwise after tens
    elif tens:
        last = {0: [], 1: ["mốt"], 4: ["tư"], 5: ["lăm"]}.get(ones, [_VI[ones]])
        said += [f"{_VI[tens]} mươi", *last]
    return " ".join(said)


def _english(number: int) -> str:
    if number == 0:
        return _EN[0]
    said = []
    for at in range(len(_EN_SCALES) - 1, -1, -1):
        scale = 1000**at
        # the highest scale takes all that is left above it
        value = number // scale if at == len(_EN_SCALES) - 1 else number // scale % 1000
        if value:
            said.append(f"{_english(value) if value >= 1000 else _english_hundreds(value)} {_EN_SCALES[at]}".strip())  # noqa: PLR2004 - the next scale
    return " ".join(said)


def _english_hundreds(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    said = [f"{_EN[hundreds]} hundred"] if hundreds else []
    if 0 < rest < len(_EN):
        said.append(_EN[rest])
    elif rest:
        tens, ones = divmod(rest, 10)
        said.append(_EN_TENS[tens] + (f"-{_EN[ones]}" if ones else ""))
    return " and ".join(said)
