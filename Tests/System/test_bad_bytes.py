"""Bytes that are no good request: refused clearly, nothing stored, and others still served."""

import json
import socket
import struct
import time
from urllib.parse import quote

import pytest

from hotline import FILING, in_threads

MIB = 1 << 20
SLOW_CLIENTS = 100


class Raw:
    """A connection that sends what it is told, and reads what comes."""

    def __init__(self, port, timeout=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts):
        for part in parts:
            self.socket.sendall(part if isinstance(part, bytes) else part.encode())
        return self

    def reset(self):
        """Ends the connection as a client does that dies."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def read(self):
        """The status and the body, once the server has closed or a whole answer is there."""
        received = b""
        while not self._is_whole(received):
            try:
                piece = self.socket.recv(65536)
            except ConnectionResetError:
                break
            if not piece:
                break
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else None
        return status, body

    @staticmethod
    def _is_whole(received):
        head, end, body = received.partition(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return bool(end) and len(body) >= int(line.split(b":")[1])
        return False


def head(token, *fields, target="POST /api/v1/tickets"):
    lines = [f"{target} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}"]
    return "\r\n".join([*lines, "Content-Type: application/json", *fields, "", ""])


def count(server):
    return server.client().metric("hotline_journal_sequence")


@pytest.fixture(autouse=True)
def unharmed(server):
    """Whatever is sent, nothing is stored and the server serves on."""
    before = count(server)
    yield
    assert server.runs
    assert count(server) == before
    assert server.client().get("/readyz").status == 200


BODY = json.dumps(FILING)
SIZE = len(BODY.encode())


@pytest.mark.parametrize(
    "fields, status",
    [
        ([f"Content-Length: {SIZE}", f"Content-Length: {SIZE}"], 400),
        ([f"Content-Length: {SIZE}", f"Content-Length: {SIZE - 1}"], 400),
        ([f"Content-Length: {SIZE}", "Transfer-Encoding: chunked"], 400),
        (["Transfer-Encoding: chunked", f"Content-Length: {SIZE}"], 400),
        (["Transfer-Encoding: gzip"], 501),
        (["Content-Length: -1"], 400),
        (["Content-Length: 1e2"], 400),
        ([f"X-Long: {'x' * 70_000}", f"Content-Length: {SIZE}"], 431),
        ([f"X-{index}: 1" for index in range(200)] + [f"Content-Length: {SIZE}"], 431),
        ([f"Content-Length: {MIB + 1}"], 413),
        ([f"Content-Length: {1 << 62}"], 413),
    ],
)
def test_a_head_that_is_no_good_is_refused(server, fields, status):
    with Raw(server.port) as raw:
        try:
            raw.send(head(server.tokens["operator"], *fields), BODY)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert raw.read()[0] == status


def test_a_body_that_grows_too_large_is_refused(server):
    with Raw(server.port) as raw:
        raw.send(head(server.tokens["operator"], "Transfer-Encoding: chunked"))
        chunk = f"{65536:x}\r\n{'x' * 65536}\r\n"
        for _ in range(MIB // 65536 + 2):
            raw.send(chunk)
        status, body = raw.send("0\r\n\r\n").read()
        assert status == 413 and json.loads(body)["status"] == 413


@pytest.mark.parametrize("target", ["GET /" + "x" * 9000, "GET /%", "GET /%ff%fe", "GET //../x"])
def test_an_address_that_is_no_good_is_refused(server, target):
    with Raw(server.port) as raw:
        raw.send(head(server.tokens["operator"], target=target))
        assert raw.read()[0] in (400, 404, 414)


@pytest.mark.parametrize("share", [0, 1, 0.5])
def test_a_body_that_breaks_off_stores_nothing(server, share):
    """Nobody is there to be answered; the request never happened."""
    sent = BODY.encode()[: min(SIZE - 1, int(SIZE * share))]
    with Raw(server.port) as raw:
        raw.send(head(server.tokens["operator"], f"Content-Length: {SIZE}"), sent).reset()


def test_slow_senders_do_not_keep_others_waiting(server):
    """Heads that come byte by byte, and bodies that never come, while others are served."""
    token = server.tokens["operator"]
    slow = [Raw(server.port) for _ in range(SLOW_CLIENTS)]
    for index, raw in enumerate(slow):
        if index % 2:
            raw.send(head(token, f"Content-Length: {SIZE}"))
        else:
            raw.send("GET /healthz HT")
    times = []

    def fast(_):
        client = server.client("operator")
        for _ in range(10):
            for raw in slow[::20]:
                raw.send(" ")
            started = time.monotonic()
            assert client.get("/api/v1/calendar/2026").status == 200
            times.append(time.monotonic() - started)

    in_threads(4, fast)
    assert max(times) < 5
    for raw in slow:
        raw.reset()


# What is wrong with the JSON, the status, and the field that is named.
BODIES = [
    (b"", 400, None),
    (b"{", 400, None),
    (b"[]", 422, ""),
    (b"null", 422, ""),
    (b'{"channel":"12345","text":"\xff\xfe"}', 400, None),
    (b'{"channel":"12345","text":"\\ud800"}', 400, None),
    (b'{"channel":"12345","channel":"12345","text":"a"}', 400, None),
    (b"[" * 100_000, 400, None),
    (b'{"a":' * 1000 + b"1" + b"}" * 1000, 400, None),
    (b'{"channel":"12345","text":"a"} x', 400, None),
    (b'{"channel":"12345","text":"a\\u0000b"}', 422, "/text"),
    (b'{"channel":"12345","text":"' + b"x" * (MIB - 100) + b'"}', 422, "/text"),
]


@pytest.mark.parametrize("body, status, pointer", BODIES)
def test_a_body_that_is_no_good_json_is_refused(server, body, status, pointer):
    answer = server.client("operator").post("/api/v1/tickets", body)
    assert answer.status == status, answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    if pointer is not None:
        assert [error["pointer"] for error in answer.json["errors"]][0] == pointer


@pytest.mark.parametrize(
    "change, status, pointer",
    [
        ({"text": ""}, 422, "/text"),
        ({"text": " \n\u3000"}, 422, "/text"),
        ({"text": 5}, 422, "/text"),
        ({"colour": "red"}, 400, "/colour"),
        ({"caller": {"colour": "red"}}, 400, "/caller/colour"),
        ({"matter": "weather"}, 422, "/matter"),
        ({"township": "140105999"}, 422, "/township"),
        ({"township": 140105001}, 422, "/township"),
        ({"urgent": "true"}, 422, "/urgent"),
        ({"externalDue": "2020-01-01T00:00:00+08:00"}, 422, "/externalDue"),
        ({"receivedAt": "2020-01-01T00:00:00+08:00"}, 422, "/receivedAt"),
        ({"caller": {"anonymous": True, "phone": "13900000000"}}, 422, "/caller"),
        ({"channel": "pigeon"}, 422, "/channel"),
    ],
)
def test_a_field_that_is_no_good_is_named(server, change, status, pointer):
    answer = server.client("operator").post("/api/v1/tickets", {**FILING, **change})
    assert answer.status == status, answer
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_all_that_is_wrong_is_named_at_once(server):
    body = {"text": "", "urgent": "yes", "colour": "red", "township": "1"}
    errors = server.client("operator").post("/api/v1/tickets", body).json["errors"]
    pointers = {error["pointer"] for error in errors}
    assert pointers == {"/text", "/urgent", "/colour", "/township", "/channel"}


@pytest.mark.parametrize("kind", ["text/plain", "application/jsonx", ""])
def test_what_is_not_called_json_is_not_read(server, kind):
    with Raw(server.port) as raw:
        fields = head(server.tokens["operator"], f"Content-Length: {SIZE}")
        raw.send(fields.replace("application/json", kind), BODY)
        assert raw.read()[0] == 415


def test_a_ticket_number_that_no_ticket_can_have_is_not_there(server):
    client = server.client("operator")
    for number in ["9" * 19, "9" * 30, "0" * 14, "-20261123000001", "2026112300000１"]:
        assert client.get(f"/api/v1/tickets/{quote(number)}").status == 404, number
