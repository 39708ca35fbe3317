"""The centre's web page, to read only: the union catalogue for whoever reaches it, the units' state with a password."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from starlette.routing import Route

from sync.server.pages.catalogue import search, title
from sync.server.pages.gate import Gate
from sync.server.pages.reply import endpoint
from sync.server.pages.units import overview

if TYPE_CHECKING:
    from sync.server.centre import Centre

AT_ONCE = 8
"""Pages under way in one process; of the forty threads the others are the units'."""


def routes(centre: Centre) -> list[Route]:
    """The addresses of the page. It needs no script and asks nobody else for anything."""
    gate, turns = Gate(centre), threading.BoundedSemaphore(AT_ONCE)
    return [
        Route("/", endpoint(centre, search, turns), methods=["GET"]),
        Route("/title/{title_id}", endpoint(centre, title, turns), methods=["GET"]),
        Route("/units", endpoint(centre, overview, turns, gate=gate), methods=["GET"]),
    ]
