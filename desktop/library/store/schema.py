"""What every part of the store knows of the schema; the steps that make it (migrations) are loaded when one is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

NAMES = (
    "s0001_synced_tables",
    "s0002_agreement",
    "s0003_projections",
    "s0004_exports",
    "s0005_files",
    "s0006_elsewhere",
    "s0007_whole_desk",
    "s0008_queues",
    "s0009_look_ups",
    "s0010_counts",
)
"""The names of the steps, in order."""

EXTRACTED: dict[str, dict[str, type]] = {
    "title": {},
    "item": {"title_id": str, "barcode": str, "accession": str, "type": str, "live": int, "lendable": int},
    "reader": {"card": str, "category": str, "name_sort": bytes, "live": int, "belongs": str},
    "circulation_event": {
        "item_id": str,
        "title_id": str,
        "reader_id": str,
        "kind": str,
        "ord": str,
        "at": int,
        "undoes": str,
    },
    "policy": {"category": str, "item_type": str},
    "code": {"list": str, "code": str},
    "calendar": {},
    "conflict": {"state": str, "kind": str, "row": str},
    "unit": {},
    "file": {"title_id": str, "sha256": str, "live": int},
    "desk_policy": {},
    "amendment": {"row": str, "at": int},
    "ledger": {"reader_id": str, "item_id": str, "kind": str, "at": int, "undoes": str},
    "portrait": {"reader_id": str},
    "letter": {"code": str, "live": int},
}
"""Columns taken out of a table's fields so that SQL can find by them; always derived, never written by hand."""


def is_present(connection: Connection) -> bool:
    """Whether the file has exactly the steps that this program knows: nothing is due, nothing is from the future."""
    noted = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if noted is None:
        return False
    applied = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'tusach'")
    return {name for (name,) in applied} == set(NAMES)
