"""Finds English sentences that would say “1 copies”."""

from __future__ import annotations

import re

_MANY = (
    "acts answers books bundles bytes cards changes characters conflicts copies days debts digits files holds hours "
    "items letters lines loans machines minutes payments people pieces points readers records renewals returns rows "
    "seconds sessions steps times titles units weeks years"
)
_COUNTED = re.compile(
    rf"(?<!\|)\{{(\w+)\}}(?: (?:closed|expired|more|new|older|open|other|overdue))* ({'|'.join(_MANY.split())})\b"
)
NEVER_ONE = frozenset({"longest", "bytes"})
"""Facts that are always many: the longest PIN, the largest portrait."""


def counts_many_only(sentence: str) -> bool:
    """Whether a counted noun of the sentence has no form for one: `{count} copies`, not `{count} {count:copy|copies}`."""
    return any(
        fact not in NEVER_ONE and not (fact == "value" and noun == "answers")  # a verb
        for fact, noun in _COUNTED.findall(sentence)
    )
