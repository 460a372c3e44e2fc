"""What somebody would try who wants in, wants more than is his, or wants it all to stop.

SECURITY.md says which chapter of OWASP ASVS each of these is for.
"""

import itertools
import json
import re
import socket
import sqlite3
import time

import pytest

from hotline import FILING, Client, done, in_threads, wait_for

# One sign-in costs a tenth of a second; under a sanitizer or a load, some.
ANSWER_SECONDS_MAX = 10
SQL = ["'; DROP TABLE ticket; --", "' OR '1'='1", '" OR ""="', "1) UNION SELECT * FROM account --"]
SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(1)">'


ADDRESSES = itertools.count(1)


def address():
    """Another address, as a proxy on this machine would say: limits are counted by it."""
    return f"198.51.100.{next(ADDRESSES)}"


class Browser(Client):
    """A client with cookies, whose pages send the CSRF token."""

    def __init__(self, port):
        super().__init__(port)
        self.cookies, self.csrf, self.address = {}, None, address()

    def request(self, method, path, body=None, **headers):
        headers.setdefault("X_Forwarded_For", self.address)
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers.setdefault("Cookie", pairs)
        if self.csrf:
            headers.setdefault("X_CSRF_Token", self.csrf)
        answer = super().request(method, path, body, **headers)
        for field in answer.headers.get_all("Set-Cookie") or []:
            name, value = field.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def sign_in(self, account, password):
        answer = self.post("/api/v1/session", {"account": account, "password": password})
        if answer.status == 200:
            self.csrf = answer.json["csrfToken"]
        return answer


class Raw:
    """A connection on which bytes are sent as they are."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), 10)

    def send(self, data):
        self.socket.sendall(data)

    def read(self, seconds=3.0):
        """All that comes until the server closes or is silent."""
        self.socket.settimeout(seconds)
        said = b""
        try:
            while piece := self.socket.recv(65536):
                said += piece
        except (TimeoutError, ConnectionResetError):
            pass
        self.socket.close()
        return said


def statuses(said):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)]


@pytest.fixture(scope="module")
def password(server):
    """A dispatcher whose password is his own."""
    first = done(
        "account", "add", "qian", "--role", "dispatcher", "--division", "140105",
        "--data", server.data, "--rules", server.rules,
    ).strip()
    browser = Browser(server.port)
    assert browser.sign_in("qian", first).status == 200
    answer = browser.post("/api/v1/password", {"password": first, "newPassword": "分水岭上的老槐树底下"})
    assert answer.status == 200, answer
    return "分水岭上的老槐树底下"


@pytest.fixture
def browser(server, password):
    browser = Browser(server.port)
    answer = browser.sign_in("qian", password)
    assert answer.status == 200, answer
    return browser


# Tokens and cookies


def test_forged_tokens_let_nobody_in(server):
    real = server.tokens["dispatcher"]
    flipped = real[:-1] + ("0" if real[-1] != "0" else "1")
    for token in [
        flipped, real[:-1], real + "0", real.upper(), "", "null", "undefined", "hl_" + "0" * 64,
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkaXNwYXRjaGVyIn0.", "x" * 8000, *SQL,
    ]:
        answer = Client(server.port).get("/api/v1/tickets", Authorization=f"Bearer {token}")
        assert answer.status == 401, (token[:40], answer)
        detail = answer.json["detail"]
        assert "\n" not in detail and len(detail) < 100
    for field in [real, f"Token {real}", f"Basic {real}", f"Bearer  {real}", f"Bearer {real} x"]:
        assert Client(server.port).get("/api/v1/tickets", Authorization=field).status == 401


def test_a_token_is_no_cookie_and_a_cookie_no_token(server, browser):
    session = browser.cookies["hotline-session"]
    answer = Client(server.port).get("/api/v1/tickets", Authorization=f"Bearer {session}")
    assert answer.status == 401
    token = server.tokens["dispatcher"]
    answer = Client(server.port).get("/api/v1/tickets", Cookie=f"hotline-session={token}")
    assert answer.status == 401
    # A bad token is not made good by a good cookie.
    assert browser.get("/api/v1/tickets", Authorization="Bearer x").status == 401


def test_a_session_is_not_fixed_and_not_replayed(server, password):
    fixed = Browser(server.port)
    fixed.cookies["hotline-session"] = "hs_" + "a" * 64
    assert fixed.sign_in("qian", password).status == 200
    assert fixed.cookies["hotline-session"] != "hs_" + "a" * 64
    kept = dict(fixed.cookies)
    assert fixed.request("DELETE", "/api/v1/session").status == 204
    thief = Browser(server.port)
    thief.cookies, thief.csrf = kept, fixed.csrf
    assert thief.get("/api/v1/session").status == 401
    assert thief.post("/api/v1/tickets", FILING).status == 401


def test_expired_and_revoked_tokens_and_accounts_shut_out(make_server):
    server = make_server().start()
    for name in ["platform", "gone"]:
        server.add_account(name, "system", "140105", "140105-desk")
    options = ["--data", server.data, "--rules", server.rules]
    late = done("token", "add", "platform", "--name", "late", "--days", 1, *options).strip()
    assert Client(server.port, late).get("/api/v1/tickets").status == 200
    number = done("token", "list", *options).splitlines()[1].split()[0]
    done("token", "revoke", number, *options)
    revoked = server.client("platform").get("/api/v1/tickets")
    assert revoked.status == 401 and "吊销" in revoked.json["detail"]
    done("account", "disable", "gone", *options)
    gone = server.client("gone").post("/api/v1/tickets", FILING)
    assert gone.status == 401 and "停用" in gone.json["detail"]
    server.stop()
    with sqlite3.connect(server.database) as database:
        database.execute("UPDATE token SET expiresAt = createdAt WHERE name = 'late'")
    database.close()
    server.start()
    expired = Client(server.port, late).get("/api/v1/tickets")
    assert expired.status == 401 and "过期" in expired.json["detail"]
    server.stop()


def test_a_cookie_of_8_kib_is_refused_in_one_line(server):
    answer = Client(server.port).get("/api/v1/session", Cookie="hotline-session=" + "x" * 8192)
    assert answer.status == 401
    assert "重新登录" in answer.json["detail"] and "\n" not in answer.json["detail"]


# Cross-site requests


def test_another_site_can_make_a_browser_do_nothing(server, browser):
    before = server.client("dispatcher").metric("hotline_journal_sequence")
    for headers in [
        {"X_CSRF_Token": "0" * 64},
        {"Origin": "https://elsewhere.example"},
        {"Origin": f"http://127.0.0.1.elsewhere.example:{server.port}"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
    ]:
        answer = browser.post("/api/v1/tickets", FILING, **headers)
        assert answer.status == 403, (headers, answer)
    # What a form can send without asking first.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]:
        body = json.dumps(FILING).encode()
        assert browser.post("/api/v1/tickets", body, Content_Type=kind).status in (403, 415)
        answer = Client(server.port).post("/api/v1/session", b"{}", Content_Type=kind)
        assert answer.status == 415
    answer = browser.request("OPTIONS", "/api/v1/tickets", Origin="https://elsewhere.example")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert server.client("dispatcher").metric("hotline_journal_sequence") == before


# Paths and heads


def test_no_spelling_of_a_path_gets_around_the_doors(server):
    for path in [
        "/api/v1/../v1/tickets", "/healthz/../api/v1/tickets", "/api/v1/tickets/../../../etc/passwd",
        "//api/v1/tickets", "/api//v1/tickets", "/api/v1/tickets/", "/API/V1/tickets",
        "/api/v1/%74ickets", "/api/v1/tickets%2f", "/api%2fv1%2ftickets", "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/Package.swift",
        "/assets/..%2f..%2f..%2fetc%2fpasswd", "/assets//etc/passwd", "/api/v1/tickets;x=1",
        "/api/v1/tickets%00", "/api/v1/tickets%c0%af", "/api/v1/tickets#x", "/api/v1/tickets%0d%0a",
        "/..%5c..%5cetc%5cpasswd", "/.git/config", "/hotline.sqlite", "/control.sock",
    ]:
        raw = Raw(server)
        raw.send(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        said = raw.read()
        assert statuses(said)[0] in (303, 400, 401, 404), (path, said[:300])
        assert b"root:" not in said and b"SQLite" not in said


def test_nothing_that_is_sent_becomes_a_field_of_the_answer(server):
    client = server.client("operator")
    for _ in range(2):
        client.file(FILING)
    mark = "X-Injected: 1"
    for path in [
        f"/api/v1/tickets?limit=1&q=%E4%BD%8E%E4%BF%9D%0d%0a{mark}".replace(" ", "%20"),
        "/api/v1/tickets?limit=1&state=desk%0d%0aX-Injected:1",
        "/api/v1/tickets/20261123000001%0d%0aX-Injected:%201",
    ]:
        assert "X-Injected" not in client.get(path).headers
    call = {"call": f"a\r\n{mark}", "phone": "13800000000"}
    answer = client.post("/api/v1/calls", call)
    assert answer.status == 422 and "X-Injected" not in answer.headers
    raw = Raw(server)
    raw.send(
        b"GET /api/v1/tickets HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n X-Injected: 1\r\n"
        b"Connection: close\r\n\r\n"
    )
    assert b"X-Injected" not in raw.read()


def test_requests_that_can_be_read_in_two_ways_are_refused(server):
    """A second request that is hidden in the first one is never answered as one of its own."""
    hidden = b"GET /api/v1/categories HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\n"
    for fields in [
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: xchunked\r\n", b"Content-Length : 5\r\n", b"Content-Length: +5\r\n",
        b"Content-Length: 5, 5\r\n", b"Content-Length: 0x5\r\n", b": x\r\n",
        b"A: b\r\n Content-Length: 5\r\n", b"Host: y\r\n",
    ]:
        raw = Raw(server)
        raw.send(head + fields + b"\r\n" + b"0\r\n\r\n" + hidden)
        said = raw.read(1.0)
        # libmicrohttpd 0.9.75 sends the head of its own refusals twice, and closes. What is hidden
        # would be answered by 401.
        assert set(statuses(said)) <= {400, 413, 501}, (fields, said[:600])


# Slow ones


def test_500_slow_clients_keep_nobody_else_waiting(server):
    head = b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    slow = []
    for index in range(500):
        raw = Raw(server)
        raw.send(head if index % 2 else head + b"Content-Length: 1000\r\n\r\n{")
        slow.append(raw)
    took = []
    client = server.client("operator")
    for _ in range(50):
        for raw in slow[::50]:
            raw.send(b"X" if raw is not slow[0] else b" ")
        started = time.monotonic()
        assert client.get("/api/v1/tickets?limit=1").status == 200
        client.file(FILING)
        took.append(time.monotonic() - started)
    for raw in slow:
        raw.socket.close()
    took.sort()
    assert took[len(took) * 9 // 10] < 2, took


# Large and deep ones


def test_bodies_made_to_burst_are_refused_at_once(server):
    bombs = [
        b"[" * 900_000, b'{"a":' * 150_000, b"[" * 500_000 + b"]" * 500_000,
        b'{"text":' + b"9" * 900_000 + b"}", b'{"text":1e999999999}',
        b'{"text":"' + b"\\u0000" * 100_000 + b'"}', b'{"text":"\xff\xfe"}',
        b"{" + b",".join(b'"k%d":1' % index for index in range(60_000)) + b"}",
        b"{" + b",".join(b'"text":"a"' for _ in range(60_000)) + b"}",
        b'{"text":"' + b"a" * (2 << 20) + b'"}', b"\x00" * 1000, b"",
    ]
    for bomb in bombs:
        client = server.client("operator")
        started = time.monotonic()
        answer = client.post("/api/v1/tickets", bomb)
        assert answer.status in (400, 413, 422), (bomb[:30], answer)
        assert len(answer.body) < 8 << 20
        assert time.monotonic() - started < ANSWER_SECONDS_MAX
    assert server.client("operator").get("/healthz").status == 200


# Words that are more than words


def filings(words):
    """A filing with these words in every field that takes any."""
    caller = {"name": words, "phone": "13800001111"}
    yield {**FILING, "text": words, "title": words, "address": words, "caller": caller,
           "accused": [words], "externalNumber": words + str(time.monotonic_ns())}
    for field in ["kind", "matter", "channel", "township", "registeredTownship", "externalDue"]:
        yield {**FILING, field: words}


@pytest.mark.parametrize("words", SQL)
def test_sql_is_a_text_like_any_other(server, words):
    client = server.client("operator")
    for body in filings(words):
        assert client.post("/api/v1/tickets", body).status in (201, 422), body
    for name in ["q", "state", "kind", "matter", "unit", "from", "to", "after", "limit"]:
        answer = client.request("GET", f"/api/v1/tickets?{name}=" + quoted(words))
        assert answer.status in (200, 400), (name, answer)
    body = {"q": words, "caller": {"phone": words, "idNumber": words}}
    assert client.post("/api/v1/tickets/search", body).status in (200, 422)
    answer = client.post("/api/v1/tickets", FILING, Idempotency_Key=words.replace(" ", "_"))
    assert answer.status == 201
    assert Browser(server.port).sign_in(words, words).status == 401
    for path in ["tickets/{}", "units/{}/queue", "divisions/{}", "calendar/{}", "sessions/{}"]:
        answer = client.get("/api/v1/" + path.format(quoted(words)))
        assert answer.status in (400, 404, 405), (path, answer)


def quoted(text):
    return "".join(f"%{byte:02x}" for byte in text.encode())


def test_words_of_the_search_language_mean_nothing(server):
    client = server.client("operator")
    for words in ['"', '""', "*", "a*", "NEAR(", "text:x", "-x", "x OR y", "x AND NOT y", "^x", "(((",
                  "'", "%", "_", "\\", "{a b}", "+", "低保\" OR \"x"]:
        answer = client.get("/api/v1/tickets?q=" + quoted(words))
        assert answer.status == 200, (words, answer)


def test_scripts_are_texts_for_whoever_reads_them(server, browser):
    client = server.client("operator")
    number = None
    for body in filings(SCRIPT):
        answer = client.post("/api/v1/tickets", body)
        number = answer.json["number"] if answer.status == 201 else number
    assert number
    for path in [f"/api/v1/tickets/{number}", f"/api/v1/tickets/{number}/events", "/api/v1/tickets"]:
        answer = browser.get(path)
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    quoted_script = quoted(SCRIPT)
    for path in ["/", "/desk", "/work", "/search", f"/tickets/{number}", f"/ticket/{number}",
                 f"/search?q={quoted_script}", f"/{quoted_script}", f"/sign-in?to={quoted_script}"]:
        answer = browser.get(path, Accept="text/html")
        assert b"<script>alert" not in answer.body, path
        if answer.status == 200:
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy and "frame-ancestors 'none'" in policy, path
            assert not re.search(rb"<script(?![^>]*\bsrc=)[^>]*>\s*\S", answer.body), path
            assert not re.search(rb"\son\w+=", answer.body), path
    problem = client.get("/api/v1/tickets?" + quoted_script + "=1")
    assert problem.headers["Content-Type"] == "application/problem+json"


# What is there, and whose it is


def test_answers_do_not_tell_which_accounts_and_tickets_there_are(server):
    client = Client(server.port)
    names = ["operator", "nobody", "handler", "root"]
    wrong = [Browser(server.port).sign_in(name, "x") for name in names]
    assert {answer.status for answer in wrong} == {401}
    assert len({answer.body for answer in wrong}) == 1
    foreign = server.add_account("elsewhere", "dispatcher", "140106", "140106-desk")
    number = Client(server.port, foreign).file(FILING | {"township": "140106001"}).json["number"]
    client = server.client("handler")
    there = client.get(f"/api/v1/tickets/{number}")
    nothing = client.get("/api/v1/tickets/20991231000001")
    assert (there.status, there.body) == (nothing.status, nothing.body)
    for action in ["sign", "note", "dispatch"]:
        there = client.act(number, action, etag="*")
        nothing = client.act("20991231000001", action, etag="*")
        assert (there.status, there.body) == (nothing.status, nothing.body)


def test_guessing_is_slowed_down_and_locks_nobody_out(server, password):
    known = Browser(server.port)
    assert known.sign_in("qian", password).status == 200
    guesser = Browser(server.port)
    said = [guesser.sign_in("qian", "a guess of some length").status for _ in range(8)]
    assert said[:5] == [401] * 5 and 429 in said, said
    assert known.sign_in("qian", password).status == 200
    assert server.client("dispatcher").get("/api/v1/tickets").status == 200


def test_a_flood_of_sign_ins_leaves_the_others_served(server):
    started = time.monotonic()

    def flood(index):
        client = Client(server.port)
        for number in range(10):
            body = {"account": f"nobody-{index}-{number}", "password": "x"}
            answer = client.post("/api/v1/session", body, X_Forwarded_For="203.0.113.7")
            assert answer.status in (401, 429)

    took = []

    def work(_):
        client = server.client("operator")
        while time.monotonic() - started < 2:
            begun = time.monotonic()
            assert client.get("/api/v1/tickets?limit=1").status == 200
            took.append(time.monotonic() - begun)

    in_threads(9, lambda index: work(index) if index == 8 else flood(index))
    took.sort()
    assert took[len(took) // 2] < 1, took[-5:]


def test_nothing_of_all_this_has_harmed_the_journal(server):
    client = server.client("operator")
    wait_for(lambda: client.get("/readyz").status == 200, "the server")
    assert "nothing found" in server.verify()
    assert not any('"level":"critical"' in line for line in server.lines)
