"""The folder of a centre: its settings, its authority's keys and its database, readable by its owner only."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from sync.server.authority import Authority
from sync.server.own_key import key_in
from sync.server.recovery import FILE as RECOVERY_FILE
from sync.server.recovery import RecoveryKey
from sync.server.refused import Refused

if TYPE_CHECKING:
    from sync.core.identity import DeviceKey

DEFAULT_PORT = 8443
_ADDRESS = re.compile(r"[A-Za-z0-9:._-]{1,253}")
_HOST_AND_PORT = re.compile(
    r"(?:\[(?P<brackets>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*))"
    r"(?::(?P<port>[0-9]{1,5}))?"
)
_PORTS = range(1, 65_536)
_LOCAL = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Folder:
    """A centre's folder. `addresses` are the host names and IP addresses under which devices reach it."""

    at: Path
    name: str
    addresses: tuple[str, ...]
    authority: Authority
    recovery: bytes = b""
    """The public half of the recovery key, to which the units' keys are sealed."""
    server: str = ""
    """The address `postgresql://…` of a database that lies elsewhere; empty when it lies in this folder."""

    @classmethod
    def create(cls, at: Path, *, name: str, addresses: tuple[str, ...], server: str = "") -> Self:
        """Make the folder and its keys. Raises Refused: exists, not-empty, bad-address."""
        if (at / "centre.json").exists():
            raise Refused("exists", folder=str(at))
        if at.is_dir() and any(at.iterdir()):
            raise Refused("not-empty", folder=str(at))
        for address in addresses:
            if not _ADDRESS.fullmatch(address):
                raise Refused("bad-address", address=address)
        at.mkdir(mode=0o700, parents=True, exist_ok=True)
        at.chmod(0o700)
        folder = cls(at, name, addresses, Authority(at / "keys", ""), server=server)
        try:
            authority = Authority.create(at / "keys", name=name)
            key_in(at / "keys")
            return replace(folder, authority=authority, recovery=RecoveryKey.made_in(at).public)
        except OSError:
            folder.forget()
            raise

    def forget(self) -> None:
        """Leave nothing of a centre that could not be made: the folder was empty before."""
        for left in self.at.iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def settle(self) -> None:
        """Write the settings: the last thing in making a centre, so that half a one is never taken for whole."""
        settings = {"name": self.name, "addresses": list(self.addresses), "recovery": self.recovery.hex()}
        if self.server:
            settings["database"] = self.server
        draft = self.at / "centre.json.draft"
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)  # the database's address may hold a password
        draft.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(self.at / "centre.json")

    @classmethod
    def open(cls, at: Path) -> Self:
        """Read the folder. Raises Refused no-centre."""
        try:
            settings = json.loads((at / "centre.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Refused("no-centre", folder=str(at)) from None
        recovery = bytes.fromhex(settings.get("recovery", ""))
        authority, server = Authority.open(at / "keys"), settings.get("database", "")
        folder = cls(at, settings["name"], tuple(settings["addresses"]), authority, recovery, server)
        if not recovery:  # of a centre that was made before units had keys
            folder = replace(folder, recovery=RecoveryKey.made_in(at).public)
            folder.settle()
        return folder

    @property
    def recovery_file(self) -> Path:
        """Where the private half of the recovery key lies until its keeper has taken it away."""
        return self.at / RECOVERY_FILE

    @property
    def bundle_key(self) -> DeviceKey:
        """The centre's own key, for bundles; made when it is first asked for."""
        return key_in(self.at / "keys")

    @property
    def database(self) -> Path:
        """The file of the embedded database."""
        return self.at / "centre.db"

    @property
    def place(self) -> Path | str:
        """Where the database is: its file, or its address."""
        return self.server or self.database

    @property
    def certified_addresses(self) -> tuple[str, ...]:
        """What the certificate must name: the given addresses and this machine itself."""
        return tuple(dict.fromkeys((*self.addresses, *_LOCAL)))

    @property
    def default_host(self) -> str:
        """Where to listen: on this machine only, until the centre was given an address."""
        return "0.0.0.0" if self.addresses else "127.0.0.1"  # noqa: S104 - the operator gave an address so that others reach it

    @property
    def default_address(self) -> str:
        """Where devices find the centre unless it served elsewhere."""
        return address_of(self.addresses[0] if self.addresses else "127.0.0.1", DEFAULT_PORT)


def address_said(said: str) -> str:
    """What an operator calls the centre's address, as devices ask for it; a name alone gets the usual port.

    Raises Refused bad-address for what no device could reach: they speak https only.
    """
    try:
        parts = urlsplit(said)
        if parts.scheme == "https" and parts.hostname and (parts.port is None or parts.port):
            return said.rstrip("/")
    except ValueError:
        raise Refused("bad-address", address=said) from None
    named = _HOST_AND_PORT.fullmatch(said)
    if named is None or int(named["port"] or DEFAULT_PORT) not in _PORTS:
        raise Refused("bad-address", address=said)
    return address_of(named["host"] or named["brackets"], int(named["port"] or DEFAULT_PORT))


def address_of(host: str, port: int) -> str:
    """An https address; brackets around IPv6."""
    return f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"
