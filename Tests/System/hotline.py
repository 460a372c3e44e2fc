"""The real program, driven from outside: its commands, its server, and clients of that."""

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("HOTLINE_BINARY", ROOT / ".build/debug/hotline"))
RULES = ROOT / "routing-rules"
# Real letters and lists lie beside the repository where they are there; they are not ours.
SHARED = ROOT.parent / "shared"

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 10
COMMAND_SECONDS_MAX = 120


def run(*arguments, **options):
    """Runs a command to its end, however it ends."""
    command = [str(BINARY), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX, cwd=ROOT, **options
    )


def done(*arguments, **options):
    """Runs a command that must succeed, and returns what it printed."""
    result = run(*arguments, **options)
    assert result.returncode == 0, f"{arguments}: {result.returncode}\n{result.stderr}"
    return result.stdout


def build_package(version):
    """Makes the Debian package of the program that is tested, and returns where it lies."""
    built = subprocess.run(
        [ROOT / "ops/package", version],
        env={**os.environ, "HOTLINE_PROGRAM": str(BINARY), "HOTLINE_COMPRESSION": "none"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert built.returncode == 0, built.stderr
    (package,) = (ROOT / ".build-package").glob(f"hotline_{version}_*.deb")
    return package


def refused(*arguments, code=1, lines=1, **options):
    """Runs a command that must end with `code` and say why, in so many lines if it is told."""
    result = run(*arguments, **options)
    assert result.returncode == code, f"{arguments}: {result.returncode}\n{result.stderr}"
    # What a server logs before it gives up is no part of the reason.
    said = [line for line in result.stderr.strip().splitlines() if not line.startswith("{")]
    if code == 1:
        assert any(line.startswith("hotline: ") for line in said), result.stderr
        assert lines in (None, len(said)), result.stderr
    assert "Fatal" not in result.stderr and "Swift/" not in result.stderr, result.stderr
    return result.stderr


def wait_for(condition, what, seconds=10):
    """Looks again and again until `condition` gives something, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.01)


class Server:
    """`hotline serve` on a data directory; may be started again after it ended."""

    def __init__(self, data, *options, rules=RULES, scheme="http", environment=None):
        self.data = Path(data)
        self.options = [*map(str, options), "--rules", str(rules)]
        self.rules = rules
        self.scheme = scheme
        self.environment = {**os.environ, **(environment or {})}
        self.process = None
        self.tokens = {}
        self.lines = []

    # Its life

    def start(self, port=0):
        command = [BINARY, "serve", "--data", self.data, "--port", port, *self.options]
        self.process = subprocess.Popen(
            [*map(str, command)],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=self.environment,
        )
        self.lines = []
        self.reader = threading.Thread(target=self._read, args=[self.process], daemon=True)
        self.reader.start()
        wait_for(self._is_listening, f"'listening on': {self.lines}", START_SECONDS_MAX)
        return self

    def _read(self, process):
        for line in process.stderr:
            self.lines.append(line.rstrip("\n"))

    def _is_listening(self):
        for line in list(self.lines):
            match = re.fullmatch(rf"listening on {self.scheme}://127\.0\.0\.1:(\d+)", line)
            if match:
                self.port = int(match[1])
                return True
        assert self.process.poll() is None, f"it ended instead: {self.lines}"
        return False

    def stop(self):
        """Asks it to stop, as an init system would; it must do so in order and in time."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS_MAX)
        self.reader.join(STOP_SECONDS_MAX)
        self.check_log()
        assert code == 0, f"exit {code}: {self.lines}"

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.reader.join()

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def check_log(self):
        for line in self.lines:
            if not line.startswith("listening on "):
                assert isinstance(json.loads(line), dict), line

    # Its accounts and clients

    def add_account(self, name, role, division, unit=None):
        """Adds an account, by the server if it runs, and returns its token."""
        options = ["--unit", unit] if unit else []
        if not division.isascii():
            raise ValueError(division)
        token = done(
            "account", "add", name, "--role", role, "--division", division, *options,
            "--token", "--data", self.data, "--rules", self.rules,
        )
        self.tokens[name] = token.strip()
        return self.tokens[name]

    def client(self, name=None):
        return Client(self.port, self.tokens[name] if name else None)

    @property
    def database(self):
        return self.data / "hotline.sqlite"

    def verify(self):
        """Replays the journal, which must hold."""
        return done("audit", "verify", "--data", self.data)


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def etag(self):
        return self.headers["ETag"]

    def __repr__(self):
        return f"{self.status} {self.body[:500].decode(errors='replace')}"


class Client:
    """One connection that is kept; what the server does not answer is never sent again."""

    def __init__(self, port, token=None, timeout=90):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.token = token

    def request(self, method, path, body=None, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items() if value}
        if self.token:
            fields.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            self.connection.request(method, path, body=body, headers=fields)
            response = self.connection.getresponse()
            return Answer(response, response.read())
        except BaseException:
            self.connection.close()
            raise

    def get(self, path, **headers):
        return self.request("GET", path, **headers)

    def post(self, path, body, **headers):
        return self.request("POST", path, body, **headers)

    # The two things that are done most

    def file(self, body, **headers):
        answer = self.post("/api/v1/tickets", body, **headers)
        assert answer.status == 201, answer
        return answer

    def act(self, number, action, etag=None, key=None, **fields):
        path = f"/api/v1/tickets/{number}/actions"
        body = {"action": action, **fields}
        return self.post(path, body, If_Match=etag, Idempotency_Key=key)

    def changes(self, after=0):
        """The whole feed since `after`."""
        while True:
            page = self.get(f"/api/v1/changes?after={after}&limit=200").json
            if not page["items"]:
                return
            yield from page["items"]
            after = page["next"]

    def metric(self, name):
        for line in self.get("/metrics").body.decode().splitlines():
            if line.startswith(f"{name} "):
                return float(line.split()[1])
        raise KeyError(name)


def in_threads(count, work):
    """Does `work(index)` in so many threads and raises the first error of any."""
    errors = []

    def attempt(index):
        try:
            work(index)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=attempt, args=[index]) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


FILING = {
    "channel": "county-hotline",
    "text": "我住太原市小店区坞城街道，想咨询低保怎么申请。",
}
