"""The local authority and its certificates: what they are good for, and what is never replaced."""

import os
import shutil
import socket
import ssl
import threading

import pytest

from ssl_generation import authority, openssl
from ssl_generation.__main__ import main
from ssl_generation.authority import Server, certify
from ssl_generation.openssl import CertificateError

pytestmark = pytest.mark.skipif(
    not shutil.which("openssl") and "CI" not in os.environ, reason="the command openssl is not there"
)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


def changed(folder, before):
    after = contents(folder)
    return {name for name in after if after[name] != before.get(name)}


def greeted(folder, name, host):
    """Tell whether a strict client that knows our authority believes this server to be `host`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    client = ssl.create_default_context(cafile=folder / "ca.pem")
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    near, far = socket.socketpair()
    thread = threading.Thread(target=shake_hands, args=(server, far))
    thread.start()
    try:
        client.wrap_socket(near, server_hostname=host).close()
    except ssl.SSLCertVerificationError:
        return False
    finally:
        near.close()
        thread.join()
    return True


def shake_hands(context, end):
    try:
        context.wrap_socket(end, server_side=True).close()
    except (OSError, ssl.SSLError):
        end.close()


def test_each_server_is_believed_under_its_names_and_no_other(tmp_path):
    folder = tmp_path / "tls"
    assert main(["--out", str(folder), "web=photos.example,192.0.2.7,::1", "postgres"]) == 0
    for host in ("web", "photos.example", "192.0.2.7", "::1"):
        assert greeted(folder, "web", host)
    assert greeted(folder, "postgres", "postgres")
    assert not greeted(folder, "postgres", "web")
    assert not greeted(folder, "web", "192.0.2.8")


def test_another_authority_of_ours_is_not_believed(tmp_path):
    for name in ("ours", "theirs"):
        certify(tmp_path / name, [Server("web", ("web",))])
    shutil.copy(tmp_path / "theirs" / "ca.pem", tmp_path / "ours" / "ca.pem")
    assert not greeted(tmp_path / "ours", "web", "web")


def test_keys_are_for_their_owner_only(tmp_path):
    certify(tmp_path / "tls", [Server("web", ("web",))])
    for path in (tmp_path / "tls").glob("*.key"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "tls").stat().st_mode & 0o077 == 0


def test_a_second_time_changes_nothing(tmp_path):
    certify(tmp_path, [Server("web", ("web", "::1"))])
    before = contents(tmp_path)
    assert certify(tmp_path, [Server("web", ("web", "::1"))]) == []
    assert contents(tmp_path) == before


def test_a_new_name_makes_a_new_certificate_with_the_key_and_authority_of_old(tmp_path):
    certify(tmp_path, [Server("web", ("web",)), Server("postgres", ("postgres",))])
    before = contents(tmp_path)
    assert certify(tmp_path, [Server("web", ("web", "photos.example"))]) == ["web.pem"]
    assert changed(tmp_path, before) == {"web.pem"}


def test_what_ends_soon_is_renewed(tmp_path, monkeypatch):
    monkeypatch.setattr(authority, "SERVER_DAYS", 20)
    certify(tmp_path, [Server("web", ("web",))])
    before = contents(tmp_path)
    monkeypatch.undo()
    assert certify(tmp_path, [Server("web", ("web",))]) == ["web.pem"]
    assert changed(tmp_path, before) == {"web.pem"}


def test_a_certificate_of_another_key_or_another_authority_of_ours_is_made_anew(tmp_path):
    certify(tmp_path, [Server("web", ("web",)), Server("other", ("other",))])
    shutil.copy(tmp_path / "other.key", tmp_path / "web.key")
    assert certify(tmp_path, [Server("web", ("web",))]) == ["web.pem"]
    (tmp_path / "ca.pem").unlink()
    (tmp_path / "ca.key").unlink()
    assert set(certify(tmp_path, [Server("web", ("web",))])) == {"ca.pem", "ca.key", "web.pem"}
    assert greeted(tmp_path, "web", "web")


def test_a_certificate_that_somebody_else_signed_is_left_alone(tmp_path):
    monkey = tmp_path / "elsewhere"
    certify(monkey, [Server("web", ("web",))])
    folder = tmp_path / "tls"
    certify(folder, [Server("web", ("web",))])
    openssl.openssl(
        "req", "-x509", "-new", "-key", monkey / "web.key", "-subj", "/CN=Bought", "-out", folder / "web.pem"
    )
    before = contents(folder)
    assert certify(folder, [Server("web", ("photos.example",))]) == []
    assert contents(folder) == before


def test_an_authority_that_ends_soon_is_reported_and_not_replaced(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(authority, "AUTHORITY_DAYS", 20)
    certify(tmp_path, [])
    before = contents(tmp_path)
    assert main(["--out", str(tmp_path), "web"]) == 1
    assert "ends within 30 days" in capsys.readouterr().err
    assert contents(tmp_path) == before


def test_without_the_authoritys_key_old_certificates_serve_and_new_ones_are_refused(tmp_path):
    certify(tmp_path, [Server("web", ("web",))])
    (tmp_path / "ca.key").unlink()
    assert certify(tmp_path, [Server("web", ("web",))]) == []
    with pytest.raises(CertificateError, match="authority's key"):
        certify(tmp_path, [Server("mongo", ("mongo",))])


def test_a_first_run_that_was_cut_short_is_completed(tmp_path):
    certify(tmp_path, [Server("web", ("web",))])
    key = (tmp_path / "ca.key").read_bytes()
    (tmp_path / "ca.pem").unlink()
    (tmp_path / "web.pem").unlink()
    certify(tmp_path, [Server("web", ("web",))])
    assert (tmp_path / "ca.key").read_bytes() == key
    assert greeted(tmp_path, "web", "web")


@pytest.mark.parametrize("server", ["ca", "../web", "web=a b", "web=-x", "web=photos.example/x", "", "web=é"])
def test_what_is_no_name_is_refused_before_anything_is_made(tmp_path, server, capsys):
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "tls"), server])
    assert not (tmp_path / "tls").exists()
    assert "error: argument" in capsys.readouterr().err


def test_a_missing_openssl_is_said_in_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["--out", str(tmp_path / "tls"), "web"]) == 1
    assert capsys.readouterr().err == "The command openssl is not there; please install it.\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["--out", str(tmp_path / "file" / "tls"), "web"]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err
