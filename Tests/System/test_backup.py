"""Backups under load, restoring them, and the audit that finds what was tampered with."""

import shutil
import sqlite3
import threading

import pytest

from hotline import FILING, Server, done, refused, run

TICKETS = 40


@pytest.fixture(scope="module")
def busy(make_server):
    """A server that is being filed to for as long as the tests of it run."""
    server = make_server().start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    stopped = threading.Event()

    def file():
        client = server.client("operator")
        while not stopped.is_set():
            client.file(FILING)

    threads = [threading.Thread(target=file) for _ in range(4)]
    for thread in threads:
        thread.start()
    yield server
    stopped.set()
    for thread in threads:
        thread.join()
    server.stop()
    server.verify()


def events(data):
    with sqlite3.connect(f"file:{data / 'hotline.sqlite'}?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM event").fetchone()[0]


def test_a_backup_under_load_is_whole_and_can_be_served(busy, tmp_path):
    before = busy.client().metric("hotline_journal_sequence")
    done("backup", tmp_path / "copy.sqlite", "--data", busy.data)
    after = busy.client().metric("hotline_journal_sequence")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite"]

    data = tmp_path / "data"
    assert "key file" in refused("restore", tmp_path / "copy.sqlite", "--data", data)
    assert not data.exists()
    data.mkdir()
    shutil.copy(busy.data / "keys", data)
    done("restore", tmp_path / "copy.sqlite", "--data", data)
    restored = Server(data)
    assert "nothing found" in restored.verify()
    assert before <= events(data) <= after
    restored.tokens = busy.tokens
    restored.start()
    client = restored.client("operator")
    journal = list(client.changes())
    assert len(journal) == events(data)
    number = journal[-1]["ticket"]
    assert client.get(f"/api/v1/tickets/{number}").json == {
        **busy.client("operator").get(f"/api/v1/tickets/{number}").json
    }
    restored.stop()


def test_a_backup_replaces_no_file(busy, tmp_path):
    file = tmp_path / "copy.sqlite"
    file.write_text("mine")
    assert "is there already" in refused("backup", file, "--data", busy.data)
    assert file.read_text() == "mine"


def test_nothing_is_restored_over_a_running_server(busy, tmp_path):
    done("backup", tmp_path / "copy.sqlite", "--data", busy.data)
    assert "in use" in refused("restore", tmp_path / "copy.sqlite", "--data", busy.data)
    assert busy.client().get("/readyz").status == 200


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_backup_is_not_restored(tmp_path, content):
    (tmp_path / "bad").write_bytes(content)
    said = refused("restore", tmp_path / "bad", "--data", tmp_path / "data")
    assert str(tmp_path / "bad") in said
    assert not (tmp_path / "data/hotline.sqlite").exists()


def test_a_restore_keeps_what_was_there_and_forgets_its_index(tmp_path):
    first = Server(tmp_path / "first").start()
    first.add_account("operator", "operator", "140105", "140105-desk")
    first.client("operator").file({**FILING, "text": "甲住坞城街道，咨询低保"})
    first.stop()
    done("backup", tmp_path / "copy.sqlite", "--data", first.data)
    second = Server(tmp_path / "second").start()
    second.add_account("operator", "operator", "140105", "140105-desk")
    for _ in range(3):
        second.client("operator").file({**FILING, "text": "乙住坞城街道，咨询低保"})
    second.stop()

    said = refused("restore", tmp_path / "copy.sqlite", "--data", second.data)
    assert "belongs to another database" in said
    shutil.copy(first.data / "keys", second.data)
    done("restore", tmp_path / "copy.sqlite", "--data", second.data)
    assert list(second.data.glob("*before-restore*"))
    second.tokens = first.tokens
    second.start()
    client = second.client("operator")
    assert len(client.get("/api/v1/tickets").json["items"]) == 1
    second.stop()
    assert "1 events" in second.verify()


# The audit


@pytest.fixture(scope="module")
def original(make_server):
    """A data directory with a journal, which is copied to be tampered with."""
    server = make_server().start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    client = server.client("operator")
    for index in range(TICKETS):
        caller = {"name": "王某", "phone": f"1390000{index:04}"}
        client.file({**FILING, "caller": caller, "text": f"{FILING['text']}第{index}件。"})
    server.stop()
    assert f"{TICKETS} events, nothing found" in server.verify()
    return server.data


def tamper(original, tmp_path, *statements):
    """Copies the database, changes it behind the server's back, and audits it."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "hotline.sqlite").write_bytes((original / "hotline.sqlite").read_bytes())
    database = sqlite3.connect(data / "hotline.sqlite")
    for name in ["eventIsNeverChanged", "eventIsNeverRemoved"]:
        database.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert database.execute(statement).rowcount > 0, statement
    database.commit()
    database.close()
    return refused("audit", "verify", "--data", data, lines=None).splitlines()


@pytest.mark.parametrize(
    "statement, finding",
    [
        ("UPDATE event SET at = at - 3600 WHERE sequence = 17", "event 17 was changed"),
        ("UPDATE event SET byAccount = 'other' WHERE sequence = 1", "event 1 was changed"),
        ("UPDATE event SET toState = 'closed' WHERE sequence = 17", "event 17 was changed"),
        (
            "UPDATE event SET payload = replace(payload, 'dibao', 'other') WHERE sequence = 17",
            "event 17 was changed",
        ),
        ("UPDATE event SET hash = randomblob(32) WHERE sequence = 17", "event 17 was changed"),
        ("UPDATE event SET desk = '1401-desk' WHERE sequence = 17", "sequence:17"),
        ("DELETE FROM event WHERE sequence = 17", "event 17 is missing"),
        (f"DELETE FROM event WHERE sequence = {TICKETS}", "ticket"),
        ("UPDATE text SET body = '没说过' WHERE ticket % 1000 = 9", "text 1 was changed"),
        ("UPDATE personal SET sealed = zeroblob(40) WHERE ticket % 1000 = 9 AND field = 'name'",
         "personal"),
        ("UPDATE ticket SET state = 'closed', outcome = 'resolved', closedAt = 1 "
         "WHERE number % 1000 = 9", "ticket"),
        ("UPDATE clock SET due = due + 86400 WHERE ticket % 1000 = 9", "clock"),
        ("DELETE FROM queue WHERE ticket % 1000 = 9", "holder"),
    ],
)
def test_the_audit_names_what_was_tampered_with(original, tmp_path, statement, finding):
    said = tamper(original, tmp_path, statement)
    assert finding in said[0], said
    assert said[-1].startswith("hotline: ") and "findings" in said[-1]


def test_the_audit_names_the_first_broken_event(original, tmp_path):
    statement = "UPDATE event SET at = at + 1 WHERE sequence IN (23, 17, 31)"
    assert "event 17 " in tamper(original, tmp_path, statement)[0]


def test_the_journal_is_not_changed_by_mistake(original, tmp_path):
    (tmp_path / "hotline.sqlite").write_bytes((original / "hotline.sqlite").read_bytes())
    database = sqlite3.connect(tmp_path / "hotline.sqlite")
    for statement in ["UPDATE event SET at = 0", "DELETE FROM event"]:
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            database.execute(statement)
    database.close()


def test_an_audit_of_a_damaged_file_is_said_in_a_sentence(original, tmp_path):
    content = bytearray((original / "hotline.sqlite").read_bytes())
    content[8192:-8192] = b"\xff" * (len(content) - 16384)
    (tmp_path / "hotline.sqlite").write_bytes(content)
    result = run("audit", "verify", "--data", tmp_path)
    assert result.returncode == 1 and "hotline: " in result.stderr
