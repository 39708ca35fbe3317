"""The tables of the centre's database."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

from sync.server.store import words

SCHEMA_VERSION = 2
"""Raised with every change of a table below. A database with a greater one is refused."""

metadata = MetaData()

meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", Text, nullable=False))
"""schema, epoch, the address last served, how far the title index has read."""

_IS_CONFLICT = text("tbl = 'conflict'")

synced = Table(
    "synced",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("tbl", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("stamp", LargeBinary(13), nullable=False),
    Column("stamps", LargeBinary, nullable=False),
    Column("fields", LargeBinary, nullable=False),
    Column("mark", BigInteger, nullable=False),
    Index("conflict_of_channel", "channel", sqlite_where=_IS_CONFLICT, postgresql_where=_IS_CONFLICT),
)
"""Every row, once, as it travels: `stamps` and `fields` are msgpack maps. `mark` is its digest.mark_of."""

place = Table(
    "place",
    metadata,
    Column("channel", String, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("tbl", String, nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("sent_by", String),
    Index("place_of_row", "id", "tbl", "channel", unique=True),
    sqlite_with_rowid=False,
)
"""The feeds: a row stands in a channel once, at its latest number. `sent_by`: the incarnation that need not be told."""

wanted = Table(
    "wanted",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("tbl", String, primary_key=True),
    Column("channel", String, primary_key=True),
)
"""Shared rows that a unit's row follows and that have not arrived yet: they will be placed in its channel, too."""

counter = Table(
    "counter",
    metadata,
    Column("channel", String, primary_key=True),
    Column("latest", BigInteger, nullable=False),
    Column("durable", BigInteger, nullable=False),
)
"""The latest number of each channel. Numbering happens under a lock on these, in channel order (sync.md 4)."""

digest = Table(
    "digest",
    metadata,
    Column("channel", String, primary_key=True),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("rows", BigInteger, nullable=False),
    Column("mark", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Count and sum of each of the 256 buckets of a channel; all are there from the channel's first row on."""

unit = Table(
    "unit",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("escrow", LargeBinary),
    Column("through", String),
)
"""`escrow`: the unit's key, sealed to the recovery key that lies elsewhere. `through`: the centre below this one that
brought the unit; null for a unit of our own."""

device = Table(
    "device",
    metadata,
    Column("id", String, primary_key=True),
    Column("unit", String, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("state", String, nullable=False),
    Column("enrolled", BigInteger, nullable=False),
    Column("last_contact", BigInteger),
    Column("clock_offset", BigInteger),
    Column("program", String),
    Column("role", String, nullable=False, server_default="desk"),
    Column("waiting", BigInteger),
    Column("open_points", BigInteger),
    Column("cursors", LargeBinary),
    Column("wrapped_key", LargeBinary),
    Column("revoked", BigInteger),
    Column("stick_in", BigInteger),
    Column("stick_out", BigInteger),
    Column("incarnation", String),
    Column("keyed", Integer, nullable=False, server_default="0"),
)
"""`role`: desk | operator | centre. `waiting`, `open_points`: rows to send and points to settle, as it last told us.
`cursors`: msgpack map, how far it had read when it last came. `wrapped_key`: its unit's key, sealed to it by another
device of the unit. `stick_in`, `stick_out`: when its last bundle was taken, and an answer last written (UTC ms).
`incarnation`: the latest that signed in or sent a bundle. `keyed`: 1 when it holds its unit's key, as it last said.
`state` is `active` or `revoked`; times are UTC ms; `clock_offset` is the device's clock minus ours."""

incarnation = Table(
    "incarnation",
    metadata,
    Column("incarnation", String, primary_key=True),
    Column("device", String, nullable=False),
    Column("since", BigInteger, nullable=False),
)

code = Table(
    "code",
    metadata,
    Column("number", String, primary_key=True),
    Column("secret", LargeBinary(32), nullable=False),
    Column("unit", String, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("device", String),
    Column("role", String, nullable=False, server_default="desk"),
    Column("keyed", Integer, nullable=False, server_default="0"),
)
"""One-time enrolment codes. `secret` is a SHA-256; `device` is the one that used it; `tries` counts wrong secrets.
`keyed`: 1 when its file carries the unit's key."""

challenge = Table(
    "challenge",
    metadata,
    Column("nonce", LargeBinary(32), primary_key=True),
    Column("device", String, nullable=False, index=True),
    Column("expires", BigInteger, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("device", String, nullable=False),
    Column("incarnation", String, nullable=False),
    Column("expires", BigInteger, nullable=False),
)

parked = Table(
    "parked",
    metadata,
    Column("mark", LargeBinary(32), primary_key=True),
    Column("device", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("tbl", String, nullable=False),
    Column("id", LargeBinary, nullable=False),
    Column("reason", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Pushed rows that could not be taken, whole: nothing is lost. `mark` keeps a repeated push from doubling them."""

title_line = Table(
    "title_card",
    metadata,
    Column("line", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", LargeBinary(16), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("year", String, nullable=False),
    Column("isbn", String, nullable=False),
    Column("is_open", Integer, nullable=False),
    Column("folded", Text, nullable=False),
)
"""What `find` searches: derived from the catalogue's feed, may be dropped. `is_open`: everybody may read of it.
`folded` are the words without marks; store.words keeps an index of them."""
words.attach(title_line)
block = Table(
    "block",
    metadata,
    Column("unit", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("device", String, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Which device of a unit has the numbers of which block; the device is empty where a restored centre left a gap."""

upward = Table(
    "upward",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("tbl", String, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("mark", BigInteger, nullable=False),
    Column("stamps", LargeBinary, nullable=False),
    Column("held", LargeBinary),
    Column("seq", BigInteger),
    Index("upward_until_durable", "seq"),
)
"""What the centre above this one has of our rows (sync.server.upstream). `stamps`: those of the fields it has from us
or we from it, `mark` their digest.mark_of. `held`: stamps that our fields have had when we offered them, kept until
its backup covers the number `seq`; no number while an offer is under way. Of an older `generation`: it was put back
since."""

upward_place = Table(
    "upward_place",
    metadata,
    Column("channel", String, primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("tbl", String, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("parked", String),
    Column("mark", BigInteger),
)
"""Shared rows that the centre above is known to have in this channel, and rows that it has put aside: why, as what."""

upward_channel = Table(
    "upward_channel",
    metadata,
    Column("channel", String, primary_key=True),
    Column("offered", BigInteger, nullable=False),
    Column("cursor", BigInteger),
    Column("refused", String),
)
"""How far a channel of ours has been offered to the centre above, how far its own has been read, and why it takes
nothing of it: the unit is another's there."""

bundle = Table(
    "bundle",
    metadata,
    Column("id", String, primary_key=True),
    Column("device", String, nullable=False, index=True),
    Column("direction", String, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("result", String, nullable=False),
    Column("epoch", String),
    Column("cursors", LargeBinary),
    Column("answer", LargeBinary),
    Column("wishes", LargeBinary),
)
"""Bundles that came `in` and went `out`; `made` by the sender's clock, `at` by ours (UTC ms). Of one that came in:
`result`: taken | cut | clock-wrong | new-epoch | revoked; `epoch` and `cursors` (msgpack map) as the device had them;
`answer`: what it is to be told (msgpack of sync.core.bundle_content.Answer); `wishes`: of files and titles (msgpack of
sync.server.bundle_cargo.Wishes)."""

blob_name = Table(
    "blob_name",
    metadata,
    Column("channel", String, primary_key=True),
    Column("tbl", String, primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("sha", LargeBinary(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Index("blob_named", "channel", "sha"),
    sqlite_with_rowid=False,
)
"""Which rows of a channel name which file: derived from the channel's feed (sync.server.blob_names)."""

blob = Table(
    "blob",
    metadata,
    Column("channel", String, primary_key=True),
    Column("sha", LargeBinary(32), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("arrived", BigInteger, nullable=False),
    Column("unnamed", BigInteger),
    Column("above", String),
    Index("blob_by_sha", "sha"),
    sqlite_with_rowid=False,
)
"""Files whose bytes a device of the channel has brought, whole and verified. One that only another unit has brought is
not here for this one: to know a hash is not to have the file. `unnamed`: since when no row names it (UTC ms).
`above`: the epoch of the centre above that has it, too."""
