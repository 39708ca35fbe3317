"""Serves the centre over HTTPS, or behind a proxy, until it is told to stop, and renews its certificate in time."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
from asyncio.sslproto import SSLProtocol
from datetime import datetime
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.server.app import create_app
from sync.server.folder import Folder, address_of
from sync.server.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.centre import Centre

_RENEWAL_SECONDS = 12 * 3600
_GRACE_SECONDS = 10
_IDLE_SECONDS = 30
"""How long a device may take between two requests of a run, applying a page, before it must connect again."""
_BACKLOG = 1024
_CONNECTIONS = 1000
"""Held open at once by one process; whoever comes beyond them is told 503, and tries again a minute later."""
_TLS_BUFFER = 32 * 1024
"""Bytes for each of them. asyncio's own quarter of a megabyte would make of a thousand quiet devices a quarter GB."""
_HERE = "127.0.0.1"


class _Server(uvicorn.Server):
    """uvicorn, which here also looks after the certificate."""

    def __init__(self, config: uvicorn.Config, centre: Centre) -> None:
        super().__init__(config)
        self._centre = centre

    async def main_loop(self) -> None:
        renewal = asyncio.create_task(self._renew())
        await super().main_loop()
        renewal.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what is being asked; whoever is silent is cut off, for TLS would wait for a farewell."""
        for connection in list(self.server_state.connections):
            asks = isinstance(connection, H11Protocol) and connection.cycle and not connection.cycle.response_complete
            if not asks:
                connection.transport.abort()
        await super().shutdown(sockets)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEWAL_SECONDS)
            renew_leaf(self._centre.folder, self.config.ssl)


def renew_leaf(folder: Folder, context: ssl.SSLContext | None, *, at: datetime | None = None) -> bool:
    """Replace a certificate that soon ends; open connections keep theirs, new ones get the new one.

    Without a context it is a proxy's, who reads the files when he is told to.
    """
    renewed = folder.authority.leaf_for(folder.certified_addresses, at=at)
    if renewed and context:
        context.load_cert_chain(*folder.authority.leaf_files)
    return renewed


def serve(
    centre: Centre, *, host: str | None, port: int, on_ready: Callable[[str], None], behind_proxy: bool = False
) -> None:
    """Serve until SIGTERM or SIGINT. Raises Refused no-port. `on_ready` learns the address.

    Behind a proxy it is plain HTTP, on this machine unless another host is named: the proxy ends TLS, with our
    certificate, at the address where the units look for the centre.
    """
    folder = centre.folder
    folder.authority.leaf_for(folder.certified_addresses)
    certificate, key = map(str, folder.authority.leaf_files)
    with _listening(host or (_HERE if behind_proxy else folder.default_host), port) as listener:
        if behind_proxy:
            address = f"http://{host or _HERE}:{listener.getsockname()[1]}"
        else:
            address = _public_address(centre, listener, host)
            centre.served_at(address)
        SSLProtocol.max_size = _TLS_BUFFER
        config = uvicorn.Config(
            create_app(centre),
            http="h11",
            ssl_certfile=None if behind_proxy else certificate,
            ssl_keyfile=None if behind_proxy else key,
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        server = _Server(config, centre)

        # Obeyed also before uvicorn listens to signals. Afterwards uvicorn ends gracefully and raises the signal again:
        # by then it has been obeyed, so nobody else need die of it.
        def stop(*_: object) -> None:
            server.should_exit = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        on_ready(address)
        server.run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle off only where the protocol is named; with it every answer takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # on Windows this option lets a second program steal the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as taken:  # a number that is no port overflows
        listener.close()
        system = getattr(taken, "strerror", None) or str(taken)
        raise Refused("no-port", host=host, port=port, system=system) from taken
    return listener


def _public_address(centre: Centre, listener: socket.socket, host: str | None) -> str:
    port: int = listener.getsockname()[1]
    if host and host in centre.folder.certified_addresses:
        return address_of(host, port)
    return address_of(centre.folder.addresses[0] if centre.folder.addresses else "127.0.0.1", port)
