"""What every page works with: the desk's library, a second one for long errands, the courier, and the preferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.ui.background import Background
    from desktop.ui.machines import Machines
    from desktop.ui.preferences import Preferences
    from desktop.ui.sync.courier import Courier


@dataclass(frozen=True, slots=True)
class Workplace:
    """Given to every page. What `errands` changes is told through `background.touched`, too."""

    background: Background
    """The desk's thread and library: everything that is answered at once."""
    errands: Background
    """Another thread with a library of its own: sync, import, export. The desk never waits for it."""
    preferences: Preferences
    """What was chosen on this PC, the sounds among it."""
    courier: Courier
    """Goes to the centre and back, on the errands' thread."""
    machines: Machines
    """The counter for self-check machines, on its own thread."""
