"""What a person switches while working – language, shade, sounds – kept for the next start."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui import settings
from desktop.ui.settings import Kiosk
from desktop.ui.sounds import Sounds
from desktop.ui.theme import Shade, Theme
from desktop.ui.words import Language, Tongue

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.ui.settings import Settings


class Preferences(QObject):
    """The settings in force, all on the page about this PC. `confining`: the window is to be kept to its kiosk."""

    changed = Signal()
    confining = Signal()

    def __init__(self, app: QApplication, profile: Path, chosen: Settings) -> None:
        super().__init__()
        self._profile = profile
        self.chosen = chosen
        self.kept_to = Kiosk.OFF
        """What the window is kept to at this moment; what was chosen may begin with the next start only."""
        self.theme = Theme(app, chosen.shade)
        self.tongue = Tongue(app, chosen.language)
        self.sounds = Sounds(on=chosen.sounds)

    def switch_language(self) -> None:
        """Vietnamese or English."""
        vietnamese = self.chosen.language is Language.VIETNAMESE
        self._keep(replace(self.chosen, language=Language.ENGLISH if vietnamese else Language.VIETNAMESE))

    def switch_shade(self) -> None:
        """Light or dark."""
        light = self.chosen.shade is Shade.LIGHT
        self._keep(replace(self.chosen, shade=Shade.DARK if light else Shade.LIGHT))

    def switch_sound(self) -> None:
        """Sounds on or off."""
        self._keep(replace(self.chosen, sounds=not self.chosen.sounds))

    def choose_scale(self, scale: int) -> None:
        """How large everything is, in per cent, from the next start on."""
        self._keep(replace(self.chosen, scale=scale))

    def name_operator(self, name: str) -> None:
        """Who sits at the desk from now on."""
        self._keep(replace(self.chosen, operator=name))

    def choose_reminder(self, days: int) -> None:
        """After how many days without a backup the strip says so; 0 for never."""
        self._keep(replace(self.chosen, backup_days=days))

    def choose_kiosk(self, kiosk: Kiosk) -> None:
        """What the window is kept to from the next start on."""
        self._keep(replace(self.chosen, kiosk=kiosk))

    def choose_printers(self, *, letters: str, slips: str) -> None:
        """Where letters and slips go on this PC (settings.Settings.printer)."""
        self._keep(replace(self.chosen, printer=letters, slip_printer=slips))

    def choose_letters_folder(self, folder: Path) -> None:
        """Where letters are kept as PDF."""
        self._keep(replace(self.chosen, letters_folder=str(folder)))

    @property
    def letters_folder(self) -> Path:
        """Where letters are kept as PDF; one beside the library until another is chosen."""
        return Path(self.chosen.letters_folder) if self.chosen.letters_folder else self._profile / "letters"

    def keep_for_next_start(self) -> None:
        """Write what was chosen before there was a profile to keep it in."""
        self._keep(self.chosen)

    def _keep(self, chosen: Settings) -> None:
        self.chosen = chosen
        self.tongue.speak(chosen.language)
        if self.theme.shade is not chosen.shade:
            self.theme.wear(chosen.shade)
        self.sounds.on = chosen.sounds
        if self._profile.is_dir():
            with suppress(OSError):  # a disk that takes no settings must not stop the desk
                settings.write(self._profile, chosen)
        self.changed.emit()
