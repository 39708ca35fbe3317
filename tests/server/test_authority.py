"""The centre's keys and certificates."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from sync.server.authority import LEAF_DAYS, RENEW_DAYS, Authority
from sync.server.centre import Centre
from sync.server.folder import address_of
from sync.server.serving import renew_leaf

ADDRESSES = ("thuvien.noi-bo", "192.0.2.3", "::1")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.create(tmp_path / "keys", name="Trung tâm")


def leaf_of(authority: Authority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.leaf_files[0].read_bytes())


def test_nobody_else_can_read_the_folder_or_its_keys(tmp_path: Path) -> None:
    centre = Centre.create(tmp_path / "c", name="t")
    centre.folder.authority.leaf_for(centre.folder.certified_addresses)
    centre.close()
    modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes["c"] == modes["c/keys"] == 0o700
    assert modes["c/keys/authority.key"] == modes["c/keys/leaf.key"] == 0o600


def test_the_leaf_names_every_address_and_is_signed_by_the_authority(authority: Authority) -> None:
    assert authority.leaf_for(ADDRESSES)
    leaf, root = leaf_of(authority), x509.load_pem_x509_certificate(authority.certificate_pem.encode())
    leaf.verify_directly_issued_by(root)
    named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert named.get_values_for_type(x509.DNSName) == ["thuvien.noi-bo"]
    assert named.get_values_for_type(x509.IPAddress) == [ip_address("192.0.2.3"), ip_address("::1")]
    identifier = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert identifier == root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    strict = ssl.create_default_context(cadata=authority.certificate_pem)
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    assert strict.get_ca_certs()


def test_the_leaf_cannot_sign_others(authority: Authority) -> None:
    authority.leaf_for(ADDRESSES)
    leaf = leaf_of(authority)
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not leaf.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_the_leaf_is_kept_until_little_is_left_of_it(authority: Authority) -> None:
    now = datetime.now(UTC)
    authority.leaf_for(ADDRESSES)
    first = leaf_of(authority).serial_number
    assert not authority.leaf_for(ADDRESSES, at=now + timedelta(days=LEAF_DAYS - RENEW_DAYS - 1))
    assert leaf_of(authority).serial_number == first
    assert authority.leaf_for(ADDRESSES, at=now + timedelta(days=LEAF_DAYS - RENEW_DAYS + 1))
    assert leaf_of(authority).serial_number != first


def test_a_serving_centre_renews_its_leaf_for_new_connections(tmp_path: Path) -> None:
    centre = Centre.create(tmp_path / "c", name="t")
    folder = centre.folder
    folder.authority.leaf_for(folder.certified_addresses)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*folder.authority.leaf_files)
    assert not renew_leaf(folder, context)
    assert renew_leaf(folder, context, at=datetime.now(UTC) + timedelta(days=LEAF_DAYS))
    centre.close()


def test_a_new_address_needs_a_new_leaf_and_fewer_do_not(authority: Authority) -> None:
    authority.leaf_for(ADDRESSES)
    assert not authority.leaf_for(ADDRESSES[:1])
    assert authority.leaf_for(("khac.noi-bo", *ADDRESSES))


def test_the_authority_stays_the_same_when_opened_again(authority: Authority) -> None:
    again = Authority.open(authority.folder)
    assert again.certificate_pem == authority.certificate_pem
    again.leaf_for(ADDRESSES)
    leaf_of(again).verify_directly_issued_by(x509.load_pem_x509_certificate(authority.certificate_pem.encode()))


def test_a_long_name_still_makes_an_authority(tmp_path: Path) -> None:
    assert Authority.create(tmp_path, name="Trung tâm thư viện " * 20).certificate_pem


@pytest.mark.parametrize(("host", "address"), [("192.0.2.1", "https://192.0.2.1:8443"), ("::1", "https://[::1]:8443")])
def test_addresses_are_written_as_urls(host: str, address: str) -> None:
    assert address_of(host, 8443) == address
