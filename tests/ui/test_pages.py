"""What holds for every page behind the rail."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from desktop.app import _report
from desktop.ui.pages import PAGES
from desktop.ui.words import Language
from tests.ui.world import World, clipped


class Watch(QObject):
    """Notes every window that appears."""

    def __init__(self) -> None:
        super().__init__()
        self.appeared: list[str] = []

    def eventFilter(self, of: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(of, QWidget) and of.isWindow():
            self.appeared.append(repr(of))
        return False


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_another_window_flashing_by(program: World, name: str):
    watch = Watch()
    program.app.installEventFilter(watch)
    program.page(name)
    program.app.removeEventFilter(watch)
    assert watch.appeared == []
    assert program.window.isActiveWindow()


@pytest.mark.looks
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_the_smallest_window(program: World, name: str, language: Language):
    program.speak(language)
    program.page(name)
    program.size(1024, 640)
    assert (program.window.width(), program.window.height()) == (1024, 640)
    assert clipped(program.window) == []


def test_a_bug_of_the_window_itself_is_reported_too(program: World, capsys: pytest.CaptureFixture[str]):
    bug = ValueError("nobody caught this")
    _report(program.program, ValueError, bug, None)
    [report] = (program.profile / "reports").iterdir()
    assert "nobody caught this" in report.read_text("utf-8")
    assert str(report) in program.window.notice.text.text()
    assert "nobody caught this" in capsys.readouterr().err
