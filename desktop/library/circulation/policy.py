"""Who may borrow what for how long: the most specific rule, and the rules that a new library starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.library.model.ids import CategoryCode, ItemTypeCode
from sync.core.row import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.model.rule import Rule

ANY = "*"
"""In place of a category or an item type: whatever has no rule of its own."""

Fields = dict[str, Value]


class _Terms(NamedTuple):
    days: int
    renewals: int
    renewal_days: int
    of_type: int


_IN_THE_ROOM = _Terms(0, 0, 0, 0)

# A public-security college lends 1-3 books for at most 10 days, renews at the desk and keeps periodicals in the room
# (domain.md 1.5); textbooks go out for a term. Officers borrow for their work, so they get more and longer. A class
# or a team takes the textbooks of all its members on one card.
_TERM = 150
_LIMITS = {"can-bo": 10, "chien-si": 5, "hoc-vien": 20, "khach": 2, "tap-the": 200, ANY: 2}
_TERMS: dict[tuple[str, str], _Terms] = {
    ("can-bo", "sach"): _Terms(30, 2, 15, 10),
    ("can-bo", "giao-trinh"): _Terms(60, 2, 30, 10),
    ("can-bo", "bao-chi"): _IN_THE_ROOM,
    ("can-bo", "noi-bo"): _Terms(10, 1, 10, 3),
    ("can-bo", ANY): _Terms(10, 1, 10, 5),
    ("chien-si", "sach"): _Terms(14, 1, 7, 5),
    ("chien-si", "giao-trinh"): _Terms(30, 1, 15, 5),
    ("chien-si", "bao-chi"): _IN_THE_ROOM,
    ("chien-si", "noi-bo"): _Terms(7, 0, 0, 1),
    ("chien-si", ANY): _Terms(7, 1, 7, 3),
    ("hoc-vien", "sach"): _Terms(10, 1, 7, 3),
    ("hoc-vien", "giao-trinh"): _Terms(_TERM, 1, 30, 15),
    ("hoc-vien", "bao-chi"): _IN_THE_ROOM,
    ("hoc-vien", "noi-bo"): _Terms(7, 0, 0, 2),
    ("hoc-vien", ANY): _Terms(7, 1, 7, 3),
    ("khach", "sach"): _Terms(7, 0, 0, 2),
    ("khach", "giao-trinh"): _Terms(7, 0, 0, 1),
    ("khach", "bao-chi"): _IN_THE_ROOM,
    ("khach", "noi-bo"): _IN_THE_ROOM,
    ("khach", ANY): _IN_THE_ROOM,
    ("tap-the", "sach"): _Terms(30, 1, 15, 50),
    ("tap-the", "giao-trinh"): _Terms(_TERM, 1, 30, 200),
    ("tap-the", "bao-chi"): _IN_THE_ROOM,
    ("tap-the", "noi-bo"): _Terms(10, 0, 0, 10),
    ("tap-the", ANY): _Terms(10, 1, 10, 20),
    (ANY, "bao-chi"): _IN_THE_ROOM,
    (ANY, "noi-bo"): _IN_THE_ROOM,
    (ANY, ANY): _Terms(7, 0, 0, 2),
}

_CATEGORIES = (
    ("can-bo", "Cán bộ, sĩ quan", "Officer"),
    ("chien-si", "Hạ sĩ quan, chiến sĩ", "Soldier"),
    ("hoc-vien", "Học viên", "Cadet"),
    ("khach", "Khách", "Guest"),
    ("tap-the", "Lớp, đội (mượn tập thể)", "Class or team"),
)
_ITEM_TYPES = (
    ("sach", "Sách", "Book"),
    ("giao-trinh", "Giáo trình", "Textbook"),
    ("bao-chi", "Báo, tạp chí", "Periodical"),
    ("noi-bo", "Tài liệu nội bộ", "Internal document"),
)
_LOCATIONS = (
    ("kho-muon", "Kho mượn", "Lending stack"),
    ("kho-mo", "Kho mở", "Open shelves"),
    ("phong-doc", "Phòng đọc", "Reading room"),
)

_SATURDAY, _SUNDAY = 5, 6
_EVERY_YEAR = (
    ("01-01", "Tết Dương lịch"),
    ("04-30", "Ngày Chiến thắng"),
    ("05-01", "Ngày Quốc tế Lao động"),
    ("09-01", "Nghỉ Quốc khánh"),
    ("09-02", "Quốc khánh"),
)
# Holidays of the Labour Code (Art. 112) that follow the moon: the eve and first four days of Tết, and 10/3 âm lịch.
_BY_THE_MOON = {
    2026: (("02-16", "02-17", "02-18", "02-19", "02-20"), "04-26"),
    2027: (("02-05", "02-06", "02-07", "02-08", "02-09"), "04-16"),
    2028: (("01-25", "01-26", "01-27", "01-28", "01-29"), "04-04"),
    2029: (("02-12", "02-13", "02-14", "02-15", "02-16"), "04-23"),
    2030: (("02-01", "02-02", "02-03", "02-04", "02-05"), "04-12"),
}


def choose(rules: Iterable[Rule], category: CategoryCode, item_type: ItemTypeCode) -> Rule | None:
    """The most specific of these rules: for this pair, for the category, for the item type, for anything."""
    by_pair = {(rule.category, rule.item_type): rule for rule in rules}
    return next((by_pair[pair] for pair in pairs(category, item_type) if pair in by_pair), None)


def pairs(category: str, item_type: str) -> tuple[tuple[CategoryCode, ItemTypeCode], ...]:
    """The pairs that a rule may be found under, the most specific first."""
    either = ((category, item_type), (category, ANY), (ANY, item_type), (ANY, ANY))
    return tuple((CategoryCode(one), ItemTypeCode(other)) for one, other in either)


def starting_rules() -> tuple[tuple[str, Fields], ...]:
    """The `policy` rows of a new library: the code that its id is made from, and its fields."""
    return tuple((f"{category}/{kind}", _rule(category, kind, terms)) for (category, kind), terms in _TERMS.items())


def starting_codes() -> tuple[tuple[str, Fields], ...]:
    """The `code` rows of a new library (reader categories, item types, locations) with both labels."""
    lists = {"reader-category": _CATEGORIES, "item-type": _ITEM_TYPES, "location": _LOCATIONS}
    return tuple(
        (f"{name}/{code}", {"list": name, "code": code, "vi": vi, "en": en, "rank": rank})
        for name, codes in lists.items()
        for rank, (code, vi, en) in enumerate(codes)
    )


def starting_calendar() -> tuple[tuple[str, Fields], ...]:
    """The one `calendar` row of a new library: closed at weekends and on public holidays."""
    fields: Fields = {"weekdays_closed": [_SATURDAY, _SUNDAY]}
    for year, (tet, kings) in _BY_THE_MOON.items():
        fields |= {f"closed/{year}-{day}": name for day, name in _EVERY_YEAR}
        fields |= {f"closed/{year}-{day}": "Tết Nguyên đán" for day in tet}
        fields[f"closed/{year}-{kings}"] = "Giỗ Tổ Hùng Vương"
    return (("calendar", fields),)


def _rule(category: str, item_type: str, terms: _Terms) -> Fields:
    return {
        "category": category,
        "item_type": item_type,
        "loan_days": terms.days,
        "renewals": terms.renewals,
        "renewal_days": terms.renewal_days,
        "max_of_type": terms.of_type,
        "max_loans": _LIMITS[category],
        "lends": terms is not _IN_THE_ROOM,
    }
