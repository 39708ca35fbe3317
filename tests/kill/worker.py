"""The program under the axe: it works as desks do, and shows each result the moment it has it. Run as a process."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from desktop.library.interchange.entries import Entry, LateAct
from desktop.library.library import Library, Opening, create
from desktop.library.model.ids import Moment, Money
from desktop.library.model.item import ItemForm
from desktop.library.model.refusal import Refusal
from desktop.library.model.title import TitleForm
from desktop.library.stick import Stick
from desktop.library.store import key, rows
from desktop.syncing import Syncing

PASSWORD = "cây đa giếng nước"
CARDS = ("BD0001", "BD0002", "BD0003", "LOP001")
"""The last is of a class."""
BARCODES = tuple(f"TK{number:06d}" for number in range(1, 13))


@contextmanager
def opened(profile: Path) -> Iterator[Library]:
    """The library of a profile, as any program opens it."""
    opening = Opening(profile, PASSWORD)
    with closing(opening.library()) as library:
        yield library
    opening.release()


def found(folder: Path, shown: Connection) -> None:
    """Make one library after the other; shows each."""
    ask_for_little_work()
    for number in itertools.count():
        create(folder / f"{number}", unit=f"T{number}", name="", password=PASSWORD)
        shown.send({"made": number})


def ask_for_little_work() -> None:
    """Key files made from now on ask for the least work that they may ask for: nobody guesses at these passwords."""
    key._TIME, key._MEMORY_KIB = 1, 8


def lend_and_return(profile: Path, seed: int, shown: Connection) -> None:
    """Lend, renew and return without end; shows the event of each act that was done."""
    rng = random.Random(seed)
    with opened(profile) as library:
        while True:
            act(library, rng, shown)


def take_in(profile: Path, file: Path, shown: Connection) -> None:
    """Import a file; shows after each batch how many titles there are."""
    with opened(profile) as library:

        def progress(_: int, __: int) -> bool:
            shown.send({"titles": library.store.titles.count()})
            return True

        library.catalogue.import_file(file, progress=progress)


def agree(profile: Path, seed: int, shown: Connection) -> None:
    """Catalogue, lend, return and sync without end; shows titles, events and how each run ended."""
    rng = random.Random(seed)
    with opened(profile) as library:
        syncing = Syncing(library)
        for number in itertools.count():
            title = library.catalogue.add(TitleForm(title=f"Sách thứ {seed}-{number}"))
            shown.send({"title": title})
            shown.send({"item": library.catalogue.add_item(title, ItemForm()).id})
            for _ in range(rng.randrange(5)):
                act(library, rng, shown)
            shown.send({"stop": syncing.run().stop})


def agree_through_outages(profile: Path, seed: int, talk: Connection) -> None:
    """Catalogue and sync without end; shows the titles that the centre has acknowledged. Whatever ends a run early is
    shown, too, and the next one begins when somebody has said a word.
    """
    rng, waiting = random.Random(seed), list[str]()
    with opened(profile) as library:
        syncing = Syncing(library)
        for number in itertools.count():
            waiting.append(library.catalogue.add(TitleForm(title=f"Sách thứ {seed}-{number}")))
            if number % 3 == 0:
                attach(library, waiting[-1], profile / f"{seed}-{number}.bin", rng.randbytes(200_000))
            while (stop := syncing.run().stop) is not None:
                talk.send({"stop": stop, "acknowledged": acknowledged_of(library, waiting)})
                talk.recv()
            talk.send({"stop": None, "acknowledged": acknowledged_of(library, waiting)})


def attach(library: Library, title: str, file: Path, body: bytes) -> None:
    """A scan comes to a title."""
    file.write_bytes(body)
    library.digital.attach(title, file)
    file.unlink()


def acknowledged_of(library: Library, titles: list[str]) -> list[str]:
    """Those of these titles of which nothing waits; they are taken out of the list."""
    loaded = {title: rows.load(library.store.connection, "title", title) for title in titles}
    done = [title for title, row in loaded.items() if row is not None and not row.fresh and not row.bases]
    titles[:] = [title for title in titles if title not in done]
    return done


def carry(profile: Path, stick: Path, seed: int, shown: Connection) -> None:
    """Catalogue with a scan, write a bundle, take whatever answer lies on the stick, without end; shows each result."""
    rng = random.Random(seed)
    with opened(profile) as library:
        carrier = Stick(library)
        for number in itertools.count():
            title = library.catalogue.add(TitleForm(title=f"Sách thứ {seed}-{number}"))
            attach(library, title, profile / f"{seed}-{number}.bin", rng.randbytes(400_000))
            shown.send({"title": title})
            shown.send({"written": carrier.write(stick).file.name})
            with suppress(Refusal):  # there may be no answer yet
                shown.send({"settled": carrier.take(stick).settled})


def act(library: Library, rng: random.Random, shown: Connection) -> None:
    """One thing that a desk does."""
    desk, barcode, card = library.circulation, rng.choice(BARCODES), rng.choice(CARDS)
    match rng.randrange(9):
        case 0 | 1 | 2:
            answer = desk.lend(card, barcode, override=True)
        case 3:
            answer = desk.renew(barcode, override=True)
        case 4:
            answer = desk.undo()
        case 5 | 6:
            answer = desk.give_back(barcode)
        case _:
            with suppress(Refusal):  # it may be lost already, or nothing owed
                shown.send(seldom(library, rng, card, barcode))
            return
    if answer.event is not None:
        shown.send({"event": answer.event, "status": answer.status})


def seldom(library: Library, rng: random.Random, card: str, barcode: str) -> dict[str, str | None]:
    """What writes several rows at once, or one of another kind. Raises Refusal."""
    match rng.randrange(5):
        case 0:
            return {"event": library.conditions.declare_lost(barcode, why="rơi", price=Money(50_000)).event}
        case 1:
            return {"event": library.conditions.found(barcode).event}
        case 2:
            return {"entry": library.money.pay(card, library.money.account(card).owed).entry}
        case 3:
            (item,) = library.store.items.with_barcode(barcode)
            return {"event": library.holds.place(card, item.title_id).event}
        case _:
            at = Moment(library.store.now_ms() - rng.randrange(10**8))
            return {"event": library.late.type_in(Entry(1, "", LateAct.LEND, at, card=card, barcode=barcode)).event}
