"""Keys, seals and what is destroyed in time, by the command line and while it is served."""

import sqlite3

from hotline import FILING, done, refused, run

CALLER = {"name": "欧阳丽华", "phone": "13934561234"}


def unmask(client, number):
    body = {"field": "phone", "purpose": "回电"}
    return client.post(f"/api/v1/tickets/{number}/unmask", body).json["value"]


def test_keys_are_rotated_while_it_is_served_and_a_seal_finds_a_cut_tail(server, tmp_path):
    client = server.client("operator")
    numbers = [client.file({**FILING, "caller": CALLER}).json["number"] for _ in range(30)]
    old = (server.data / "keys").read_text()
    assert "master key 2: 30 keys" in done("keys", "rotate", "--data", server.data)
    assert "master 2 " in (server.data / "keys").read_text()
    assert unmask(client, numbers[0]) == CALLER["phone"]
    assert "nothing found" in server.verify()
    assert "would destroy the data of 0 tickets" in done(
        "purge", "--dry-run", "--data", server.data
    )
    seal = tmp_path / "seal"
    seal.write_text(done("audit", "seal", "--data", server.data))
    assert "nothing found" in done("audit", "verify", "--data", server.data, "--seal", seal)
    server.stop()

    (server.data / "keys").write_text(old)
    said = refused("serve", "--data", server.data)
    assert "no master key of version 2" in said
    assert "no master key of version 2" in refused("keys", "rotate", "--data", server.data)

    database = sqlite3.connect(server.data / "hotline.sqlite")
    database.execute("DROP TRIGGER eventIsNeverRemoved")
    last = database.execute("SELECT max(sequence) FROM event").fetchone()[0]
    database.execute("DELETE FROM audience WHERE sequence = ?", [last])
    database.execute("DELETE FROM event WHERE sequence = ?", [last])
    database.commit()
    database.close()
    (server.data / "keys").unlink()
    found = run("audit", "verify", "--data", server.data).stderr
    assert "cut off" not in found, "nobody can know"
    assert "is missing" in refused("audit", "verify", "--data", server.data, "--seal", seal)
