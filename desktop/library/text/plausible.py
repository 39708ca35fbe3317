"""How far a text reads as Vietnamese: the words that carry marks, and how many of them could be syllables."""

from __future__ import annotations

import re

from desktop.library.text.syllable import is_syllable

_TOKEN = re.compile(r"[^\x00-@\[-`{-\x7f]+")
"""Letters and everything beyond ASCII together, so that a wrong reading (C«ng) stays one word."""
_EDGES = "“”‘’–—…«»·•\u00a0"


def tokens(text: str) -> tuple[str, ...]:
    """The words of the text that hold anything beyond ASCII; words joined to digits (15°C, m²) do not count."""
    return tuple(
        found.group()
        for found in _TOKEN.finditer(text)
        if not found.group().isascii() and not _beside_digit(text, found)
    )


def reads_well(token: str) -> bool | None:
    """Whether the word could stand in a Vietnamese text; None when only punctuation makes it more than ASCII."""
    word = token.strip(_EDGES)
    if word.isascii():
        return None
    return (word.islower() or word.isupper() or word.istitle()) and is_syllable(word)


def vietnamese_share(text: str) -> float:
    """The share of words with marks that are possible Vietnamese syllables, 0 when there are none."""
    verdicts = [verdict for verdict in map(reads_well, tokens(text)) if verdict is not None]
    return sum(verdicts) / len(verdicts) if verdicts else 0.0


def _beside_digit(text: str, found: re.Match[str]) -> bool:
    return text[found.start() - 1 : found.start()].isdigit() or text[found.end() : found.end() + 1].isdigit()
