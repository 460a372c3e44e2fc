"""Importing villages: their units can be given tickets, while serving and after."""

import csv
import re

import pytest

from hotline import SHARED, done, refused

VILLAGES = SHARED / "data/divisions/villages_2023.csv"
is_there = pytest.mark.skipif(not VILLAGES.exists(), reason=f"the list is not ours: no {VILLAGES}")
# The first two of the list, so that a test does not need it.
SOME = """\
code12_2022,village,town_code12_2023,town,county,city
140105001001,甲社区居委会,140105001000,坞城街道,小店区,太原市
140105001002,乙社区居委会,140105001000,坞城街道,小店区,太原市
140105001003,丙社区居委会,140105001000,没有这个街道,小店区,太原市
"""
VILLAGE = "140105001001"


@pytest.fixture
def some(tmp_path):
    path = tmp_path / "some.csv"
    path.write_text(SOME, "utf-8")
    return path


def names(server, division):
    units = server.client("manager").get(f"/api/v1/units?division={division}").json["items"]
    return {each["unit"]: each["name"] for each in units}


def new_server(make_server):
    server = make_server()
    server.add_account("manager", "manager", "14", "14-desk")
    return server


def test_villages_are_units_at_once_and_after_a_restart(make_server, some):
    server = new_server(make_server).start()
    assert VILLAGE not in names(server, "140105001")
    said = done("divisions", "import", some, "--data", server.data)
    assert "imported" in said and "没有这个街道" in said and ":4:" in said
    assert done("divisions", "import", some, "--data", server.data) == said
    assert names(server, "140105001")[VILLAGE] == "甲社区"
    server.add_account("village", "handler", VILLAGE)
    assert server.client("village").get(f"/api/v1/units/{VILLAGE}/queue").status == 200
    server.stop()
    server.start()
    assert names(server, "140105001")[VILLAGE] == "甲社区"
    assert server.client("manager").get(f"/api/v1/divisions/{VILLAGE}").status == 200
    server.stop()


@is_there
def test_all_villages_are_imported_when_nothing_is_served(make_server):
    server = new_server(make_server)
    first = done("divisions", "import", VILLAGES, "--data", server.data)
    with VILLAGES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    left_out = first.count("\nvillages.csv:")
    server.start()
    villages = [unit for unit in names(server, "14") if re.fullmatch("[0-9]{12}", unit)]
    assert len(villages) == len(rows) - left_out
    print(f"\n{len(villages)} villages, {left_out} left out for towns that are no more")
    server.stop()


@pytest.mark.parametrize(
    "text, place",
    [
        ("village\n甲\n", "villages.csv:1:"),
        ("village,town\n甲,乙\n", "villages.csv:1:1: the column 'county'"),
        ("", "townships.csv:1:1"),
        ("village,\x00\n", "villages.csv:1:"),
    ],
)
def test_a_list_with_mistakes_changes_nothing(make_server, tmp_path, text, place):
    server = new_server(make_server)
    path = tmp_path / "bad.csv"
    path.write_text(text, "utf-8")
    assert place in refused("divisions", "import", path, "--data", server.data, lines=None)
    path.write_bytes(b"village\n\xff\xfe\n")
    assert "UTF-8" in refused("divisions", "import", path, "--data", server.data)
    server.start()
    server.stop()
