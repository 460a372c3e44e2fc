"""Settings by flag, environment and file, and what the service manager is told."""

import os
import re
import socket

import pytest

from hotline import RULES, Server, done, refused, wait_for


def check(tmp_path, text, **environment):
    """Writes a file of settings and returns the arguments that check it, and the environment."""
    file = tmp_path / "hotline.yaml"
    file.write_text(text)
    return ["config", "check", "--config", file], {**os.environ, **environment}


def test_every_option_of_serve_can_be_set(tmp_path):
    options = set(re.findall(r"^  --([a-z-]+)", done("serve", "--help"), re.MULTILINE))
    options -= {"config"}
    text = "".join(f"{option}: [x, y]\n" for option in sorted(options))
    arguments, _ = check(tmp_path, text + "no-such-thing: 1\n")
    said = refused(*arguments, lines=None)
    assert re.findall(r"unknown key '([a-z-]+)'", said) == ["no-such-thing"]


def test_a_flag_goes_before_the_environment_and_that_before_the_file(tmp_path):
    arguments, environment = check(
        tmp_path,
        f"data: {tmp_path}\nport: 1111\nhttp-threads: 3\ntrusted-proxy: [10.0.0.1, 10.0.0.2]\n",
        HOTLINE_PORT="2222",
        HOTLINE_RULES=str(RULES),
    )
    said = done(*arguments, env=environment)
    assert "--port 2222  (HOTLINE_PORT)" in said and "1111" not in said
    assert f"--http-threads 3  ({tmp_path}/hotline.yaml:3:15)" in said
    assert "--trusted-proxy 10.0.0.1 --trusted-proxy 10.0.0.2" in said

    server = Server(
        tmp_path / "data",
        "--config",
        tmp_path / "hotline.yaml",
        environment={"HOTLINE_PORT": "70000", "HOTLINE_HTTP_THREADS": "1"},
    )
    server.start()  # Its flag names a port, so that the wrong one is never looked at.
    server.stop()


def test_all_mistakes_are_told_at_once_with_their_places(tmp_path):
    arguments, environment = check(
        tmp_path,
        "data: x\nport: many\nhttp-threads: 900\ncolour: red\nhost: [a, b]\n",
        HOTLINE_TRUSTED_PROXY="",
        HOTLINE_RULES=str(tmp_path / "nowhere"),
    )
    result = refused(*arguments, lines=None, env=environment)
    for part in [
        "hotline.yaml:2:7: ",
        "hotline.yaml:3:15: ",
        "hotline.yaml:4:1: unknown key 'colour'",
        "hotline.yaml:5:7: host: expected one value",
        "there are no rules in",
    ]:
        assert part in result, result
    serve = refused("serve", "--config", arguments[-1], lines=None, env=environment)
    assert "hotline.yaml:2:7: " in serve and "unknown key 'colour'" in serve
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("text", ["", "- a\n", "port: [\n", "\x00"])
def test_a_file_that_is_no_mapping_is_said_in_a_sentence(tmp_path, text):
    arguments, _ = check(tmp_path, text)
    assert "hotline.yaml:" in refused(*arguments, lines=None)


def test_a_file_that_is_not_there_is_named():
    assert "/nowhere.yaml" in refused("config", "check", "--config", "/nowhere.yaml")


def test_the_service_manager_is_told_when_it_is_ready_alive_and_stopping(tmp_path):
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(10)
        server = Server(tmp_path / "data", environment={"NOTIFY_SOCKET": str(path)}).start()
        assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"WATCHDOG=1"
        server.stop()
        told = set()
        wait_for(lambda: told.add(manager.recv(100)) or b"STOPPING=1" in told, "STOPPING=1")


def test_the_nightly_check_finds_nothing_in_a_sound_directory(server, tmp_path):
    assert "nothing found" in done("check", "--data", server.data)
    assert "there is no database" in refused("check", "--data", tmp_path)


def test_the_nightly_check_says_what_is_damaged_and_what_to_do(make_server, tmp_path):
    server = make_server().start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    server.stop()
    content = bytearray((server.data / "hotline.sqlite").read_bytes())
    content[40960:53248] = b"\xff" * 12288
    (tmp_path / "hotline.sqlite").write_bytes(content)
    said = refused("check", "--data", tmp_path, lines=None)
    assert "is damaged" in said and "restore" in said
