"""Rules, house rules, code lists and the calendar, as kept."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from desktop.library.circulation.calendar import Calendar, calendar_of
from desktop.library.model.ids import CategoryCode, ItemTypeCode, Money
from desktop.library.model.item import Access
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.rule import Rule
from desktop.library.model.terms import BANDS, Band, Stale, Terms
from desktop.library.store import rows
from desktop.library.store.rows import fields_of
from desktop.library.store.typed import MOST_MONEY, day, text, truth, whole
from sync.core.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from desktop.library.store.connection import Connection
    from sync.core.row import Value

ANY = "*"
GUESTS = "khach"
"""The category of readers from outside, whom nobody has cleared for anything."""
_MOST_BANDS = 20
_MOST_TENTHS = 1000
_NO_SUCH = object()
_RULES = "SELECT id, stamp, stamps, fields FROM policy"
_RULES_FOR = (
    f"{_RULES} WHERE category IN (?1, '{ANY}') AND item_type IN (?2, '{ANY}') "
    "ORDER BY category <> ?1, item_type <> ?2, id"
)
_FIXED = ("category", "item_type", "version")
"""What a rule is for is not changed: another rule is written."""


class Policies:
    """Reads the unit's rules."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rule(self, category: str, item_type: str) -> Rule | None:
        """The most specific rule: this category and type, then any type, then any category, then any of both."""
        found = self._connection.execute(_RULES_FOR, (category, item_type))
        return next((rule for row in found if (rule := _rule_kept(*row)) is not None), None)

    def rules(self) -> tuple[Rule, ...]:
        """Every rule that counts, by category and item type."""
        found = self._connection.execute(f"{_RULES} ORDER BY category, item_type, id")
        return tuple(rule for row in found if (rule := _rule_kept(*row)) is not None)

    def terms(self) -> Terms:
        """The house rules; what nobody has set, or what makes no sense, is as in a new library."""
        found = self._connection.execute("SELECT fields FROM desk_policy ORDER BY id LIMIT 1").fetchone()
        return _terms_kept(found[0]) if found is not None else Terms()

    def rule_fields(self, version: str) -> tuple[str, dict[str, Any]]:
        """The present version of the row that this version is one of, and its fields; empty when there is none."""
        row = rows.load(self._connection, "policy", version.partition("@")[0])
        return ("", {}) if row is None else (version_of(row), row.fields)

    def codes(self, of_list: str) -> tuple[tuple[str, str, str], ...]:
        """(code, Vietnamese, English) of one list, in its order."""
        alive = [fields for fields in self._code_fields(of_list) if text(fields, "code")]
        ordered = sorted(alive, key=lambda fields: (whole(fields, "rank"), text(fields, "code")))
        return tuple((text(f, "code"), text(f, "vi") or f["code"], text(f, "en") or f["code"]) for f in ordered)

    def label(self, of_list: str, code: str) -> tuple[str, str]:
        """What a code of a list is called in Vietnamese and in English; empty words when it is not in the list."""
        found = self._connection.execute("SELECT fields FROM code WHERE list = ? AND code = ?", (of_list, code))
        fields: Mapping[str, Any] = next((fields_of(blob) for (blob,) in found), {})
        return text(fields, "vi"), text(fields, "en")

    def clearance(self, category: str) -> Access:
        """The most guarded access that readers of the category are cleared for: open, force or unit.

        Where nobody has said: guests see what is open, the unit's own people what is internal to the unit.
        """
        found = self._connection.execute(
            "SELECT fields FROM code WHERE list = 'reader-category' AND code = ? ORDER BY id", (category,)
        )
        fields = (fields_of(blob) for (blob,) in found)
        cleared = (text(told, "clearance") for told in fields if told.get("deleted_at") is None)
        usual = Access.OPEN if category == GUESTS else Access.UNIT
        return next((Access(word) for word in cleared if word in set(Access)), usual)

    def calendar_fields(self) -> dict[str, Any]:
        """The fields of the unit's calendar row; empty when there is none."""
        found = self._connection.execute("SELECT fields FROM calendar ORDER BY id LIMIT 1").fetchone()
        return fields_of(found[0]) if found is not None else {}

    def calendar(self) -> Calendar:
        """The unit's calendar."""
        found = self._connection.execute("SELECT fields FROM calendar ORDER BY id LIMIT 1").fetchone()
        return _calendar_kept(found[0]) if found is not None else Calendar()

    def calendar_id(self) -> str:
        """The id of the unit's calendar row; empty when there is none."""
        found = self._connection.execute("SELECT id FROM calendar ORDER BY id LIMIT 1").fetchone()
        return found[0] if found is not None else ""

    def code_id(self, of_list: str, code: str) -> str:
        """The id of a code's row; empty when it is not in the list."""
        found = self._connection.execute("SELECT id FROM code WHERE list = ? AND code = ? ORDER BY id", (of_list, code))
        return next((row_id for (row_id,) in found), "")

    def lacking(self, keys: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of these tables and ids that were never written here; what was deleted was."""
        wanted = tuple(keys)
        known = {(row.table, row.id) for row in rows.load_all(self._connection, wanted)}
        return frozenset(key for key in wanted if key not in known)

    def _code_fields(self, of_list: str) -> Iterator[dict[str, Any]]:
        found = self._connection.execute("SELECT fields FROM code WHERE list = ? ORDER BY id", (of_list,))
        every = (fields_of(blob) for (blob,) in found)
        return (fields for fields in every if fields.get("deleted_at") is None)


@lru_cache(maxsize=256)
def _rule_kept(row_id: str, stamp: str, stamps: bytes | None, blob: bytes) -> Rule | None:
    """The rule that a row makes; None for one that was deleted. Read at every act, made anew only when it changed."""
    fields = fields_of(blob)
    if fields.get("deleted_at") is not None:
        return None
    row = Row("policy", row_id, "", stamp, fields, fields_of(stamps) if stamps is not None else {})
    return rule_of(version_of(row), fields)


@lru_cache(maxsize=8)
def _terms_kept(blob: bytes) -> Terms:
    return terms_of(fields_of(blob))


@lru_cache(maxsize=8)
def _calendar_kept(blob: bytes) -> Calendar:
    return calendar_of(fields_of(blob))


def version_of(row: Row) -> str:
    """`id@stamp` with the newest stamp of the row; once fields were changed apart, a mark of all their stamps follows.

    Without the mark, an older change of another field, arriving late from another desk, would leave the version as is.
    """
    version = f"{row.id}@{row.greatest_stamp()}"
    if not row.stamps:
        return version
    told = "\n".join(f"{name} {stamp}" for name, stamp in sorted(row.stamped()))
    return f"{version}+{blake2b(told.encode(), digest_size=4).hexdigest()}"


def rule_of(version: str, fields: Mapping[str, Any]) -> Rule:
    """The rule that a row's fields make; a field that makes no sense is as if nobody had set it."""
    return Rule(
        category=CategoryCode(text(fields, "category")),
        item_type=ItemTypeCode(text(fields, "item_type")),
        loan_days=whole(fields, "loan_days"),
        renewals=whole(fields, "renewals"),
        renewal_days=whole(fields, "renewal_days"),
        max_of_type=whole(fields, "max_of_type"),
        max_loans=whole(fields, "max_loans"),
        lends=truth(fields, "lends", default=True),
        until=day(fields.get("until")),
        until_term=truth(fields, "until_term", default=False),
        renew_within=whole(fields, "renew_within"),
        grace_days=whole(fields, "grace_days"),
        max_holds=whole(fields, "max_holds", 5),
        shelf_days=whole(fields, "shelf_days", 3),
        on_site=truth(fields, "on_site", default=True),
        fine_per_day=Money(whole(fields, "fine_per_day", most=MOST_MONEY)),
        version=version,
    )


def terms_of(fields: Mapping[str, Any]) -> Terms:
    """The house rules that a row's fields make."""
    as_new = Terms()
    stale = text(fields, "stale")
    return Terms(
        money=truth(fields, "money", default=as_new.money),
        like_for_like=truth(fields, "like_for_like", default=as_new.like_for_like),
        bands=_bands(fields.get("bands")),
        owes_limit=Money(whole(fields, "owes_limit", as_new.owes_limit, most=MOST_MONEY)),
        stale=Stale(stale) if stale in set(Stale) else as_new.stale,
        stale_days=whole(fields, "stale_days", as_new.stale_days),
        long_overdue_days=whole(fields, "long_overdue_days", as_new.long_overdue_days),
        hold_days=whole(fields, "hold_days", as_new.hold_days),
        auto_shelve=truth(fields, "auto_shelve", default=as_new.auto_shelve),
        self_service=truth(fields, "self_service", default=as_new.self_service),
    )


def kept_rule(fields: Mapping[str, Any], changes: Mapping[str, Value]) -> Rule:
    """The rule that the fields make.

    Raises Refusal(INVALID_SETTING) for a change that would not be read as it is given.
    """
    rule = rule_of("", fields)
    for name, value in changes.items():
        _refuse_misread(name, value, _NO_SUCH if name in _FIXED else getattr(rule, name, _NO_SUCH))
    return rule


def kept_terms(changes: Mapping[str, Value]) -> None:
    """Raises Refusal(INVALID_SETTING) for a house rule that would not be read as it is given."""
    terms = terms_of(changes)
    for name, value in changes.items():
        _refuse_misread(name, value, getattr(terms, name, _NO_SUCH))


def _refuse_misread(name: str, given: Value, read: object) -> None:
    match read:
        case date():
            plain: object = read.isoformat()
        case Stale():
            plain = read.value
        case tuple():
            plain = [[band.origin, band.from_price, band.tenths] for band in read]
        case _:
            plain = read
    if type(plain) is not type(given) or plain != given:
        raise Refusal(Reason.INVALID_SETTING, field=name, value=str(given))


def _bands(value: object) -> tuple[Band, ...]:
    if not isinstance(value, list):
        return BANDS
    return tuple(band for told in value[:_MOST_BANDS] if (band := _band(told)) is not None) or BANDS


def _band(told: object) -> Band | None:
    match told:
        case [str(origin), int(price), int(tenths)] if 0 <= price <= MOST_MONEY and 0 < tenths <= _MOST_TENTHS:
            return Band(origin, Money(price), tenths)
        case _:
            return None
