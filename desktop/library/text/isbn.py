"""ISBNs as cataloguers write them: with hyphens, qualifiers, in ten digits or thirteen."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import isbn as standard
from stdnum.exceptions import ValidationError

_NUMBER = re.compile(r"(?<![0-9])(?:97[89][- ]?)?(?:[0-9][- ]?){9}[0-9Xx](?![0-9])")


@lru_cache(maxsize=4096)
def isbn13(text: str) -> str:
    """The thirteen digits of the first valid ISBN in the text, or an empty string: `604-1-24395-5 (bìa cứng)` too."""
    for found in _NUMBER.finditer(text):
        try:
            return str(standard.validate(found.group(), convert=True))
        except ValidationError:
            continue
    return ""
