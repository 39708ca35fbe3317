"""The schema, as numbered steps that nobody edits after a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store import connection as _first  # noqa: F401 - prepares sqlite-utils for sqlcipher3; must come before it
from desktop.library.store import files
from desktop.library.store.profile import REFOLD
from desktop.library.store.rows import EXTRACT, belongs, fields_of
from desktop.library.store.schema import EXTRACTED, NAMES

from sqlite_utils import Database, Migrations  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.store.connection import Connection

STEPS = Migrations("tusach")

_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "item": (("title_id",), ("barcode",), ("accession",), ("type",)),
    "reader": (("card",), ("name_sort", "id")),
    "circulation_event": (("item_id", "ord"), ("title_id", "ord"), ("reader_id",), ("at",)),
    "policy": (("category", "item_type"),),
    "code": (("list", "code"),),
    "conflict": (("state", "kind"), ("row",)),
    "file": (("title_id",), ("sha256",)),
    "amendment": (("row", "at"), ("at",)),
    "ledger": (("reader_id", "at"), ("item_id",), ("at",), ("undoes",)),
    "portrait": (("reader_id",),),
    "letter": (("code",),),
}


_FIRST = ("title", "item", "reader", "circulation_event", "policy", "code", "calendar", "conflict", "unit")
"""The tables of rows that there were from the beginning."""


def synced_table(db: Database, name: str) -> None:
    """Make a synced table: what every row carries, its extracted columns, its guard."""
    columns = {
        "place": int,
        "id": str,
        "channel": str,
        "number": int,
        "stamp": str,
        "stamps": bytes,
        "bases": bytes,
        "fields": bytes,
    }
    required = {"id", "channel", "number", "stamp", "fields"}
    db.table(name).create(columns | EXTRACTED[name], pk="place", not_null=required)
    db.table(name).create_index(["id"], unique=True)
    db.execute(f"CREATE INDEX {name}_waiting ON {name}(number) WHERE bases IS NOT NULL")
    for columns_of_index in _INDEXES.get(name, ()):
        db.table(name).create_index(list(columns_of_index))
    guard(db, name)


def guard(db: Database, name: str) -> None:
    """Refuse an update that changes a row's content without moving its local number (architecture.md 3.3)."""
    db.execute(f"DROP TRIGGER IF EXISTS {name}_guard")
    db.execute(
        f"CREATE TRIGGER {name}_guard BEFORE UPDATE OF channel, stamp, stamps, fields ON {name} "
        f"WHEN NEW.number <= OLD.number BEGIN SELECT RAISE(ABORT, 'row changed past the write path'); END"
    )


def _come_to_life(db: Database, name: str) -> None:
    """Move the rows that a newer program sent meanwhile into their own table (sync.md 2)."""
    common = "id, channel, number, stamp, stamps, bases, fields"
    moved = f"INSERT INTO {name} ({common}) SELECT {common} FROM other_row WHERE tbl = ? ORDER BY number"
    db.execute(moved, [name])
    db.execute("DELETE FROM other_row WHERE tbl = ?", [name])
    if EXTRACTED[name]:
        columns = ", ".join(f"{column} = ?" for column in EXTRACTED[name])
        for row_id, blob in db.execute(f"SELECT id, fields FROM {name}").fetchall():
            db.execute(f"UPDATE {name} SET {columns} WHERE id = ?", [*EXTRACT[name](fields_of(blob)), row_id])


@STEPS()
def s0001_synced_tables(db: Database) -> None:
    """Rows that travel."""
    for name in _FIRST:
        synced_table(db, name)
    db.table("other_row").create(
        {
            "tbl": str,
            "id": str,
            "channel": str,
            "number": int,
            "stamp": str,
            "stamps": bytes,
            "bases": bytes,
            "fields": bytes,
        },
        pk=("tbl", "id"),
        not_null={"channel", "number", "stamp", "fields"},
    )
    # Most titles and readers have no hold: seeing that must not cost a walk through all their loans.
    db.execute("CREATE INDEX circulation_event_held_title ON circulation_event(title_id) WHERE kind = 'held'")
    db.execute("CREATE INDEX circulation_event_held_reader ON circulation_event(reader_id) WHERE kind = 'held'")
    db.execute("CREATE INDEX circulation_event_undoes ON circulation_event(undoes) WHERE undoes IS NOT NULL")
    db.execute("CREATE INDEX other_row_waiting ON other_row(number) WHERE bases IS NOT NULL")
    guard(db, "other_row")


@STEPS()
def s0002_agreement(db: Database) -> None:
    """What this replica knows of itself and of the centre."""
    db.table("clock").create({"one": int, "last": str, "offset_ms": int, "number": int}, pk="one")
    db.table("profile").create({"name": str, "value": bytes}, pk="name")
    db.table("cursor").create({"channel": str, "at": int}, pk="channel")
    db.table("settled").create({"tbl": str, "id": str, "seq": int, "bases": bytes}, pk=("tbl", "id"))
    db.table("settled").create_index(["seq"])
    db.table("digest").create({"channel": str, "bucket": int, "count": int, "mark": int}, pk=("channel", "bucket"))
    db.table("parked").create({"tbl": str, "id": str, "reason": str}, pk=("tbl", "id"))
    db.table("number_block").create({"kind": str, "next": int, "end": int}, pk=("kind", "next"))
    db.table("clock").insert({"one": 1, "last": "0" * 26, "offset_ms": 0, "number": 0})


@STEPS()
def s0003_projections(db: Database) -> None:
    """What is derived from rows and events, and can be dropped and rebuilt."""
    db.table("loan").create(
        {
            "id": str,
            "item_id": str,
            "reader_id": str,
            "lent": int,
            "due": str,
            "renewals": int,
            "returned": int,
            "closed_as": str,
        },
        pk="id",
        not_null={"item_id", "lent", "due", "renewals"},
    )
    db.table("point").create({"id": str, "source": str, "fields": bytes}, pk="id", not_null={"source", "fields"})
    db.table("point").create_index(["source"])
    db.execute("CREATE INDEX loan_open_item ON loan(item_id) WHERE returned IS NULL")
    db.execute("CREATE INDEX loan_open_reader ON loan(reader_id, due) WHERE returned IS NULL")
    db.execute("CREATE INDEX loan_open_due ON loan(due, id) WHERE returned IS NULL")
    db.execute("CREATE INDEX loan_named ON loan(returned) WHERE reader_id IS NOT NULL AND returned IS NOT NULL")
    db.execute("CREATE INDEX loan_item ON loan(item_id)")
    db.execute("CREATE INDEX loan_reader ON loan(reader_id, lent)")
    db.table("title_card").create(
        {
            "place": int,
            "id": str,
            "title": str,
            "author": str,
            "year": str,
            "isbn": str,
            "classification": str,
            "sort": bytes,
            "match": str,
            "control": str,
            "folded": str,
            "items": int,
            "available": int,
            "types": str,
        },
        pk="place",
        not_null={"id", "title", "sort", "items", "available"},
    )
    db.table("title_card").create_index(["id"], unique=True)
    db.table("title_card").create_index(["sort", "id"])
    db.execute("CREATE INDEX title_card_some_available ON title_card(place) WHERE available > 0")
    db.execute("CREATE INDEX title_card_none_available ON title_card(place) WHERE available = 0")
    db.execute("CREATE INDEX title_card_start ON title_card(substr(folded, 1, 20))")
    db.execute("CREATE INDEX title_card_isbn ON title_card(isbn) WHERE isbn <> ''")
    db.execute("CREATE INDEX title_card_match ON title_card(match) WHERE match <> ''")
    db.execute("CREATE INDEX title_card_control ON title_card(control) WHERE control <> ''")
    db.execute(
        "CREATE VIRTUAL TABLE title_search USING fts5("
        "title, author, other, exact, "
        "content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')"
    )
    db.execute(
        "CREATE VIRTUAL TABLE reader_search USING fts5("
        "name, card, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')"
    )


@STEPS()
def s0004_exports(db: Database) -> None:
    """Bundles that are under way, each with the local number up to which it took rows along."""
    db.table("export").create(
        {"id": str, "number": int, "incarnation": str, "made": int}, pk="id", not_null={"number", "incarnation", "made"}
    )


@STEPS()
def s0005_files(db: Database) -> None:
    """Files of titles, and what is known of their contents; those that a newer program sent meanwhile come to life."""
    synced_table(db, "file")
    db.table("blob").create(
        {"sha256": str, "size": int, "state": str, "since": int, "again": int, "unnamed": int},
        pk="sha256",
        not_null={"size", "state", "since", "again"},
    )
    db.execute("CREATE INDEX blob_waiting ON blob(state, since) WHERE state <> 'sent'")
    db.execute("CREATE INDEX blob_unnamed ON blob(unnamed) WHERE unnamed IS NOT NULL")
    common = "id, channel, number, stamp, stamps, bases, fields"
    db.execute(f"INSERT INTO file ({common}) SELECT {common} FROM other_row WHERE tbl = 'file' ORDER BY number")
    db.execute("DELETE FROM other_row WHERE tbl = 'file'")
    files.extract(db.conn)


@STEPS()
def s0006_elsewhere(db: Database) -> None:
    """The titles of all units as a stick brought them; one edition stands, another may be coming."""
    columns = {"edition": int, "id": str, "title": str, "author": str, "year": str, "isbn": str, "units": str}
    db.table("elsewhere").create(columns | {"folded": str}, pk=("edition", "id"), not_null={"title", "units", "folded"})


@STEPS()
def s0007_whole_desk(db: Database) -> None:
    """House rules, their changes, money, portraits and letters; loans know sessions, claims and members."""
    for name in ("desk_policy", "amendment", "ledger", "portrait", "letter"):
        synced_table(db, name)
        _come_to_life(db, name)
    for column, kind in (("on_site", int), ("claimed", int), ("member", str)):
        db.table("loan").add_column(column, kind)
    db.execute("CREATE INDEX loan_on_site ON loan(lent) WHERE on_site = 1")
    db.execute("CREATE INDEX loan_in_the_room ON loan(lent) WHERE on_site = 1 AND returned IS NULL")


@STEPS()
def s0008_queues(db: Database) -> None:
    """Queues of holds; loans know where in their item's story they began, and the type that counts against limits."""
    columns = {"id": str, "title_id": str, "reader_id": str, "placed": int, "ord": str, "state": str, "item_id": str}
    shelf = {"until": str, "suspended_until": str, "shelf_item": str, "shelf_until": str, "shelved_by": str}
    end = {"ended_by": str, "ended": int, "ended_ord": str}
    db.table("hold").create(columns | shelf | end, pk="id", not_null={"title_id", "placed", "ord", "state"})
    db.execute("CREATE INDEX hold_story ON hold(title_id, ord)")
    db.execute("CREATE INDEX hold_open_title ON hold(title_id, ord) WHERE ended IS NULL")
    db.execute("CREATE INDEX hold_open_reader ON hold(reader_id, ord) WHERE ended IS NULL")
    db.execute("CREATE INDEX hold_shelf ON hold(shelf_item) WHERE shelf_item IS NOT NULL")
    db.execute("CREATE INDEX hold_named ON hold(ended) WHERE reader_id IS NOT NULL AND ended IS NOT NULL")
    for column in ("ord", "item_type"):
        db.table("loan").add_column(column, str)
    for index in ("loan_item", "loan_open_reader", "circulation_event_held_title", "circulation_event_held_reader"):
        db.execute(f"DROP INDEX {index}")
    db.execute("CREATE INDEX loan_story ON loan(item_id, ord)")
    db.execute("CREATE INDEX loan_open_reader ON loan(reader_id, due, item_type, on_site) WHERE returned IS NULL")
    db.execute("DROP INDEX idx_circulation_event_item_id_ord")
    db.execute("CREATE INDEX circulation_event_item ON circulation_event(item_id, ord) WHERE kind <> 'read-here'")
    queue = "kind IN ('held', 'hold-cancelled', 'hold-suspended', 'hold-resumed', 'hold-shelved')"
    db.execute(f"CREATE INDEX circulation_event_queue ON circulation_event(title_id, ord) WHERE {queue}")
    # Whatever was folded before, newer programs may have sent kinds of events that only this one understands.
    db.table("profile").insert({"name": REFOLD, "value": msgspec.msgpack.encode(True)}, replace=True)


@STEPS()
def s0009_look_ups(db: Database) -> None:
    """Who of the staff looked which reader up, on this PC."""
    db.table("look_up").create({"at": int, "reader_id": str, "operator": str}, not_null={"at", "reader_id", "operator"})
    db.execute("CREATE INDEX look_up_reader ON look_up(reader_id, at)")
    db.execute("CREATE INDEX look_up_at ON look_up(at)")


@STEPS()
def s0010_counts(db: Database) -> None:
    """What is there is counted without being read, and a group's members are found without a look at every reader."""
    for table in ("item", "reader"):
        db.execute(f"CREATE INDEX {table}_gone ON {table}(place) WHERE live = 0")
    if "belongs" not in db.table("reader").columns_dict:
        db.table("reader").add_column("belongs", str)
        told = ((belongs(fields_of(blob)), place) for place, blob in db.execute("SELECT place, fields FROM reader"))
        db.conn.executemany("UPDATE reader SET belongs = ? WHERE place = ?", [one for one in told if one[0]])
    db.execute("CREATE INDEX reader_belongs ON reader(belongs) WHERE belongs IS NOT NULL")


KNOWN = tuple(step.name for step in STEPS.pending(Database(memory=True)))
"""The names of all steps, in order: the same as `schema.NAMES`, which can be asked without loading all this."""
SCHEMA = len(NAMES)
"""The schema's number: how many steps there are."""


def pending(connection: Connection) -> int:
    """How many steps the file still lacks. Raises Refusal(NEWER_SCHEMA) when it has steps unknown to this program."""
    db = Database(connection, execute_plugins=False)
    applied = [step.name for step in STEPS.applied(db)]
    if unknown := [name for name in applied if name not in KNOWN]:
        raise Refusal(Reason.NEWER_SCHEMA, file=len(applied), program=SCHEMA, step=unknown[0])
    return SCHEMA - len(applied)


def upgrade(connection: Connection, tell: Callable[[int, int], object] = lambda _number, _of: None) -> None:
    """Apply the steps that the file lacks, each in a transaction with its record; told its number before each."""
    db = Database(connection, execute_plugins=False)
    lacking = [step.name for step in STEPS.pending(db)]
    for number, after in enumerate((*lacking[1:], None), 1):
        tell(number, len(lacking))
        STEPS.apply(db, stop_before=after)
