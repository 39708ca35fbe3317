"""Rules, code lists and the calendar, as kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.library.model.ids import CategoryCode, ItemTypeCode
from desktop.library.model.rule import Rule
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

ANY = "*"


class Policies:
    """Reads the unit's rules."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rule(self, category: str, item_type: str) -> Rule | None:
        """The most specific rule: this category and type, then any type, then any category, then any of both."""
        for wanted in ((category, item_type), (category, ANY), (ANY, item_type), (ANY, ANY)):
            found = self._connection.execute(
                "SELECT id, stamp, fields FROM policy WHERE category = ? AND item_type = ? ORDER BY id LIMIT 1", wanted
            ).fetchone()
            if found is not None and (fields := fields_of(found[2])).get("deleted_at") is None:
                return _rule(f"{found[0]}@{found[1]}", fields)
        return None

    def rules(self) -> tuple[Rule, ...]:
        """Every rule."""
        found = self._connection.execute(
            "SELECT id, stamp, fields FROM policy ORDER BY category, item_type, id"
        ).fetchall()
        return tuple(_rule(f"{row_id}@{stamp}", fields_of(blob)) for row_id, stamp, blob in found)

    def codes(self, of_list: str) -> tuple[tuple[str, str, str], ...]:
        """(code, Vietnamese, English) of one list, in its order."""
        found = [
            fields_of(blob)
            for (blob,) in self._connection.execute("SELECT fields FROM code WHERE list = ?", (of_list,))
        ]
        alive = [fields for fields in found if fields.get("deleted_at") is None]
        return tuple(
            (f["code"], f["vi"], f["en"]) for f in sorted(alive, key=lambda f: (f.get("rank") or 0, f["code"]))
        )

    def label(self, of_list: str, code: str) -> tuple[str, str]:
        """What a code of a list is called in Vietnamese and in English; empty words when it is not in the list."""
        found = self._connection.execute("SELECT fields FROM code WHERE list = ? AND code = ?", (of_list, code))
        fields = next((fields_of(blob) for (blob,) in found), {})
        return fields.get("vi") or "", fields.get("en") or ""

    def calendar_fields(self) -> dict[str, Any]:
        """The fields of the unit's calendar row; empty when there is none."""
        found = self._connection.execute("SELECT fields FROM calendar ORDER BY id LIMIT 1").fetchone()
        return fields_of(found[0]) if found is not None else {}


def _rule(version: str, fields: dict[str, Any]) -> Rule:
    return Rule(
        category=CategoryCode(fields["category"]),
        item_type=ItemTypeCode(fields["item_type"]),
        loan_days=int(fields.get("loan_days") or 0),
        renewals=int(fields.get("renewals") or 0),
        renewal_days=int(fields.get("renewal_days") or 0),
        max_of_type=int(fields.get("max_of_type") or 0),
        max_loans=int(fields.get("max_loans") or 0),
        lends=bool(fields.get("lends", True)),
        version=version,
    )
