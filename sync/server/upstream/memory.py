"""The tables in which a centre remembers what the one above it has, and how far each has read the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from sync.core.digest import MODULUS
from sync.core.row import named_id
from sync.core.tables import CATALOGUE, COMMON, unit_channel
from sync.core.upward import PARENT
from sync.server.store import rows as store
from sync.server.store.bulk import Bulk
from sync.server.store.database import note, noted
from sync.server.store.tables import counter, digest, place, synced, unit, upward, upward_channel, upward_place
from sync.server.upstream.known import Known, held_in, held_out, stamps_in, stamps_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Any

    from sqlalchemy import ColumnElement, Connection, Select

    from sync.core.row import Row
    from sync.server.store.rows import Key

EPOCH, GENERATION = "upstream epoch", "upstream generation"
_CHUNK = 500
_OF_UNITS = unit_channel("")
_UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Pending:
    """A row of ours that the centre above is not known to have as it is, or not in this channel."""

    number: int
    row: Row
    known: Known | None
    is_there: bool
    """Whether it is known to stand in this channel above."""


def generation_of(connection: Connection) -> int:
    """How often the centre above was put back or exchanged, as far as we know."""
    return int(noted(connection, GENERATION) or 0)


def channels_of(connection: Connection) -> dict[str, Any]:
    """What is remembered of each channel, by name."""
    return {each.channel: each for each in connection.execute(select(upward_channel))}


def set_channel(pen: Connection, channel: str, **values: int | str | None) -> None:
    """Remember something of one channel."""
    known = upward_channel.update().where(upward_channel.c.channel == channel).values(**values)
    if pen.execute(known).rowcount == 0:
        pen.execute(upward_channel.insert().values(**{"channel": channel, "offered": 0, **values}))


def own_unit_rows(connection: Connection) -> dict[str, str]:
    """The ids of the rows that name our units in `common`, with the units' codes."""
    return {named_id(_UNIT, code): code for code in connection.execute(select(unit.c.code)).scalars()}


def moved_channels(connection: Connection) -> list[tuple[str, int, int]]:
    """Our channels with rows not yet offered: name, how far they were offered, how far they go. Units' names first."""
    offered = func.coalesce(upward_channel.c.offered, 0)
    question = (
        select(counter.c.channel, offered, counter.c.latest)
        .outerjoin(upward_channel, upward_channel.c.channel == counter.c.channel)
        .where(counter.c.latest > offered, upward_channel.c.refused.is_(None))
    )
    found = [each for each in connection.execute(question) if _goes_up(each[0])]
    return sorted(found, key=lambda each: (each[0] != COMMON, each[0]))


def pending_rows(connection: Connection, channel: str, after: int, generation: int, limit: int) -> list[Pending]:
    """The next rows of a channel that are to be offered, by number."""
    question = _pending(channel, after, generation, *_FOUND).order_by(place.c.number).limit(limit)
    found = connection.execute(question).all()
    held = store.held_rows(connection, [(each.tbl, each.id.hex()) for each in found])
    return [_pending_of(each, held[each.tbl, each.id.hex()].row, generation) for each in found]


def count_pending(connection: Connection, generation: int) -> int:
    """How many rows are to be offered."""
    count = 0
    for channel, after, _ in moved_channels(connection):
        if channel == COMMON:
            own = own_unit_rows(connection)
            ids = connection.execute(_pending(channel, after, generation, place.c.id)).scalars()
            count += sum(each.hex() in own for each in ids)
        else:
            count += connection.execute(_pending(channel, after, generation, func.count())).scalar_one()
    return count


def known_of(connection: Connection, keys: Collection[Key]) -> dict[Key, Known]:
    """What is remembered of these rows."""
    found = {}
    for chunk in _chunks(keys):
        for each in connection.execute(select(upward).where(upward.c.id.in_(chunk))):
            found[each.tbl, each.id.hex()] = _known(each)
    return found


def remember(pen: Connection, known: dict[Key, Known], there: Collection[Key]) -> None:
    """Write what is known of these rows; `there` are those of which something was known before."""
    lines = {key: _line(key, each) for key, each in known.items()}
    _ADD.run(pen, [line for key, line in lines.items() if key not in there])
    _CHANGE.run(pen, [(*line[2:], *line[:2]) for key, line in lines.items() if key in there])


def remember_places(
    pen: Connection, channel: str, keys: Collection[Key], generation: int, parked: dict[Key, tuple[str, int]]
) -> None:
    """These rows stand in the channel above, but for those put aside there: why, and with which mark."""
    gone = [(channel, bytes.fromhex(row_id), tbl) for tbl, row_id in keys]
    _LEAVE_PLACES.run(pen, gone)
    _ADD_PLACES.run(
        pen, [(*where, generation, *parked.get(key, (None, None))) for where, key in zip(gone, keys, strict=True)]
    )


def parked_in(connection: Connection) -> dict[str, list[tuple[bytes, int]]]:
    """Rows of ours that the centre above has put aside instead of taking them: id and mark, by the unit's channel."""
    same = and_(synced.c.id == upward_place.c.id, synced.c.tbl == upward_place.c.tbl)
    asked = select(upward_place.c.channel, synced.c.id, synced.c.mark).join(upward_place, same)
    found: dict[str, list[tuple[bytes, int]]] = {}
    for channel, row_id, mark in connection.execute(asked.where(*_ASIDE)):
        found.setdefault(channel, []).append((row_id, mark))
    return found


def totals(connection: Connection, channels: Collection[str]) -> dict[str, tuple[int, int]]:
    """Count and sum of what the centre above should have of each channel, too."""
    counted = store.totals_of(connection, [PARENT if channel == COMMON else channel for channel in channels])
    if PARENT in counted:
        counted[COMMON] = counted.pop(PARENT)
        count, mark = counted[COMMON]
        others = [mark for _, mark in names_of_others(connection)]
        counted[COMMON] = (count + len(others), (mark + sum(others)) % MODULUS)
    for channel, aside in parked_in(connection).items():
        if channel in counted:
            count, mark = counted[channel]
            counted[channel] = (count - len(aside), (mark - sum(each for _, each in aside)) % MODULUS)
    return counted


def count_parked(connection: Connection) -> int:
    """How many rows the centre above has put aside."""
    asked = select(func.count()).select_from(upward_place).where(upward_place.c.parked.is_not(None))
    return int(connection.execute(asked).scalar_one())


def refused_units(connection: Connection) -> list[str]:
    """Our units that the centre above does not take from us."""
    asked = select(upward_channel.c.channel).where(upward_channel.c.refused.is_not(None))
    return sorted(each.removeprefix(_OF_UNITS) for each in connection.execute(asked).scalars())


def names_of_others(connection: Connection) -> list[tuple[bytes, int]]:
    """The rows that above name other units of the same codes as refused ones of ours: id and mark."""
    ids = [bytes.fromhex(named_id(_UNIT, code)) for code in refused_units(connection)]
    named = upward.c.id.in_(ids), upward.c.stamps != stamps_out({})
    return list(connection.execute(select(upward.c.id, upward.c.mark).where(*named))) if ids else []


def ask_again_for_refused(pen: Connection) -> None:
    """Offer the names of refused units once more, and then their rows: perhaps they were given to us since."""
    refused = [unit_channel(code) for code in refused_units(pen)]
    if not refused:
        return
    for channel in (COMMON, *refused):
        pen.execute(upward_place.delete().where(upward_place.c.parked.is_not(None), upward_place.c.channel == channel))
        set_channel(pen, channel, offered=0, refused=None)


def has_covered(connection: Connection, durable: int) -> bool:
    """Whether anything is kept that need not be any more."""
    return connection.execute(select(upward.c.id).where(upward.c.seq <= durable).limit(1)).first() is not None


def covered(pen: Connection, durable: int) -> None:
    """A verified backup of the centre above covers its numbers up to this: what ours replaced need not be kept."""
    pen.execute(upward.update().where(upward.c.seq <= durable).values(held=None, seq=None))


def begin_epoch(pen: Connection, epoch: str, channels: Sequence[str]) -> None:
    """The centre above was put back: offer everything again, with what is still known, and read it from the start."""
    note(pen, GENERATION, str(generation_of(pen) + 1))
    note(pen, EPOCH, epoch)
    pen.execute(upward_channel.delete())
    for channel in channels:
        set_channel(pen, channel, cursor=0)
    leave_parent(pen)


def forget_everything(pen: Connection) -> None:
    """Another centre is to be above us, which has nothing of ours."""
    begin_epoch(pen, "", ())
    pen.execute(upward.delete())
    pen.execute(upward_place.delete())


def leave_parent(pen: Connection) -> None:
    """Let go of what the centre above had for everybody: it comes again, and what does not is not there any more."""
    pen.execute(place.delete().where(place.c.channel == PARENT))
    stands = select(place.c.id).where(place.c.id == synced.c.id, place.c.tbl == synced.c.tbl).exists()
    pen.execute(synced.delete().where(synced.c.channel == COMMON, ~stands))
    pen.execute(digest.update().where(digest.c.channel == PARENT).values(rows=0, mark=0))


def offer_again(pen: Connection, channel: str, keys: Collection[Key]) -> None:
    """Nothing is known any more of what the centre above has of these rows."""
    for chunk in _chunks(keys):
        pen.execute(upward.update().where(upward.c.id.in_(chunk)).values(generation=-1))
        pen.execute(upward_place.delete().where(upward_place.c.channel == channel, upward_place.c.id.in_(chunk)))
    set_channel(pen, channel, offered=0)


def keys_in(connection: Connection, channel: str) -> Iterator[Key]:
    """All rows of a channel."""
    for tbl, row_id in connection.execute(select(place.c.tbl, place.c.id).where(place.c.channel == channel)):
        yield tbl, row_id.hex()


def _goes_up(channel: str) -> bool:
    return channel == COMMON or channel.startswith(_OF_UNITS)


def _pending(channel: str, after: int, generation: int, *columns: Any) -> Select[Any]:
    """Rows after this number of which the centre above does not have everything, nor has put this version aside."""
    of_row = and_(upward.c.id == place.c.id, upward.c.tbl == place.c.tbl)
    of_place = and_(
        upward_place.c.channel == place.c.channel, upward_place.c.id == place.c.id, upward_place.c.tbl == place.c.tbl
    )
    has_row = and_(upward.c.mark == synced.c.mark, upward.c.generation == generation)
    has_place = and_(upward_place.c.generation == generation, upward_place.c.parked.is_(None))
    settled = and_(has_row, or_(synced.c.channel != CATALOGUE, has_place))
    aside = and_(upward_place.c.parked.is_not(None), upward_place.c.mark == synced.c.mark)
    return (
        select(*columns)
        .select_from(place)
        .join(synced, and_(synced.c.id == place.c.id, synced.c.tbl == place.c.tbl))
        .outerjoin(upward, of_row)
        .outerjoin(upward_place, of_place)
        .where(
            place.c.channel == channel,
            place.c.number > after,
            _unless(settled),
            _unless(and_(aside, upward_place.c.generation == generation)),
            or_(place.c.channel != COMMON, place.c.tbl == _UNIT),
        )
    )


def _unless(told: ColumnElement[bool]) -> ColumnElement[bool]:
    """NOT, where nothing known counts as false."""
    return func.coalesce(told, False).is_(False)


def _pending_of(found: Any, row: Row, generation: int) -> Pending:
    known = None if found.known is None else Known(found.known, stamps_in(found.stamps), held_in(found.held), found.seq)
    if known and known.generation != generation:
        known.turn_over(row, generation)
    is_there = found.place_generation == generation and found.parked is None
    return Pending(found.number, row, known, is_there)


def _known(line: Any) -> Known:
    return Known(line.generation, stamps_in(line.stamps), held_in(line.held), line.seq)


def _line(key: Key, known: Known) -> tuple[Any, ...]:
    kept = known.generation, known.mark(*key), stamps_out(known.stamps), held_out(known.held), known.seq
    return (bytes.fromhex(key[1]), key[0], *kept)


def _chunks(keys: Collection[Key]) -> Iterator[list[bytes]]:
    ids = sorted({bytes.fromhex(row_id) for _, row_id in keys})
    return (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))


_ASIDE = (upward_place.c.parked.is_not(None), upward_place.c.channel != COMMON)
_FOUND = (
    place.c.number,
    place.c.tbl,
    place.c.id,
    upward.c.generation.label("known"),
    upward.c.stamps,
    upward.c.held,
    upward.c.seq,
    upward_place.c.generation.label("place_generation"),
    upward_place.c.parked,
)
_ADD = Bulk.insert(upward)
_CHANGE = Bulk.update(upward, set_=("generation", "mark", "stamps", "held", "seq"), by=("id", "tbl"))
_ADD_PLACES = Bulk.insert(upward_place)
_LEAVE_PLACES = Bulk.delete(upward_place, by=("channel", "id", "tbl"))
