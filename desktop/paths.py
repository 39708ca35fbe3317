"""Where a library lies on this computer: chosen once, when the program starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import appdirs


@dataclass(frozen=True, slots=True)
class Paths:
    """The folder of one library (`profile`) and what lies in it besides the library itself."""

    profile: Path

    @classmethod
    def chosen(cls, profile: str | None) -> Paths:
        """The folder that was named, or the one that the system keeps for the program's user."""
        return cls(Path(profile or appdirs.user_data_dir("tusach", appauthor=False)).expanduser().absolute())

    @property
    def reports(self) -> Path:
        """Where reports of faults in the program are kept until somebody takes them away."""
        return self.profile / "reports"
