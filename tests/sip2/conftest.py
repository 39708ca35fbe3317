"""A library with a counter for machines, opened on a free port; made once, copied for each test."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.library.library import Library, Opening, create
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from desktop.library.security.self_check import Chosen
from desktop.library.store import key
from desktop.sip2.server import Patience, SelfCheckServer
from desktop.sip2.state import Ears
from tests.circulation.desk_world import MONDAY_MORNING
from tests.sip2.machine import NAME, PASSWORD, Machine

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN = Chosen(on=True, port=0, pins=False)


@dataclass
class Counter:
    """The library as the desk has it, and the machines' counter beside it."""

    profile: Path
    now: int = MONDAY_MORNING
    chosen: Chosen = OPEN
    bugs: list[BaseException] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)
    machines: list[Machine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.opening = Opening(self.profile, PASSWORD, now=lambda: self.now)
        self.library: Library = self.opening.library(operator="Thủ thư")
        self.server = SelfCheckServer(self.opening.library, ears=Ears(crashed=self.bugs.append), patience=self.patience)

    def open(self, **chosen: object) -> Counter:
        self.chosen = replace(self.chosen, **chosen)
        self.server.start(self.chosen)
        return self

    def machine(self, name: str = NAME) -> Machine:
        machine = Machine(self.server.state.port, name)
        self.machines.append(machine)
        return machine.sign_in()

    def stranger(self) -> Machine:
        machine = Machine(self.server.state.port)
        self.machines.append(machine)
        return machine

    def events(self, barcode: str):
        [item] = self.library.store.items.with_barcode(barcode)
        return list(self.library.store.events.of_item(item.id))

    def close(self) -> None:
        for machine in self.machines:
            machine.hang_up()
        self.server.stop()
        problems = self.library.check().problems
        self.library.close()
        self.opening.release()
        assert (self.bugs, problems) == ([], ())


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve copies of three titles, four readers, one machine."""
    profile = tmp_path_factory.mktemp("sip2") / "profile"
    with pytest.MonkeyPatch.context() as patch:  # a key that opens at once: the counter is tried here, not the lock
        patch.setattr(key, "_MEMORY_KIB", 8)
        patch.setattr(key, "_TIME", 1)
        create(profile, unit="DV01", name="Thư viện thử", password=PASSWORD, now=lambda: MONDAY_MORNING)
    opening = Opening(profile, PASSWORD, now=lambda: MONDAY_MORNING)
    library = opening.library()
    for number, title in enumerate(("Điều lệnh đội ngũ", "Truyện Kiều", "Tắt đèn")):
        made_title = library.catalogue.add(TitleForm(title=title, author="Bộ Công an", year="2019"))
        for copy in range(4):
            library.catalogue.add_item(made_title, ItemForm(barcode=f"TK{number}{copy}", call_number="355.1"))
    for card, more in (("TV1", {}), ("TV2", {}), ("TV3", {"blocked": "mất thẻ"}), ("TV4", {"expires": "2026-01-01"})):
        library.readers.register(ReaderForm(card=card, name=f"Lê Thị {card}", category="can-bo", **more))
    library.self_check.admit(NAME, PASSWORD)
    for number in range(2, 9):
        library.self_check.admit(f"may-{number}", PASSWORD)
    library.close()
    opening.release()
    return profile


@pytest.fixture
def closed(tmp_path: Path, made: Path) -> Iterator[Counter]:
    """Not open yet: a test chooses how."""
    shutil.copytree(made, tmp_path / "profile")
    counter = Counter(tmp_path / "profile")
    yield counter
    counter.close()


@pytest.fixture
def counter(closed: Counter) -> Counter:
    """Open, without PINs."""
    return closed.open()
