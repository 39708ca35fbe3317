"""What each SIP2 message begins with: its fixed parts, by name and width, before the fields (3M SIP 2.00)."""

from __future__ import annotations

from collections.abc import Mapping

Layout = tuple[tuple[str, int], ...]

_WHEN = ("when", 18)
_DUE = ("due", 18)
_LANGUAGE = ("language", 3)
_STANDING = ("standing", 14)
_LENT = (("ok", 1), ("renewed", 1), ("magnetic", 1), ("desensitize", 1), _WHEN)

REQUESTS: Mapping[str, Layout] = {
    "01": (("retained", 1), _WHEN),
    "09": (("happened", 1), _WHEN, ("returned", 18)),
    "11": (("may_renew", 1), ("happened", 1), _WHEN, _DUE),
    "15": (("mode", 1), _WHEN),
    "17": (_WHEN,),
    "19": (_WHEN,),
    "23": (_LANGUAGE, _WHEN),
    "25": (_WHEN,),
    "29": (("third_party", 1), ("happened", 1), _WHEN, _DUE),
    "35": (_WHEN,),
    "37": (_WHEN, ("fee_type", 2), ("payment", 2), ("currency", 3)),
    "63": (_LANGUAGE, _WHEN, ("summary", 10)),
    "65": (_WHEN,),
    "93": (("name_sealed", 1), ("password_sealed", 1)),
    "97": (),
    "99": (("state", 1), ("width", 3), ("version", 4)),
}
"""What a machine may send. `happened` is the protocol's "no block": Y when it has happened while the line was down."""

RESPONSES: Mapping[str, Layout] = {
    "10": (("ok", 1), ("resensitize", 1), ("magnetic", 1), ("alert", 1), _WHEN),
    "12": _LENT,
    "16": (("ok", 1), ("available", 1), _WHEN),
    "18": (("circulation", 2), ("security", 2), ("fee_type", 2), _WHEN),
    "20": (("ok", 1), _WHEN),
    "24": (_STANDING, _LANGUAGE, _WHEN),
    "26": (_STANDING, _LANGUAGE, _WHEN),
    "30": _LENT,
    "36": (("ended", 1), _WHEN),
    "38": (("ok", 1), _WHEN),
    "64": (
        _STANDING,
        _LANGUAGE,
        _WHEN,
        ("shelved", 4),
        ("overdue", 4),
        ("charged", 4),
        ("fines", 4),
        ("recalls", 4),
        ("waiting", 4),
    ),
    "66": (("ok", 1), ("renewed", 4), ("unrenewed", 4), _WHEN),
    "94": (("ok", 1),),
    "96": (),
    "98": (
        ("online", 1),
        ("may_return", 1),
        ("may_lend", 1),
        ("may_renew", 1),
        ("may_mark", 1),
        ("may_work_offline", 1),
        ("timeout", 3),
        ("retries", 3),
        _WHEN,
        ("version", 4),
    ),
}
"""What is answered."""

LAYOUTS: Mapping[str, Layout] = {**REQUESTS, **RESPONSES}
ANSWERS: Mapping[str, str] = {
    "01": "24",
    "09": "10",
    "11": "12",
    "15": "16",
    "17": "18",
    "19": "20",
    "23": "24",
    "25": "26",
    "29": "30",
    "35": "36",
    "37": "38",
    "63": "64",
    "65": "66",
    "93": "94",
    "99": "98",
}
"""Which message answers which; 97 is answered by whatever was said last."""
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "10": ("AO", "AB", "AQ"),
    "12": ("AO", "AA", "AB", "AJ", "AH"),
    "16": ("AO", "AA"),
    "18": ("AB", "AJ"),
    "20": ("AB",),
    "24": ("AO", "AA", "AE"),
    "26": ("AO", "AA", "AE"),
    "30": ("AO", "AA", "AB", "AJ", "AH"),
    "36": ("AO", "AA"),
    "38": ("AO", "AA"),
    "64": ("AO", "AA", "AE"),
    "66": ("AO",),
    "98": ("AO", "BX"),
}
"""Fields that an answer must have, empty if need be: strict machines stumble over one that is missing."""
_ORDER = "AO AA AE AM BX BZ CA CB BL AB AJ AH CQ BT CI BH BV CC AS AT AU AV BU CD CK CH BK BM BN"
_ORDERS: Mapping[str, str] = {
    "10": "AO AB AQ AJ CL AA CK CH CR CS CT CV CY DA",
    "16": "BW BR BS AO AA AB AJ",
    "18": "CF AH CJ CM AB AJ BG BH BV CK AQ AP CH CS",
}
_LAST = " AF AG"
"""What is shown and what is printed; whatever the protocol does not list stands before."""


def in_order(code: str, fields: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The fields of an answer as the protocol lists them.

    Their order means nothing by the protocol, but there are clients that read one field after the other.
    """
    listed = _ORDERS.get(code, _ORDER)

    def place(field: tuple[str, str]) -> tuple[bool, int]:
        name = field[0]
        return (False, listed.index(name)) if name in listed else (True, _LAST.find(name))

    return tuple(sorted(fields, key=place))
