"""HTTPS by the server itself, as where no proxy stands before it."""

import socket
import ssl
import subprocess

import pytest

from hotline import Server, refused


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )
    return certificate, key


def test_a_client_that_trusts_the_certificate_is_served(tmp_path, certificate):
    path, key = certificate
    server = Server(tmp_path, "--tls-cert", path, "--tls-key", key, scheme="https").start()
    trust = ssl.create_default_context(cafile=path)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        with trust.wrap_socket(plain, server_hostname="127.0.0.1") as secured:
            secured.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert secured.recv(1000).startswith(b"HTTP/1.1 200")
    with pytest.raises(ssl.SSLError):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
            ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1")
    server.stop()


def test_a_certificate_that_cannot_be_used_is_said_in_one_line(tmp_path, certificate):
    _, key = certificate
    said = refused(
        "serve", "--data", tmp_path, "--port", 0, "--tls-cert", key, "--tls-key", key
    )
    assert "the certificate or its key cannot be used" in said


def test_a_certificate_without_a_key_is_wrong_use(tmp_path, certificate):
    path, _ = certificate
    said = refused("serve", "--data", tmp_path, "--tls-cert", path, code=2)
    assert "--tls-key" in said


def test_nobody_else_is_served_in_the_clear_unless_that_is_said(tmp_path):
    for host in ["0.0.0.0", "::", "192.0.2.1"]:
        said = refused("serve", "--data", tmp_path, "--port", 0, "--host", host)
        assert "--insecure-listen" in said and "ops/nginx.conf" in said
    assert not (tmp_path / "hotline.sqlite").exists(), "refused before anything is made"
    said = refused("serve", "--data", tmp_path, "--port", 0, "--host", "192.0.2.1",
                   "--insecure-listen", lines=None)
    assert "cannot listen on 192.0.2.1" in said
