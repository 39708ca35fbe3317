"""A serving centre with titles, some of them nasty, and a browser that looks at its page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from sync.server.centre import Centre
from sync.server.pages.switch import set_password
from tests.pages.browser import Browser, NoBrowser
from tests.server.centre import CentreProgram
from tests.server.desk import Desk, Time, hasty

PASSWORD = "mật khẩu điều hành"
NASTY = (
    "<script>document.title='hacked'</script>",
    '"><img src=x onerror="document.title=\'hacked\'">',
    "'; alert(1); //",
    "</title></style><script>document.title='hacked'</script>",
    "<svg/onload=document.title='hacked'>",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "javascript:document.title='hacked'",
    "\u202egnp.exe \u0000\u0007 &lt;b&gt;",
)


@dataclass(frozen=True)
class Site:
    """Where the page is, and what is in its catalogue (title ids)."""

    program: CentreProgram
    law: str
    nasty: tuple[str, ...]
    closed: str

    @property
    def address(self) -> str:
        return self.program.address


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A centre with units, titles and a password, serving."""
    program = CentreProgram.make(tmp_path_factory.mktemp("site") / "centre")
    found = _furnished(program.folder)
    program.start()
    yield Site(program, *found)
    program.stop()


@pytest.fixture
def office(site: Site, tmp_path: Path) -> Iterator[Centre]:
    """The same centre opened here, with a clock of our own; what is set in it does not touch the one that serves."""
    opened = hasty(Centre.open(shutil.copytree(site.program.folder, tmp_path / "office"), now=Time()))
    set_password(opened, "")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def line(site: Site) -> Iterator[requests.Session]:
    """Asks the page without a browser; trusts the centre's authority."""
    session = requests.Session()
    session.trust_env = False
    authority: Path = site.program.folder.parent / "authority.pem"
    centre = Centre.open(site.program.folder)
    authority.write_text(centre.folder.authority.certificate_pem)
    centre.close()
    session.verify = str(authority)
    yield session
    session.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, once for all tests."""
    try:
        browser = Browser()
    except NoBrowser as reason:
        pytest.skip(str(reason))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser; the test fails when anything was written to the console or asked of somebody else."""
    chromium.resize(1200, 900)
    chromium.open("about:blank")
    chromium.console()
    chromium.addresses()
    yield chromium
    assert chromium.console() == []


def _furnished(folder: Path) -> tuple[str, tuple[str, ...], str]:
    centre = hasty(Centre.open(folder))
    desk, other = Desk(centre, "T16"), Desk(centre, "XL")
    centre.enrolment("T16", name="Trại tạm giam T16")
    centre.enrolment("XL", name="Trại giam <b>Xuân Lộc</b>")
    law = desk.title(
        **{
            "245/1": [0, "00", "a", "Điều lệnh nội vụ", "b", "Công an nhân dân", "c", "Bộ Công an"],
            "100/1": [0, "1 ", "a", "Bộ Công an"],
            "260/1": [1, "  ", "a", "Hà Nội", "b", "Công an nhân dân", "c", "2019"],
            "020/1": [0, "  ", "a", "9786047201234", "c", "85000đ"],
            "541/1": [9, "  ", "a", "Người tặng bí mật"],
        }
    )
    nasty = [desk.title(**{"245/1": [0, "00", "a", f"Xấu {text}"], "100/1": [0, "1 ", "a", text]}) for text in NASTY]
    closed = desk.title(**{"245/1": [0, "00", "a", "Tài liệu nội bộ"], "506/1": [0, "1 ", "a", "Hạn chế"]})
    volumes = [desk.title(**{"245/1": [0, "00", "a", f"Tuyển tập. Tập {number + 1}"]}) for number in range(45)]
    reader = desk.item(name="Trần Thị Bí Mật")
    reader.table = "reader"
    desk.push(law, closed, reader, *nasty, *volumes)
    other.push(other.item(title_id=law.id))
    set_password(centre, PASSWORD)
    centre.close()
    return law.id, tuple(row.id for row in nasty), closed.id
