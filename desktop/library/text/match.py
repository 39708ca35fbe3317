"""Keys that tell whether two records describe the same book, whatever the punctuation, case or tone style."""

from __future__ import annotations

import re

from desktop.library.text.normal import exact

_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


def match_key(text: str) -> str:
    """The words of the text for finding duplicates.

    Marks count (Má and Mà are two books, and a wrong merge costs more than a missed one); case, tone style and
    punctuation do not.
    """
    return " ".join(_WORD.findall(exact(text)))


def name_match_key(name: str) -> str:
    """As `match_key`, in any order of the parts: "Nông, Quốc Hưng" and "Quốc Hưng Nông" are one author."""
    return " ".join(sorted(_WORD.findall(exact(name))))


def title_match_key(title: str, *, author: str, year: str) -> str:
    """The key of a whole title: title words, author in any order, the first year in `year` ("[2021]", "c1998")."""
    found = _YEAR.search(year)
    return "|".join((match_key(title), name_match_key(author), found.group() if found else ""))
