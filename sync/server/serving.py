"""Serves the centre over HTTPS until it is told to stop, and renews its certificate in time."""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from sync.server.app import create_app
from sync.server.folder import address_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.centre import Centre

_RENEWAL_SECONDS = 12 * 3600
_GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """uvicorn, which here also looks after the certificate."""

    def __init__(self, config: uvicorn.Config, centre: Centre) -> None:
        super().__init__(config)
        self._centre = centre

    async def main_loop(self) -> None:
        renewal = asyncio.create_task(self._renew())
        await super().main_loop()
        renewal.cancel()

    async def _renew(self) -> None:
        folder = self._centre.folder
        while True:
            await asyncio.sleep(_RENEWAL_SECONDS)
            if folder.authority.leaf_for(folder.certified_addresses) and self.config.ssl:
                # Connections that are open keep theirs; new ones get the new one.
                self.config.ssl.load_cert_chain(*map(str, folder.authority.leaf_files))


def serve(centre: Centre, *, host: str | None, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. `on_ready` is told the address as soon as connections are taken."""
    folder = centre.folder
    folder.authority.leaf_for(folder.certified_addresses)
    certificate, key = map(str, folder.authority.leaf_files)
    with _listening(host or folder.default_host, port) as listener:
        address = _public_address(centre, listener, host)
        centre.served_at(address)
        config = uvicorn.Config(
            create_app(centre),
            ssl_certfile=certificate,
            ssl_keyfile=key,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        # uvicorn ends gracefully and then raises the signal again: it has been obeyed, so nobody else need die of it.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        on_ready(address)
        _Server(config, centre).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle off only where the protocol is named; with it every answer takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if hasattr(signal, "SIGHUP"):  # on Windows this option lets a second program steal the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(256)
    return listener


def _public_address(centre: Centre, listener: socket.socket, host: str | None) -> str:
    port: int = listener.getsockname()[1]
    if host and host in centre.folder.certified_addresses:
        return address_of(host, port)
    return address_of(centre.folder.addresses[0] if centre.folder.addresses else "127.0.0.1", port)
