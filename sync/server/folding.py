"""Folds Vietnamese text for searching: no case, no marks, đ as d."""

from __future__ import annotations

import unicodedata

_PLAIN_D = str.maketrans("đĐ", "dd")


def fold(text: str) -> str:
    """Lower-case letters and digits without marks, words apart by one space."""
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN_D).casefold())
    letters = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(letters).split())
