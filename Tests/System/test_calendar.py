"""Importing a year's calendar: what was provisional is computed anew, and nothing else."""

import re
import shutil
from collections import Counter
from datetime import date, timedelta

import pytest

from hotline import FILING, RULES, done, refused

TODAY = date.today()
# The year in which the deadlines of a new ticket begin to count.
YEAR = (TODAY + timedelta(days=1)).year
pytestmark = pytest.mark.skipif(
    not (RULES / f"calendar/{YEAR}.yaml").exists(), reason=f"no calendar of {YEAR} is shipped"
)
# Long enough that every deadline of a new ticket lies in it or before its end.
HOLIDAY_DAYS = 14
TICKETS = 5


def shipped(year):
    return (RULES / f"calendar/{year}.yaml").read_text(encoding="utf-8")


def unpublished(text):
    """A year as it is before its notice: every deadline in it is provisional."""
    text = re.sub("^provisional: .*$", "provisional: true", text, flags=re.M)
    return re.sub("^edition: .*$", "edition: 0", text, flags=re.M)


def with_holidays(text, days):
    """A year as a notice would publish it that gives these days off too."""
    text = re.sub("^provisional: .*$", "provisional: false", text, flags=re.M)
    text = re.sub("^edition: .*$", "edition: 9", text, flags=re.M)
    for day in days:
        text = text.replace(f"  - {day}\n", "")
        holiday = f"  - {{name: 假, from: {day}, through: {day}}}\n"
        if not is_holiday(text, day):
            text = text.replace("makeUpDays:", f"{holiday}makeUpDays:")
    if text.rstrip().endswith("makeUpDays:"):
        text = text.rstrip() + " []\n"
    return text


def is_holiday(text, day):
    spans = re.findall(r"from: ([0-9-]+), through: ([0-9-]+)", text)
    return any(first <= str(day) <= last for first, last in spans)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The year as it is published later: with a long holiday from tomorrow on."""
    days = [TODAY + timedelta(days=number) for number in range(1, HOLIDAY_DAYS)]
    path = tmp_path_factory.mktemp("published") / f"{YEAR}.yaml"
    text = with_holidays(shipped(YEAR), [day for day in days if day.year == YEAR])
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def served(make_server, tmp_path_factory):
    """A server for which the year and the next are provisional, with some tickets."""
    rules = tmp_path_factory.mktemp("rules") / "rules"
    shutil.copytree(RULES, rules)
    for year in (YEAR, YEAR + 1):
        path = rules / f"calendar/{year}.yaml"
        if path.exists():
            path.write_text(unpublished(shipped(year)), "utf-8")
    server = make_server(rules=rules).start()
    server.add_account("dispatcher", "dispatcher", "140105", "140105-desk")
    client = server.client("dispatcher")
    server.tickets = [client.file(FILING).json for _ in range(TICKETS)]
    return server


def deadlines(server):
    client = server.client("dispatcher")
    clocks = {}
    for ticket in server.tickets:
        for clock in client.get(f"/api/v1/tickets/{ticket['number']}").json["clocks"]:
            clocks[ticket["number"], clock["id"]] = clock
    return clocks


def import_calendar(server, path, *options):
    return done(
        "calendar", "import", path, "--data", server.data, "--rules", server.rules, *options
    )


def moved_lines(said):
    return [line for line in said.splitlines() if "→" in line]


def recomputations(server):
    events = server.client("dispatcher").changes()
    return [event for event in events if event["action"] == "recompute"]


def test_deadlines_in_an_unpublished_year_are_provisional(served):
    clocks = deadlines(served)
    assert len(clocks) == 2 * TICKETS
    assert all(clock["provisional"] for clock in clocks.values())


def test_a_dry_run_tells_what_would_move_and_moves_nothing(served, published):
    before = deadlines(served)
    said = import_calendar(served, published, "--dry-run")
    assert "would move" in said and len(moved_lines(said)) == len(before)
    assert deadlines(served) == before and recomputations(served) == []


def test_publishing_the_year_moves_each_deadline_once_with_an_event(served, published):
    before = deadlines(served)
    tags = {each["number"]: tag(served, each) for each in served.tickets}
    said = import_calendar(served, published)
    after = deadlines(served)
    assert before.keys() == after.keys()
    assert all(after[key]["due"] > before[key]["due"] for key in before), (before, after)
    assert len(moved_lines(said)) == len(before)
    events = Counter(event["ticket"] for event in recomputations(served))
    assert sum(events.values()) == len(before) and set(events) == set(tags)
    assert all(tag(served, each) != tags[each["number"]] for each in served.tickets)


def tag(server, ticket):
    return server.client("dispatcher").get(f"/api/v1/tickets/{ticket['number']}").etag


def test_the_published_year_is_shown_and_lasts_over_a_restart(served, published):
    year = published.stem
    client = served.client("dispatcher")
    shown = client.get(f"/api/v1/calendar/{year}").json
    assert not shown["provisional"] and sum(day["name"] == "假" for day in shown["days"])
    before = deadlines(served)
    served.stop()
    served.start()
    assert served.client("dispatcher").get(f"/api/v1/calendar/{year}").json == shown
    assert deadlines(served) == before


def test_importing_it_again_moves_nothing(served, published):
    assert moved_lines(import_calendar(served, published)) == []


def test_an_edition_that_says_something_else_must_have_a_new_number(served, published, tmp_path):
    other = tmp_path / published.name
    other.write_text(published.read_text("utf-8").replace("name: 假", "name: 另假"), "utf-8")
    command = ["calendar", "import", other, "--data", served.data, "--rules", served.rules]
    assert "edition 9" in refused(*command)


def test_a_year_that_was_imported_may_be_shipped_later(served, published):
    """With the same number it is the imported one that counts, and the server still starts."""
    text = published.read_text("utf-8").replace("basis: ", "basis: 另见")
    (served.rules / "calendar" / published.name).write_text(text, "utf-8")
    before = deadlines(served)
    served.stop()
    served.start()
    assert deadlines(served) == before


def test_a_year_with_mistakes_is_refused_while_serving_and_when_stopped(served, tmp_path):
    path = tmp_path / "2031.yaml"
    path.write_text("year: twenty\nedition: 1\nprovisional: maybe\n", encoding="utf-8")
    command = ["calendar", "import", path, "--data", served.data, "--rules", served.rules]
    for _ in range(2):
        said = refused(*command, lines=None)
        assert "calendar/2031.yaml:1:7" in said and "calendar/2031.yaml:3:14" in said
        if served.runs:
            served.stop()
    assert "nothing found" in served.verify()
