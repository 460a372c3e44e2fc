"""Notices are handed to a command of the deployment's choice, by the real program."""

import json

from hotline import FILING, done, refused, wait_for

CALLER = {"name": "张三", "phone": "13800001111"}
URGENT = {**FILING, "urgent": True, "caller": CALLER}


def notices(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def people(server):
    server.add_account("operator", "operator", "140105", "140105-desk")
    server.add_account("township", "handler", "140105001", "140105001")


def test_an_urgent_ticket_reaches_the_command_without_anything_personal(make_server, tmp_path):
    file = tmp_path / "sent"
    server = make_server(None, "--notice-command", f"cat >> {file}").start()
    people(server)
    number = server.client("operator").file(URGENT).json["number"]
    wait_for(lambda: notices(file), "a notice")
    sent = notices(file)
    assert [n["ticket"] for n in sent] == [number]
    assert sent[0]["occasion"] == "urgent" and sent[0]["unit"] == "140105001"
    assert number in sent[0]["message"]
    for word in [FILING["text"], *CALLER.values()]:
        assert word not in file.read_text()
    server.stop()


def test_a_notice_that_was_not_taken_is_tried_again_also_after_a_restart(make_server, tmp_path):
    tries, file = tmp_path / "tries", tmp_path / "sent"
    failing = f"echo x >> {tries}; exit 1"
    server = make_server(None, "--notice-command", failing).start()
    people(server)
    client = server.client("operator")
    number = client.file(URGENT).json["number"]
    wait_for(tries.exists, "a first try")
    # The writer does not wait for the command.
    assert client.get(f"/api/v1/tickets/{number}").status == 200
    wait_for(lambda: any("notice command failed" in line for line in server.lines), "a word of it")
    server.kill()
    server.options[server.options.index(failing)] = f"cat >> {file}"
    server.start()
    wait_for(lambda: notices(file), "the second try", seconds=40)
    assert [n["ticket"] for n in notices(file)] == [number]
    server.stop()


def test_a_command_that_hangs_holds_nothing_up(make_server, tmp_path):
    server = make_server(None, "--notice-command", "sleep 60").start()
    people(server)
    client = server.client("operator")
    for _ in range(6):
        assert client.file(URGENT).status == 201
    server.stop()


def test_deadlines_are_explained_by_the_command_line(make_server):
    server = make_server().start()
    people(server)
    number = server.client("operator").file(FILING).json["number"]
    data = server.data
    for _ in range(2):  # While it is served, and after.
        said = done("clocks", "explain", number, "--data", data)
        for words in ["办理答复", "退单期", "依据：吕梁", "第1日", "期满", "民法典第二百零一条"]:
            assert words in said, said
        one = done("clocks", "explain", number, "--kind", "answer", "--data", data)
        assert "办理答复" in one and "退单期" not in one
        if server.process.poll() is None:
            server.stop()
    assert "no ticket" in refused("clocks", "explain", "20200101000001", "--data", data)
    refused("clocks", "explain", "12", "--data", data, code=2, lines=None)
