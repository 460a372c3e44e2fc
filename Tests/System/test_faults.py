"""What fails below the server: disk, file, clock, clients. What it acknowledged is there after."""

import errno
import http.client
import resource
import shutil
import socket
import sqlite3
import threading

import pytest

from faulty import Disk, Faults, build
from hotline import FILING, Server, done, in_threads, refused, wait_for

SILENT_CONNECTIONS = 10_000
VANISHING_CLIENTS = 200
# More writes than one commit of one filing makes, with a checkpoint.
STAGES = 48


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return build(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def faults(library):
    return Faults(library)


@pytest.fixture
def server(make_server, faults):
    server = make_server(environment=faults.environment).start()
    add_accounts(server)
    yield server
    if server.runs:
        server.stop()


def add_accounts(server):
    server.add_account("operator", "operator", "140105", "140105-desk")
    server.add_account("dispatcher", "dispatcher", "140105", "140105-desk")


class Filer:
    """Files and remembers what was acknowledged."""

    def __init__(self, server):
        self.server = server
        self.client = server.client("operator")
        self.numbers = []

    def try_to_file(self):
        """True if it was acknowledged; else it was refused as one that may be sent again."""
        answer = self.client.post("/api/v1/tickets", FILING)
        if answer.status == 201:
            self.numbers.append(answer.json["number"])
            return True
        assert answer.status == 503 and answer.headers["Retry-After"], answer
        assert answer.json["type"].endswith("storage"), answer
        return False

    def check(self):
        """Everything acknowledged is there, the journal holds, and nothing else was filed."""
        client = self.server.client("dispatcher")
        for number in self.numbers:
            assert client.get(f"/api/v1/tickets/{number}").status == 200
        self.server.stop()
        assert "nothing found" in done("check", "--data", self.server.data)
        with sqlite3.connect(self.server.database) as database:
            stored = [row[0] for row in database.execute("SELECT number FROM ticket")]
        assert sorted(map(int, self.numbers)) == sorted(stored)


# The disk


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_writes_that_fail_at_every_stage_lose_nothing(server, faults, code):
    filer = Filer(server)
    assert filer.try_to_file()
    faults["code"] = code
    refusals = 0
    for stage in range(STAGES):
        faults["after"] = stage
        if not filer.try_to_file():
            refusals += 1
            assert not filer.try_to_file(), "the disk still fails"
        faults.heal()
        assert filer.try_to_file(), f"it did not recover from stage {stage}"
    assert refusals > 3, "the faults were not felt"
    filer.check()


def test_syncs_that_fail_are_acknowledged_by_nobody(server, faults):
    filer = Filer(server)
    for stage in range(6):
        faults["syncs"] = stage
        while filer.try_to_file():
            pass
        faults.heal()
        assert filer.try_to_file(), f"it did not recover from stage {stage}"
    filer.check()


def test_reads_that_fail_harm_nothing(server, faults):
    filer = Filer(server)
    assert filer.try_to_file()
    client = server.client("dispatcher")
    for stage in range(12):
        faults["reads"] = stage
        answer = client.get(f"/api/v1/tickets/{filer.numbers[0]}")
        assert answer.status in (200, 503), answer
        filer.try_to_file()
        faults.heal()
        # SQLite may take a page that it could not read for a damaged one: that stops all writing
        # until a start has looked at the file.
        if not filer.try_to_file():
            server.stop()
            server.start()
            client, filer.client = server.client("dispatcher"), server.client("operator")
            assert filer.try_to_file(), f"it did not recover from stage {stage}"
    filer.check()


@pytest.fixture
def disk(tmp_path):
    disk = Disk(tmp_path / "disk", megabytes=16)
    yield disk
    disk.unmount()


def test_a_full_disk_refuses_and_with_space_again_takes(make_server, disk):
    ballast = disk.folder / "ballast"
    server = make_server(disk.folder / "data").start()
    add_accounts(server)
    filer = Filer(server)
    assert filer.try_to_file()
    used = sum(file.stat().st_size for file in server.data.iterdir())
    ballast.write_bytes(b"x" * ((14 << 20) - used))
    wait_for(lambda: not filer.try_to_file(), "a full disk", seconds=60)
    assert server.client("dispatcher").get(f"/api/v1/tickets/{filer.numbers[0]}").status == 200
    ballast.unlink()
    assert filer.try_to_file()
    assert server.client().get("/readyz").status == 200
    filer.check()


def test_a_full_disk_is_said_at_the_start(disk):
    (disk.folder / "ballast").write_bytes(b"x" * ((16 << 20) - 8192))
    said = refused("serve", "--port", 0, "--data", disk.folder / "data")
    assert "full" in said or "space" in said, said


def test_a_read_only_disk_is_said_at_the_start(make_server, disk):
    server = make_server(disk.folder / "data").start()
    server.stop()
    disk.make_read_only()
    said = refused("serve", "--port", 0, "--data", server.data)
    assert "cannot write" in said and str(server.data) in said


# The file


def test_a_database_locked_by_another_program_refuses_and_recovers(server):
    filer = Filer(server)
    assert filer.try_to_file()
    other = sqlite3.connect(server.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not filer.try_to_file()
    other.execute("ROLLBACK")
    other.close()
    assert filer.try_to_file()
    filer.check()


def test_a_second_server_on_the_directory_is_refused(server):
    assert "in use" in refused("serve", "--port", 0, "--data", server.data)
    assert server.client().get("/readyz").status == 200


@pytest.fixture(scope="module")
def original(make_server):
    """A data directory of some pages, to be damaged in copies, and one of its tickets."""
    server = make_server().start()
    add_accounts(server)
    filer = Filer(server)
    for _ in range(60):
        assert filer.try_to_file()
    server.stop()
    done("backup", server.data.parent / "good.sqlite", "--data", server.data)
    return server, filer.numbers


def damaged(original, tmp_path, damage):
    """A copy of the directory with its file as `damage` leaves it."""
    server, _ = original
    data = tmp_path / "data"
    shutil.copytree(server.data, data, ignore=shutil.ignore_patterns("*.sock", "*.lock"))
    content = bytearray((data / "hotline.sqlite").read_bytes())
    damage(content)
    (data / "hotline.sqlite").write_bytes(content)
    return data


def overwrite(start, end):
    def damage(content):
        content[start:end] = b"\xff" * (end - start)

    return damage


@pytest.mark.parametrize("damage", [overwrite(0, 16), overwrite(100, 4096), overwrite(16, 100)])
def test_a_damaged_head_of_the_file_is_refused_at_the_start(original, tmp_path, damage):
    data = damaged(original, tmp_path, damage)
    before = (data / "hotline.sqlite").read_bytes()
    said = refused("serve", "--port", 0, "--data", data)
    assert "restore" in said, said
    assert (data / "hotline.sqlite").read_bytes() == before


def test_a_damaged_end_of_the_journal_is_refused_at_the_start(original, tmp_path):
    data = damaged(original, tmp_path, lambda content: None)
    with sqlite3.connect(data / "hotline.sqlite") as database:
        database.execute("DROP TRIGGER eventIsNeverChanged")
        last = "(SELECT max(sequence) FROM event)"
        database.execute(f"UPDATE event SET at = at + 1 WHERE sequence = {last}")
    said = refused("serve", "--port", 0, "--data", data)
    assert "end of the journal" in said and "restore" in said


def test_a_bad_page_met_later_stops_writing_and_a_restore_mends_it(original, tmp_path, make_server):
    server, numbers = original
    with sqlite3.connect(server.database) as database:
        (root,) = database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'text'"
        ).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    data = damaged(original, tmp_path, overwrite((root - 1) * size, root * size))
    broken = make_server(data).start()
    broken.tokens = server.tokens
    answer = broken.client("dispatcher").get(f"/api/v1/tickets/{numbers[0]}")
    assert answer.status == 503, answer
    for _ in range(3):
        assert not Filer(broken).try_to_file()
    assert broken.client().get("/readyz").status == 503
    broken.stop()
    assert "is damaged" in refused("check", "--data", data, lines=None)

    done("restore", server.data.parent / "good.sqlite", "--data", data)
    broken.start()
    assert broken.client("dispatcher").get(f"/api/v1/tickets/{numbers[0]}").status == 200
    assert Filer(broken).try_to_file()
    broken.stop()
    assert "nothing found" in done("check", "--data", data)


# The clock


def test_a_clock_that_jumps_records_each_breach_once_and_at_its_instant(server, faults):
    filer = Filer(server)
    assert filer.try_to_file()
    number = filer.numbers[0]
    client = server.client("dispatcher")

    def events(action):
        page = client.get(f"/api/v1/tickets/{number}/events").json
        return [event for event in page["items"] if event["action"] == action]

    dues = {clock["due"] for clock in client.get(f"/api/v1/tickets/{number}").json["clocks"]}
    # A jump while it runs is not believed at once; a start believes the clock that it finds.
    faults["clock"] = 30 * 86_400
    assert filer.try_to_file()
    server.stop()
    server.start()
    client, filer.client = server.client("dispatcher"), server.client("operator")
    missed = wait_for(lambda: events("miss"), "a breach")
    assert {event["at"] for event in missed} <= dues
    faults["clock"] = -30 * 86_400
    assert filer.try_to_file()
    faults["clock"] = 60 * 86_400
    assert filer.try_to_file()
    faults["clock"] = 0
    assert filer.try_to_file()
    assert events("miss") == missed
    filer.check()


# The clients


def test_ten_thousand_silent_connections_do_not_keep_others_out(server):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    connections = []
    try:
        for _ in range(SILENT_CONNECTIONS):
            try:
                connections.append(socket.create_connection(("127.0.0.1", server.port), 5))
            except OSError:
                break
        filer = Filer(server)
        for _ in range(20):
            assert filer.try_to_file()
    finally:
        for connection in connections:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(connections) == SILENT_CONNECTIONS
    filer.check()


def test_clients_that_vanish_in_mid_request_leave_nothing_behind(server):
    filer = Filer(server)
    token = server.tokens["operator"]
    body = '{"channel": "county-hotline", "text": "'
    head = (
        f"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n"
    )
    stopped = threading.Event()

    def vanish(index):
        with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
            whole = (head + body).encode()
            connection.sendall(whole[: len(whole) * (index + 1) // VANISHING_CLIENTS])

    def file():
        while not stopped.is_set():
            assert filer.try_to_file()

    others = threading.Thread(target=file)
    others.start()
    try:
        in_threads(VANISHING_CLIENTS, vanish)
    finally:
        stopped.set()
        others.join()
    assert filer.numbers
    filer.check()
