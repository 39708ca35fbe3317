"""Folds Vietnamese text for searching: no case, no marks, đ as d."""

from __future__ import annotations

import re
import unicodedata

_PLAIN_D = str.maketrans("đĐ", "dd")
_USUAL_MARKS = re.compile("[\u0300-\u036f]+")
_APART = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower-case letters and digits without marks, words apart by one space."""
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN_D).casefold())
    plain = _USUAL_MARKS.sub("", decomposed)
    if not plain.isascii():  # marks of other scripts
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _APART.sub(" ", plain).strip()
