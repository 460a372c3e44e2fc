"""The shipped nginx configuration, with the real nginx before the real server."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess

import pytest

from hotline import FILING, ROOT, done, wait_for


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Nginx:
    """nginx with ops/nginx.conf, of which only ports and paths are replaced."""

    def __init__(self, folder, upstream):
        self.folder = folder
        self.port, self.plain = free_port(), free_port()
        self.certificate, key = folder / "certificate.pem", folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True,
        )
        site = (ROOT / "ops/nginx.conf").read_text()
        for old, new in {
            "127.0.0.1:8345;": f"127.0.0.1:{upstream};",
            "listen 80 default_server": f"listen 127.0.0.1:{self.plain} default_server",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/hotline/tls/certificate.pem": str(self.certificate),
            "/etc/hotline/tls/key.pem": str(key),
            "/var/log/nginx/hotline.log": str(folder / "access.log"),
        }.items():
            assert old in site, old
            site = site.replace(old, new)
        (folder / "site.conf").write_text(site)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        )
        (folder / "nginx.conf").write_text(
            f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{\n{temporary}include {folder}/site.conf;\n}}\n"
        )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [program, "-p", folder, "-c", folder / "nginx.conf"]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        self.process = subprocess.Popen([*map(str, command)], stderr=subprocess.DEVNULL)
        wait_for(self._answers, "nginx")

    def _answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def secured(self):
        trust = ssl.create_default_context(cafile=self.certificate)
        plain = socket.create_connection(("127.0.0.1", self.port), 10)
        return trust.wrap_socket(plain, server_hostname="127.0.0.1")

    def raw(self, text):
        """Sends bytes as they are, and returns all that comes back."""
        with self.secured() as connection:
            connection.sendall(text)
            connection.settimeout(5)
            answer = b""
            try:
                while piece := connection.recv(65536):
                    answer += piece
            except TimeoutError:
                pass
            return answer

    def request(self, method, path, body=None, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            fields["Content-Type"] = "application/json"
            body = json.dumps(body)
        trust = ssl.create_default_context(cafile=self.certificate)
        client = http.client.HTTPSConnection("127.0.0.1", self.port, context=trust, timeout=30)
        try:
            client.request(method, path, body=body, headers=fields)
            response = client.getresponse()
            return response, response.read()
        finally:
            client.close()


@pytest.fixture(scope="module")
def nginx(server, tmp_path_factory):
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), server.port)
    yield nginx
    nginx.process.terminate()
    nginx.process.wait(10)


@pytest.fixture(scope="module")
def password(server):
    return done(
        "account", "add", "zhao", "--role", "dispatcher", "--division", "140105",
        "--data", server.data, "--rules", server.rules,
    ).strip()


def test_plain_http_is_sent_to_tls(nginx):
    client = http.client.HTTPConnection("127.0.0.1", nginx.plain, timeout=10)
    client.request("GET", "/api/v1/tickets?q=x", headers={"Host": "hotline.example"})
    response = client.getresponse()
    assert response.status == 308
    assert response.headers["Location"] == "https://hotline.example/api/v1/tickets?q=x"


def test_over_tls_cookies_are_secure_and_browsers_told_to_stay(nginx, password):
    body = {"account": "zhao", "password": password}
    response, said = nginx.request("POST", "/api/v1/session", body)
    assert response.status == 200, said
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-hotline-session=hs_")
    for word in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]:
        assert word in cookie
    assert "max-age=" in response.headers["Strict-Transport-Security"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    secret = cookie.split(";")[0]
    response, _ = nginx.request("GET", "/api/v1/session", Cookie=secret)
    assert response.status == 200
    # The name without the prefix is one that plain HTTP or a neighbour could have set.
    response, _ = nginx.request(
        "GET", "/api/v1/session", Cookie=secret.removeprefix("__Host-")
    )
    assert response.status == 401


def test_the_page_s_own_origin_passes_and_no_other(nginx, password):
    body = {"account": "zhao", "password": "not the password"}
    own = f"https://127.0.0.1:{nginx.port}"
    response, _ = nginx.request("POST", "/api/v1/session", body, Origin=own)
    assert response.status == 401
    response, _ = nginx.request("POST", "/api/v1/session", body, Origin="https://elsewhere.example")
    assert response.status == 403


def test_only_the_proxy_s_word_counts_for_the_address(nginx, server, password):
    body = {"account": "zhao", "password": password}
    response, _ = nginx.request(
        "POST", "/api/v1/session", body, X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http"
    )
    cookie = response.headers["Set-Cookie"].split(";")[0]
    assert cookie.startswith("__Host-"), "what the client said of its transport does not count"
    # It must still change its password, so the list of sessions is read from the journal.
    server.add_account("auditor", "auditor", "140105", "140105-desk")
    events = server.client("auditor").get("/api/v1/account-events?limit=200").json["items"]
    signed = [event for event in events if event["action"] == "signedIn"]
    assert signed and all(event["details"]["address"] == "127.0.0.1" for event in signed)


def test_requests_that_can_be_read_in_two_ways_do_not_pass(nginx):
    """Nothing that is smuggled behind a request is answered."""
    inner = b"GET /api/v1/categories HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    for bad in [
        head + b"A: b\r\n:\n\r\n" + inner,
        head + b"A: b\r\n:\n" + inner,
        head + b": x\r\n\r\n" + inner,
        head + b"Content-Length: 0\r\nContent-Length: 50\r\n\r\n" + inner,
        head + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + inner,
        head + b"Transfer-Encoding: xchunked\r\n\r\n" + inner,
        head + b"Content-Length : 5\r\n\r\n" + inner,
    ]:
        answer = nginx.raw(bad)
        # One for what comes before, and at most one for a whole request after it.
        assert answer.count(b"HTTP/1.1 2") + answer.count(b"HTTP/1.1 401") <= 2
        if b":\n" in bad:
            assert answer.startswith(b"HTTP/1.1 400") or answer.count(b"HTTP/1.1 ") <= 2, answer


def test_a_ticket_goes_through_and_no_word_of_it_stands_in_a_log(nginx, server):
    token = server.tokens["operator"]
    response, said = nginx.request(
        "POST", "/api/v1/tickets", FILING, Authorization=f"Bearer {token}"
    )
    assert response.status == 201, said
    nginx.request("GET", "/api/v1/tickets?q=secretword", Authorization=f"Bearer {token}")
    log = (nginx.folder / "access.log").read_text()
    assert "/api/v1/tickets" in log and "secretword" not in log and token not in log


def test_what_is_for_the_inside_is_not_shown_outside(nginx):
    for path in ["/metrics", "/readyz"]:
        assert nginx.request("GET", path)[0].status == 404
    assert nginx.request("GET", "/healthz")[0].status == 200
