"""Seals the fields that name people, with a key that only the devices of their unit hold (sync.md 6)."""

from __future__ import annotations

import hashlib
from secrets import token_bytes
from typing import TYPE_CHECKING

import msgspec
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from sync.core.row import Row, Value
from sync.core.tables import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sync.core.identity import DeviceKey

KEY_BYTES = 32
_MARK = b"\x01"
_NONCE = 24
_BLOCK = 32
"""Values are padded to whole blocks: of a rank the length alone would tell which it is."""
_END = b"\x80"
"""Stands before the zeros that fill a block (ISO/IEC 7816-4)."""
_SHORTEST = len(_MARK) + _NONCE + _BLOCK + 16
_TOLD = ("loser", "winner")
"""What a conflict keeps of the field that it is about."""

_pack = msgspec.msgpack.Encoder(order="deterministic").encode
_unpack = msgspec.msgpack.decode


class Locked(Exception):
    """This value does not open with this key at this place: another unit's, altered, or moved from another field."""


class UnitKey:
    """The key of a unit. The same value in the same field of the same row is always sealed to the same bytes.

    So equal values stay equal for those who cannot read them, and nobody is told of a difference that is none.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("a unit's key has 32 bytes")
        self.secret = secret
        self._naming = hashlib.blake2b(key=secret, person=b"tusach nonce", digest_size=32).digest()
        self._sealing = hashlib.blake2b(key=secret, person=b"tusach seal", digest_size=32).digest()

    @classmethod
    def create(cls) -> UnitKey:
        """A new random key."""
        return cls(token_bytes(KEY_BYTES))

    def seal(self, table: str, row_id: str, field: str, value: Value) -> bytes:
        """The value as bytes that open only with this key and only as this field of this row."""
        plain, place = _padded(_pack(value)), _place(table, row_id, field)
        # A place ends where msgpack says that it ends, so place and value cannot be taken for another pair.
        nonce = hashlib.blake2b(place + plain, key=self._naming, digest_size=_NONCE).digest()
        return _MARK + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plain, place, nonce, self._sealing)

    def open(self, table: str, row_id: str, field: str, sealed: bytes) -> Value:
        """The value that was sealed. Raises Locked."""
        if not is_sealed(sealed):
            raise Locked
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            plain = crypto_aead_xchacha20poly1305_ietf_decrypt(body, _place(table, row_id, field), nonce, self._sealing)
            value: Value = _unpack(plain[: plain.rindex(_END)])
        except (CryptoError, ValueError) as broken:  # ValueError: of bytes that another program padded or packed
            raise Locked from broken
        return value

    def sealed_row(self, row: Row, whole: Row | None = None) -> Row:
        """The row with its personal fields sealed; nothing is sealed twice, and nothing stays nothing.

        A row of a few fields does not say what it is about: then `whole` is the row that they are of.
        """
        fields = {
            name: self.seal(*place, value)
            for name, place in personal_places(whole or row)
            if (value := row.fields.get(name)) is not None and not is_sealed(value)
        }
        return _with(row, fields) if fields else row

    def opened_row(self, row: Row, whole: Row | None = None) -> Row:
        """The row with its personal fields opened; what is locked with another key stays as it is."""
        fields: dict[str, Value] = {}
        for name, place in personal_places(whole or row):
            value = row.fields.get(name)
            if isinstance(value, bytes) and is_sealed(value):
                try:
                    fields[name] = self.open(*place, value)
                except Locked:
                    continue
        return _with(row, fields) if fields else row


def is_sealed(value: object) -> bool:
    """Whether this is a value that somebody sealed. No picture begins like this, and text is no bytes."""
    return isinstance(value, bytes) and value[:1] == _MARK and len(value) >= _SHORTEST


def personal_places(row: Row) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """The fields of this row that name people, each with (table, row, field) that it is sealed to.

    What a conflict keeps of a personal field is sealed as that field: whoever notices it makes the same conflict.
    """
    if row.table == "conflict":
        match row.fields.get("table"), row.fields.get("row"), row.fields.get("field"):
            case str(table), str(row_id), str(field) if field in spec_of(table).personal:
                yield from ((name, (table, row_id, field)) for name in _TOLD)
        return
    for name in spec_of(row.table).personal:
        yield name, (row.table, row.id, name)


def has_sealed(row: Row) -> bool:
    """Whether a field that names people is sealed here."""
    return any(is_sealed(row.fields.get(name)) for name, _ in personal_places(row))


def has_clear(row: Row, whole: Row | None = None) -> bool:
    """Whether a field that names people can be read by everybody here."""
    values = (row.fields.get(name) for name, _ in personal_places(whole or row))
    return any(value is not None and not is_sealed(value) for value in values)


def seal_to(public: bytes, secret: bytes) -> bytes:
    """A few bytes that only the holder of this Ed25519 key (its public half) can open. Raises ValueError for no key."""
    try:
        return SealedBox(VerifyKey(public).to_curve25519_public_key()).encrypt(secret)
    except (CryptoError, TypeError) as error:
        raise ValueError("not a public key") from error


def open_sealed(key: DeviceKey, sealed: bytes) -> bytes:
    """What was sealed to this key. Raises Locked."""
    try:
        return SealedBox(SigningKey(key.seed).to_curve25519_private_key()).decrypt(sealed)
    except (CryptoError, TypeError, ValueError) as error:
        raise Locked from error


def _padded(plain: bytes) -> bytes:
    return plain + _END + bytes(-(len(plain) + 1) % _BLOCK)


def _place(table: str, row_id: str, field: str) -> bytes:
    return _pack([table, row_id, field])


def _with(row: Row, fields: Mapping[str, Value]) -> Row:
    return Row(row.table, row.id, row.channel, row.stamp, {**row.fields, **fields}, row.stamps, row.bases, row.fresh)
