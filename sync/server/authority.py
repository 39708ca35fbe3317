"""The centre's own certificate authority, pinned by every enrolment file, and the certificate it serves with."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 20 * 365
LEAF_DAYS = 365
RENEW_DAYS = 60
"""A leaf with less than this left is replaced."""
_SKEW = timedelta(days=1)
"""Certificates begin a day early, for PCs whose clocks are slow."""
_LONGEST_COMMON_NAME = 64
"""Bytes (RFC 5280)."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs the centre's certificate. Files: authority.key, authority.crt, leaf.key, leaf.crt; keys have mode 0600."""

    folder: Path
    certificate_pem: str

    @classmethod
    def create(cls, folder: Path, *, name: str) -> Self:
        """Make a new key and its self-signed certificate."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(f"Tủ Sách – {name}")
        certificate = (
            _draft(subject, subject, key.public_key(), days=AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write_secret(folder / "authority.key", _key_pem(key))
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (folder / "authority.crt").write_bytes(pem)
        return cls(folder, pem.decode())

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read an authority made before."""
        return cls(folder, (folder / "authority.crt").read_text(encoding="ascii"))

    @property
    def leaf_files(self) -> tuple[Path, Path]:
        """Certificate and key to serve with."""
        return self.folder / "leaf.crt", self.folder / "leaf.key"

    def leaf_for(self, addresses: tuple[str, ...], *, at: datetime | None = None) -> bool:
        """See to it that the leaf names these addresses and lasts; returns whether a new one was made."""
        if self._leaf_serves(addresses, at or datetime.now(UTC)):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed_leaf(key.public_key(), addresses)
        crt, secret = self.leaf_files
        _write_secret(secret, _key_pem(key))
        crt.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return True

    def _leaf_serves(self, addresses: tuple[str, ...], at: datetime) -> bool:
        crt, key = self.leaf_files
        if not crt.exists() or not key.exists():
            return False
        leaf = x509.load_pem_x509_certificate(crt.read_bytes())
        named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return leaf.not_valid_after_utc - at >= timedelta(days=RENEW_DAYS) and set(named) >= set(
            _general_names(addresses)
        )

    def _signed_leaf(self, public_key: ec.EllipticCurvePublicKey, addresses: tuple[str, ...]) -> x509.Certificate:
        authority = x509.load_pem_x509_certificate(self.certificate_pem.encode())
        key = serialization.load_pem_private_key((self.folder / "authority.key").read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return (
            _draft(_name(addresses[0]), authority.subject, public_key, days=LEAF_DAYS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName(_general_names(addresses)), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
            .sign(key, hashes.SHA256())
        )


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - _SKEW).not_valid_after(now + timedelta(days=days))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    fitting = text.encode()[:_LONGEST_COMMON_NAME].decode(errors="ignore")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, fitting)])


def _general_names(addresses: tuple[str, ...]) -> list[x509.GeneralName]:
    return [_general_name(address) for address in addresses]


def _general_name(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_secret(file: Path, content: bytes) -> None:
    """Never readable by others, not even for a moment."""
    file.unlink(missing_ok=True)
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as out:
        out.write(content)
