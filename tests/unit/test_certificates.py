"""Where the authority of the servers' certificates comes from, and what is checked with it."""

import base64
import ssl
from dataclasses import replace

import pytest

from shared import certificates
from shared.errors import InvalidSetting
from shared.settings import Settings

# Of a key that nobody has; it signs nothing and is good for ever.
CA = """-----BEGIN CERTIFICATE-----
MIIBnTCCAUOgAwIBAgIUOaPgZSjl5i0+II9J/j2EUV1xHBUwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYQm93ZXJiaXJkIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMTAz
MjcwOFoYDzIxMjYxMDI4MDMyNzA4WjAjMSEwHwYDVQQDDBhCb3dlcmJpcmQgdGVz
dCBhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARJQA8st1O0TGAm
WC9hIXpiBcDb+tOGF6m+9eHpao8a2a01ytyOCtR+US10uVC6Zmkt3sQvT+jRaGbU
0srDroGno1MwUTAdBgNVHQ4EFgQUVqokWm5ZGkKxrECRSlobH0NvNxEwHwYDVR0j
BBgwFoAUVqokWm5ZGkKxrECRSlobH0NvNxEwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiAUcybA9fRdiZ8Inrz31beuD6d4RkKJSO8cMPdjJoyYiQIh
AMnK2NgrdhaGGQcL4zQFbWpZWHoXuQxNl9zkKvkxh406
-----END CERTIFICATE-----
"""


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "data", database_url="postgresql://w@db.example/lib?sslmode=verify-full")


def test_content_in_base64_becomes_a_file_that_only_we_read(settings):
    given = replace(settings, ca_certificate=base64.b64encode(CA.encode()).decode())
    for _ in range(2):
        assert certificates.ca_file(given) == settings.data / "ca.pem"
    assert (settings.data / "ca.pem").read_text() == CA
    assert (settings.data / "ca.pem").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.data.iterdir()] == ["ca.pem"]


def test_a_secret_that_holds_the_certificate_itself_is_taken_too(settings):
    assert certificates.ca_file(replace(settings, ca_certificate=CA)).read_text() == CA.strip()


def test_a_file_is_used_where_it_lies(settings, tmp_path):
    (tmp_path / "own.pem").write_text(CA)
    given = replace(settings, ca_certificate=str(tmp_path / "own.pem"))
    assert certificates.ca_file(given) == tmp_path / "own.pem"
    assert not settings.data.exists()


def test_without_a_certificate_there_is_no_file(settings):
    assert certificates.ca_file(settings) is None


@pytest.mark.parametrize("wrong", ["/nowhere/ca.pem", "bm90aGluZw==", "x" * 5000, f"{CA[:60]}broken"])
def test_what_is_no_certificate_is_named_before_anything_is_written(settings, wrong):
    with pytest.raises(InvalidSetting, match="CA_CERTIFICATE"):
        certificates.ca_file(replace(settings, ca_certificate=wrong))
    assert not settings.data.exists()


def test_a_database_with_strict_tls_is_checked_with_the_authority(settings):
    trusting = certificates.trusting(replace(settings, ca_certificate=CA))
    assert trusting.database_url.endswith(f"?sslmode=verify-full&sslrootcert={settings.data}/ca.pem")


@pytest.mark.parametrize("url", ["", "postgresql://w@/lib?host=%2Frun", "postgresql://w@h/l?sslmode=require"])
def test_other_addresses_of_a_database_stay_as_they_are(settings, url):
    given = replace(settings, ca_certificate=CA, database_url=url)
    assert certificates.trusting(given) == given


def test_the_host_name_of_the_broker_is_always_checked(settings):
    secure = replace(settings, broker_url="amqps://w:p@mq.example:5671//", ca_certificate=CA)
    options = certificates.broker_options(secure)
    assert options["server_hostname"] == "mq.example"
    assert options["cert_reqs"] == ssl.CERT_REQUIRED
    assert options["ca_certs"] == str(settings.data / "ca.pem")
    assert certificates.broker_options(replace(secure, broker_url="amqp://w:p@mq.example//")) is None
