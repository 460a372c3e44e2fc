"""The command line: what it prints, how it ends, and that there is never a second writer."""

import os
import re
import socket

import pytest

from hotline import FILING, Server, done, refused, run

TOKEN = re.compile(r"hl_[0-9a-f]{64}\n")


def account(name, role="operator", division="140105", *options):
    command = ["account", "add", name, "--role", role, "--division", division]
    return [*command, *options, "--token"]


# Ending


def test_help_is_no_mistake():
    for arguments in [["--help"], ["help", "serve"], ["account", "add", "--help"]]:
        assert "USAGE" in done(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["serve"],
        ["serve", "--data"],
        ["serve", "--data", "x", "--port", "99999"],
        ["serve", "--data", "x", "--http-threads", "0"],
        [*account("a", "king"), "--data", "x"],
        [*account("a", "operator", "Shanxi"), "--data", "x"],
        [*account("a", "operator", "140105", "--unit", "the desk"), "--data", "x"],
        [*account("a b"), "--data", "x"],
        [*account("a" * 1000), "--data", "x"],
        ["rules", "explain"],
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_right(arguments):
    said = refused(*arguments, code=2)
    assert said.startswith("Error: ") and "Usage: hotline" in said


@pytest.mark.parametrize(
    "arguments, reason",
    [
        (account("a", "operator", "15"), "is not in 15"),
        (account("a", "operator", "140105", "--unit", "140105-nothing"), "there is no unit"),
        (account("a", "operator", "140105", "--unit", "1401-desk"), "is not in 140105"),
        (["divisions", "import", "/nowhere.csv"], "cannot read"),
        (["calendar", "import", "/nowhere.yaml"], "cannot read"),
        (["backup", "/nowhere/there/backup.sqlite"], "there is no database"),
        (["restore", "/nowhere.sqlite"], "there is no file"),
        (["audit", "verify"], "there is no database"),
        (["serve", "--port", "0", "--host", "nowhere"], "no numeric"),
        (["serve", "--port", "0", "--rules", "/nowhere"], "there are no rules"),
    ],
)
def test_what_cannot_be_done_ends_with_1_and_a_sentence(arguments, reason, tmp_path):
    said = refused(*arguments, "--data", tmp_path)
    assert reason.replace("no numeric", "not a numeric") in said


def test_a_data_directory_that_cannot_be_made_is_said_in_a_sentence():
    said = refused("serve", "--data", "/proc/nowhere", "--port", 0)
    assert "/proc/nowhere" in said and "NSError" not in said and "Domain=" not in said


# Serving


def test_a_port_in_use_is_named(server, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("serve", "--data", tmp_path, "--port", port)
        assert f"127.0.0.1:{port} is in use" in said


def test_a_data_directory_has_one_server(server):
    said = refused("serve", "--data", server.data, "--port", 0)
    assert str(server.data) in said and "in use" in said
    assert server.client().get("/readyz").status == 200


def test_a_data_directory_may_have_a_very_long_path(tmp_path):
    """Longer than the address of a Unix socket can be, which has 108 bytes."""
    data = tmp_path
    while len(os.fsencode(data)) < 400:
        data = data / ("很长的目录" * 4)
    server = Server(data).start()
    token = server.add_account("operator", "operator", "140105", "140105-desk")
    assert token.startswith("hl_")
    number = server.client("operator").file(FILING).json["number"]
    server.stop()
    assert "1 events" in server.verify()
    server.start()
    assert server.client("operator").get(f"/api/v1/tickets/{number}").status == 200
    server.stop()


def test_a_path_that_is_too_long_even_for_sqlite_is_said_in_a_sentence(tmp_path):
    data = tmp_path.joinpath(*["很长的目录" * 4] * 10)
    said = refused("serve", "--data", data, "--port", 0)
    assert "may have 480" in said


# Accounts


def test_a_token_works_at_once_when_the_server_adds_the_account(server):
    for role, division in [("operator", "140105"), ("auditor", "14"), ("handler", "140105002")]:
        name = f"new-{role}"
        token = done(*account(name, role, division), "--data", server.data)
        assert TOKEN.fullmatch(token)
        server.tokens[name] = token.strip()
        assert server.client(name).get("/api/v1/categories").status == 200


def test_an_account_that_is_there_is_not_replaced(server, tmp_path):
    for data in [server.data, tmp_path]:
        done(*account("twice"), "--data", data)
        assert "'twice'" in refused(*account("twice", "manager"), "--data", data)


def test_the_unit_is_that_of_the_division_unless_it_is_named(tmp_path):
    server = Server(tmp_path)
    server.add_account("county", "dispatcher", "140105")
    server.add_account("town", "handler", "140105001")
    server.start()
    assert server.client("county").get("/api/v1/units/140105-desk/queue").status == 200
    assert server.client("town").get("/api/v1/units/140105001/queue").status == 200
    assert server.client("town").get("/api/v1/units/140105002/queue").status == 404
    server.stop()


def test_a_token_is_shown_once_and_not_kept(tmp_path):
    token = done(*account("operator"), "--data", tmp_path).strip()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert token.encode() not in file.read_bytes(), file


def test_nobody_else_may_read_the_data(tmp_path):
    data = tmp_path / "data"
    run(*account("operator"), "--data", data)
    assert data.stat().st_mode & 0o077 == 0
