"""What a person chose on this computer is kept, and never keeps the desk shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ui import settings
from desktop.ui.settings import Kiosk, Settings
from desktop.ui.theme import Shade
from desktop.ui.words import Language

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = Settings(Language.ENGLISH, Shade.DARK, sounds=False, scale=150, operator='Lê "An" \\ Thị', kiosk=Kiosk.DESK)


def test_choices_are_found_again(tmp_path: Path) -> None:
    settings.write(tmp_path, CHOSEN)
    assert settings.read(tmp_path) == CHOSEN


def test_a_profile_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert settings.read(tmp_path) == Settings()


@pytest.mark.parametrize(
    "written", ["language = 7", "shade = 'pink'", "= =", "unknown = 1", "scale = 'large'", "kiosk = 'jail'"]
)
def test_a_spoilt_file_gives_the_defaults(tmp_path: Path, written: str) -> None:
    (tmp_path / settings.FILE).write_text(written, "utf-8")
    assert settings.read(tmp_path) == Settings()


def test_a_scale_beyond_reason_is_brought_back(tmp_path: Path) -> None:
    (tmp_path / settings.FILE).write_text("scale = 900", "utf-8")
    assert settings.read(tmp_path).scale == 200
