"""A small relay in front of several servers: each connection goes to the next of them in turn."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Sequence


class Relay:
    """Listens on a free port until it is closed."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.used: list[int] = []
        """The port behind each connection, in order."""
        self._turns = itertools.cycle(ports)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Cut everything."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            port = next(self._turns)
            behind = socket.create_connection(("127.0.0.1", port))
            self.used.append(port)
            self._open += [caller, behind]
            for source, target in ((caller, behind), (behind, caller)):
                threading.Thread(target=_carry, args=(source, target), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
