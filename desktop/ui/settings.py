"""Settings of this computer: language, shade, sounds, scale, operator. Not policy (synced), not memory (size)."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.ui.theme import Shade
from desktop.ui.words import Language

if TYPE_CHECKING:
    from pathlib import Path

FILE = "settings.toml"
REMINDERS = (7, 30, 90, 0)
"""Days after which one may want to be reminded of a backup."""


class Kiosk(StrEnum):
    """What this PC is kept to when strangers stand in front of it."""

    OFF = "off"
    DESK = "desk"
    SELF_SERVICE = "self-service"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose on this computer."""

    language: Language = Language.VIETNAMESE
    shade: Shade = Shade.LIGHT
    sounds: bool = True
    scale: int = 100
    """Per cent, 100 to 200; takes effect at the next start."""
    operator: str = ""
    """Who sits at the desk, noted in every event."""
    backup_days: int = 30
    """Days after a backup when the strip begins to remind; 0 for never."""
    kiosk: Kiosk = Kiosk.OFF
    """What the window is kept to from its start on, until the librarian's password is typed."""
    printer: str = ""
    """For letters: a printer's name, `pdf`, or empty for this PC's usual one (and PDF where there is none)."""
    slip_printer: str = ""
    """For slips, as above."""
    letters_folder: str = ""
    """Where letters are kept as PDF; empty for the folder `letters` of the profile."""


def read(profile: Path) -> Settings:
    """The settings of a profile. Spoilt entries fall back to the default: a setting must never keep the desk shut."""
    file = profile / FILE
    if not file.is_file():
        return Settings()
    try:
        written = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Settings()
    return Settings(**{f.name: _sound(f.name, written[f.name]) for f in fields(Settings) if f.name in written})  # type: ignore[arg-type] # _sound gives each field its own type


def _sound(name: str, value: object) -> object:
    default = Settings()
    match name, value:
        case "language", str() if value in {language.value for language in Language}:
            return Language(value)
        case "shade", str() if value in {shade.value for shade in Shade}:
            return Shade(value)
        case "kiosk", str() if value in {kiosk.value for kiosk in Kiosk}:
            return Kiosk(value)
        case "sounds", bool():
            return value
        case "scale", int():
            return min(200, max(100, value))
        case "operator" | "printer" | "slip_printer" | "letters_folder", str():
            return value
        case "backup_days", int() if value in REMINDERS:
            return value
        case _:
            return getattr(default, name)


def write(profile: Path, settings: Settings) -> None:
    """Keep the settings, replacing the file in one step."""
    lines = (f"{name} = {_toml(value)}\n" for name, value in asdict(settings).items())
    draft = profile / f"{FILE}.new"
    draft.write_text("".join(lines), "utf-8")
    draft.replace(profile / FILE)


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case _:
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
            return f'"{escaped}"'
