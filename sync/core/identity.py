"""A device's identity: an Ed25519 key made at enrolment (sync.md 6)."""

from __future__ import annotations

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey


class DeviceKey:
    """The private half, which never leaves the device's encrypted library."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)

    @classmethod
    def create(cls) -> DeviceKey:
        """A new random key."""
        return cls(bytes(SigningKey.generate()))

    @property
    def seed(self) -> bytes:
        """32 bytes to keep secret."""
        return bytes(self._key)

    @property
    def public(self) -> bytes:
        """32 bytes that everybody may know."""
        return bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""
        return bytes(self._key.sign(message).signature)


def is_signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of this public key signed exactly this message."""
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True
