import pytest
from playwright.sync_api import sync_playwright

from console import BINARY, SCREENSHOTS, WIDE, Demo, Desk, launch


def pytest_sessionstart(session):
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is not there: run 'swift build' or set HOTLINE_BINARY", 2)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("demo")).start()
    yield demo
    demo.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def states():
    """Who has signed in already, so that not every test does."""
    return {}


@pytest.fixture
def sit(browser, demo, states):
    """Seats people at browsers: `sit("operator")`; their pages must have had no error."""
    desks = []

    def seat(name=None, size=WIDE, fresh=False, workers="block"):
        desk = Desk(browser, demo, name, size, {} if fresh else states, workers)
        desks.append(desk)
        return desk

    yield seat
    for desk in desks:
        desk.close()
