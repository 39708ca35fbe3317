"""The centre's web page, to read only: the union catalogue for whoever reaches it, the units' state with a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from sync.server.pages.catalogue import search, title
from sync.server.pages.gate import Gate
from sync.server.pages.reply import endpoint
from sync.server.pages.units import overview

if TYPE_CHECKING:
    from sync.server.centre import Centre


def routes(centre: Centre) -> list[Route]:
    """The addresses of the page. It needs no script and asks nobody else for anything."""
    gate = Gate(centre)
    return [
        Route("/", endpoint(centre, search), methods=["GET"]),
        Route("/title/{title_id}", endpoint(centre, title), methods=["GET"]),
        Route("/units", endpoint(centre, overview, gate=gate), methods=["GET"]),
    ]
