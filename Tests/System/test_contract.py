"""The contract: /openapi.json is true of the running server, for whoever asks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hotline import FILING

HERE = Path(__file__).parent
SCHEMATHESIS = [sys.executable, "-m", "schemathesis.cli", "--config-file"]
# More than `max-time` in schemathesis.toml: it looks at the clock between two cases.
SECONDS_MAX = 240


def run_schemathesis(server, account, directory, *options):
    """Tests every operation that the document names; returns the exit code and the report."""
    result = subprocess.run(
        [
            *SCHEMATHESIS, HERE / "schemathesis.toml", "--no-color",
            "run", f"http://127.0.0.1:{server.port}/openapi.json",
            "--header", f"Authorization: Bearer {server.tokens[account]}", *options,
        ],
        capture_output=True, text=True, timeout=SECONDS_MAX, cwd=directory,
        env={**os.environ, "PYTHONPATH": str(HERE), "COLUMNS": "100"},
    )
    return result.returncode, result.stdout + result.stderr


@pytest.fixture(scope="module")
def filled(make_server):
    """A server with a ticket in it, so that there is something to ask for."""
    server = make_server().start()
    server.add_account("manager", "manager", "140105", "140105-desk")
    server.add_account("handler", "handler", "140105001", "140105001")
    server.add_account("administrator", "administrator", "140105", "140105-desk")
    server.client("manager").file(FILING)
    yield server
    server.stop()
    server.verify()


def test_the_server_does_what_its_document_says(filled, tmp_path):
    code, report = run_schemathesis(filled, "manager", tmp_path)
    assert code == 0, report
    print(report[-1500:])


def test_the_same_holds_for_a_unit(filled, tmp_path):
    """Units do other things to tickets than managers."""
    only = ["--include-path", "/api/v1/tickets/{number}/actions"]
    code, report = run_schemathesis(
        filled, "handler", tmp_path, *only, "--max-time", "10", "--phases", "coverage,fuzzing"
    )
    assert code == 0, report


def test_the_same_holds_for_who_looks_after_accounts(filled, tmp_path):
    only = ["--include-path-regex", "/api/v1/(account|token)"]
    code, report = run_schemathesis(
        filled, "administrator", tmp_path, *only, "--max-time", "10", "--phases",
        "coverage,fuzzing",
    )
    assert code == 0, report


def test_the_document_names_all_that_the_contract_names(filled):
    paths = filled.client().get("/openapi.json").json["paths"]
    named = {
        (method, path.removeprefix("/api/v1"))
        for path, operations in paths.items()
        for method in operations
    }
    assert named >= {
        ("post", "/tickets"), ("post", "/tickets/preview"), ("get", "/tickets/{number}"),
        ("get", "/tickets/{number}/events"), ("post", "/tickets/{number}/actions"),
        ("get", "/tickets/{number}/clocks/{kind}/explanation"), ("get", "/tickets"),
        ("post", "/tickets/search"), ("get", "/units/{unit}/queue"), ("get", "/changes"),
        ("get", "/units"), ("get", "/divisions/{code}"), ("get", "/categories"),
        ("get", "/calendar/{year}"), ("post", "/calls"), ("get", "/units/{unit}/duty"),
        ("post", "/session"), ("get", "/session"), ("delete", "/session"),
        ("get", "/sessions"), ("delete", "/sessions/{id}"), ("post", "/password"),
        ("get", "/accounts"), ("post", "/accounts"), ("patch", "/accounts/{name}"),
        ("get", "/tokens"), ("post", "/tokens"), ("delete", "/tokens/{id}"),
        ("get", "/healthz"), ("get", "/readyz"), ("get", "/metrics"),
        ("get", "/statistics/{statistic}"),
        ("get", "/openapi.json"), ("post", "/eligibility"), ("get", "/guidance/gaps"),
        ("get", "/help"), ("get", "/help/cards"), ("post", "/help/progress"),
    }
    for path in paths:
        assert filled.client().get(path).status != 500


def test_without_a_token_only_the_outside_is_answered(filled):
    outside = {
        "/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/help",
        "/api/v1/help/cards", "/api/v1/help/eligibility", "/api/v1/help/qr",
    }
    client = filled.client()
    for path, operations in client.get("/openapi.json").json["paths"].items():
        for method in operations:
            status = client.request(method.upper(), path, {} if method != "get" else None).status
            expected = 200 if path in outside else 401
            # These are for those who have no token, and want a password, or a code.
            if (method, path) in (
                ("post", "/api/v1/session"), ("post", "/api/v1/help/progress"),
            ):
                expected = 422
            # So many are refused that at the end nobody is heard any more.
            assert status == expected or (expected, status) == (401, 429), (method, path)
