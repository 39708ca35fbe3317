"""The addresses of this PC at which machines of the unit could call."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import closing, suppress

from desktop.library.security.self_check import LOOPBACK

_SOMEWHERE = ("192.0.2.1", 9)
"""Nothing is sent there: only the system's choice of an own address is looked at (RFC 5737)."""


def own_addresses() -> tuple[str, ...]:
    """The loopback first, then every private address of the unit's networks."""
    found = {*_by_name(), *_by_way_out()}
    private = sorted(found - {LOOPBACK}, key=ipaddress.IPv4Address)
    return (LOOPBACK, *(address for address in private if ipaddress.IPv4Address(address).is_private))


def is_of_the_unit(host: str) -> bool:
    """Whether machines may be waited for there: at an address of this PC's own networks, never at all at once."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_private and not address.is_unspecified


def _by_name() -> tuple[str, ...]:
    with suppress(OSError):
        return tuple(str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))
    return ()


def _by_way_out() -> tuple[str, ...]:
    with suppress(OSError), closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asked:
        asked.connect(_SOMEWHERE)
        return (str(asked.getsockname()[0]),)
    return ()
