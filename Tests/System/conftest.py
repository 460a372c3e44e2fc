import pytest

from hotline import BINARY, Server


def pytest_sessionstart(session):
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is not there: run 'swift build' or set HOTLINE_BINARY", 2)


@pytest.fixture(scope="module")
def make_server(tmp_path_factory):
    """Makes servers, each on a data directory of its own unless it is named."""
    servers = []

    def make(data=None, *options, **named):
        server = Server(data or tmp_path_factory.mktemp("data"), *options, **named)
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.kill()


@pytest.fixture(scope="module")
def server(make_server):
    """One server for all tests of a file, with an account of each common role.

    It is stopped in order at the end, and its journal must hold.
    """
    server = make_server().start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    server.add_account("dispatcher", "dispatcher", "140105", "140105-desk")
    server.add_account("handler", "handler", "140105001", "140105001")
    yield server
    if server.runs:
        server.stop()
        server.verify()
