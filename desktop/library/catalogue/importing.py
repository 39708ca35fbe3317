"""Take a file into the library: what it is, how it is written, batch by batch, with progress, stoppable in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from desktop.library.catalogue import lists
from desktop.library.catalogue.acquisition import Acquisition
from desktop.library.catalogue.ahead import Ahead
from desktop.library.catalogue.decoding import Decoder, encoding_named
from desktop.library.catalogue.formats import Format, beginning_of, what_is
from desktop.library.catalogue.reading import readings
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text.secrets import secret_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.catalogue.draft import Reading
    from desktop.library.model.ids import TitleId
    from desktop.library.model.title import Imported
    from desktop.library.store.store import Store

Progress = Callable[[int, int], bool]
"""Told bytes done and bytes in all after each batch; False ends the import there."""

BATCH = 100
"""Titles a transaction, if nobody waits; a desk that wants to write is let past after a quarter of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be taken in. `kind` is a `formats.Format` or titles | items | readers for a list; None: look."""

    path: Path
    kind: str | None = None
    encoding: str | None = None
    dry_run: bool = False


def take_in(store: Store, asked: Asked, progress: Progress | None = None) -> Imported:
    """Take the file in; records that cannot be are in the report, with why.

    Raises:
        Refusal: NOT_A_FILE, NOT_MARC, UNKNOWN_FORMAT, UNKNOWN_ENCODING; STATE_SECRET when the file's name bears a mark.

    """
    if secret_mark((asked.path.stem.replace("_", " "),)):
        raise Refusal(Reason.STATE_SECRET)
    kind = _kind(asked)
    beginning = beginning_of(asked.path)
    decoder = Decoder(beginning, encoding_named(asked.encoding) if asked.encoding else None)
    if kind in {Format.EXCEL, Format.CSV}:
        return lists.take_in(store, asked.path, lists.Listed(kind, asked.kind, decoder, asked.dry_run), progress)
    acquisition = Acquisition(store, source=asked.path.name, dry_run=asked.dry_run)
    with asked.path.open("rb") as stream:
        _run(acquisition, stream, readings(stream, kind, decoder, beginning), progress)
    return acquisition.tally.imported(file=asked.path.name, kind=kind.value)


def titles_of(store: Store, path: Path) -> tuple[TitleId, ...]:
    """Take the records of a small file in and tell which titles they are.

    Raises Refusal as `take_in`, and NOT_MARC when no record could be taken.
    """
    acquisition = Acquisition(store, source=path.name)
    beginning = beginning_of(path)
    with path.open("rb") as stream:
        _run(acquisition, stream, readings(stream, what_is(path), Decoder(beginning), beginning), None)
    if not acquisition.titles:
        reasons = {line.reason for line in acquisition.tally.report}
        secret = "state-secret" in reasons
        raise Refusal(Reason.STATE_SECRET if secret else Reason.NOT_MARC, file=path.name, why=" ".join(sorted(reasons)))
    return tuple(acquisition.titles)


def _kind(asked: Asked) -> Format:
    if asked.kind in set(Format):
        return Format(asked.kind)
    if asked.kind is not None and asked.kind not in lists.KINDS:
        raise Refusal(Reason.UNKNOWN_FORMAT, kind=asked.kind, known=" ".join((*Format, *lists.KINDS)))
    return what_is(asked.path)


def _run(acquisition: Acquisition, stream: BinaryIO, records: Iterator[Reading], progress: Progress | None) -> None:
    size = stream.seek(0, 2)
    stream.seek(0)
    with Ahead(acquisition.judged(records), BATCH, told=stream.tell) as ahead:
        for batch, done in ahead.batches():
            acquisition.keep(batch, meanwhile=ahead.meanwhile)
            if progress is not None and not progress(done, size):
                return
