"""Code 39 (ISO/IEC 16388): the bar code that every scanner reads as it comes out of its box."""

from __future__ import annotations

NARROW, WIDE = 1, 3

_WIDE_BARS = ("10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010", "00110")
_GROUPS = {"1234567890": 1, "ABCDEFGHIJ": 2, "KLMNOPQRST": 3, "UVWXYZ-. *": 0}
"""Ten characters each, in the order of the bars above: which of the four gaps between the five bars is wide."""
_STOP = "*"


def widths(code: str) -> tuple[int, ...]:
    """Widths of bars and gaps by turns, a bar first and last. Raises ValueError for what Code 39 has no sign for."""
    elements: list[int] = []
    for sign in f"{_STOP}{code}{_STOP}":
        elements += (*_sign(sign), NARROW)
    return tuple(elements[:-1])


def _sign(sign: str) -> tuple[int, ...]:
    for signs, wide_gap in _GROUPS.items():
        if sign in signs:
            bars = [WIDE if bit == "1" else NARROW for bit in _WIDE_BARS[signs.index(sign)]]
            gaps = [WIDE if gap == wide_gap else NARROW for gap in range(4)]
            return tuple(width for pair in zip(bars, [*gaps, 0], strict=True) for width in pair)[:-1]
    msg = f"Code 39 has no sign for {sign!r}"
    raise ValueError(msg)
