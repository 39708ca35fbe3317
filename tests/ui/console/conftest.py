"""An operator's program over a real library, before a real centre with units, some of them in trouble."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

from sync.server.centre import Centre
from sync.server.store.tables import device
from tests.server.centre import CentreProgram
from tests.server.desk import Desk, hasty
from tests.ui.world import World

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

DAY_MS = 86_400_000
UNITS = {
    "DV02": "Trại giam Thanh Lâm",
    "DV03": "Trại tạm giam T16",
    "DV04": "Học viện An ninh",
    "DV05": "Đơn vị mới",
    "DV06": "Công an tỉnh Lào Cai",
    "DV07": "Trường giáo dưỡng",
    "DV08": "Trung đoàn Tây Bắc",
}


@dataclass
class Operators:
    """The window, the centre it looks after, and a desk of each unit that has one."""

    world: World
    centre: CentreProgram
    office: Centre
    desks: dict[str, Desk]
    page: Any = None

    def settle(self) -> None:
        self.world.settle()

    def open(self) -> Any:
        self.page = self.world.page("open_console")
        return self.page

    def until(self, fact: Callable[[], bool]) -> None:
        self.world.until(fact)
        self.settle()

    def note(self, desk: str, **values: object) -> None:
        """What the centre knows of a desk."""
        with self.office.database.writing() as pen:
            pen.execute(device.update().where(device.c.id == self.desks[desk].device).values(**values))


@pytest.fixture(scope="module")
def operators(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, made: Path
) -> Iterator[Operators]:
    """The program of an operator's PC of the unit DV01, enrolled: for all tests of a file, each with units of its own."""
    folder = tmp_path_factory.mktemp("operators")
    Centre.create(folder / "centre", name="Trung tâm Bộ").close()
    office = hasty(Centre.open(folder / "centre"))
    desks = {code: Desk(office, code) for code in UNITS if code != "DV05"}
    for code, name in UNITS.items():
        office.enrolment(code, name=name)
    centre = CentreProgram(folder / "centre")
    centre.start()
    world = World(qapp, QtBot(request), shutil.copytree(made, folder / "profile"))
    world.open()
    operators = Operators(world, centre, office, desks)
    for code in desks:
        operators.note(code, name=f"QUAY-{code[-1]}")
    operators.note("DV02", last_contact=office.now() - 20 * DAY_MS)
    operators.note("DV03", waiting=12, last_contact=office.now() - 2 * DAY_MS)
    _enrol(operators, folder / "operator.json")
    yield operators
    world.close()
    office.close()
    centre.stop()
    qapp.setStyleSheet("")


def _enrol(operators: Operators, file: Path) -> None:
    content = operators.office.enrolment("DV01", name="Thư viện thử", address=operators.centre.address, role="operator")
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    courier = operators.world.program.courier
    courier.enrol(file)
    operators.until(lambda: courier.is_enrolled and courier.last is not None and not courier.is_running)
