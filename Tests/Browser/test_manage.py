"""The manager's page (统计与督办): what is late, how it goes, and the tickets behind every number."""

import re

import pytest
from playwright.sync_api import expect

TABS = ["超时与将到期", "单位", "按时办结", "三率", "在办与来件", "退单重办", "热力表", "热点", "经办时长"]


@pytest.fixture
def manage(sit):
    desk = sit("manager")
    desk.page.goto("/manage?period=90")
    expect(desk.page.locator("#tiles .tile")).to_have_count(6)
    return desk


def count(page):
    """How many tickets the open list says it has."""
    dialog = page.locator("dialog.drill")
    expect(dialog.locator(".hint[role=status]")).to_contain_text("张")
    return dialog.locator("tbody tr").count()


def test_every_view_shows_something_and_nothing_foreign(manage):
    for name in TABS:
        manage.page.locator("#tabs button", has_text=re.compile(f"^{name}$")).click()
        view = manage.page.locator("#view")
        expect(view.locator(".loading")).to_have_count(0)
        expect(view.locator("table, .state-note").first).to_be_visible()
        expect(view.locator(".state-bad")).to_have_count(0)
        assert not re.search(r"undefined|NaN|\[object|null", view.inner_text()), name


def test_a_number_opens_the_tickets_behind_it(manage):
    """Some numbers count deadlines, of which a ticket may have several."""
    page = manage.page
    for index in range(4):
        value = page.locator("button.tile-value").nth(index)
        number = int(value.inner_text())
        if not number:
            continue
        value.click()
        assert 0 < count(page) <= min(number, 100)
        page.keyboard.press("Escape")
        expect(page.locator("dialog.drill")).to_have_count(0)


def test_what_is_late_is_found_by_its_facets_and_pressed_for(manage):
    page = manage.page
    rows = page.locator("table.late tbody tr")
    expect(rows.first).to_be_visible()
    chip = page.locator(".facet").first.locator("button").first
    expected = int(chip.locator(".count").inner_text())
    chip.click()
    expect(rows).to_have_count(expected)
    row = page.locator("table.late tbody tr", has=page.locator(".pill-handling, .pill-dispatched")).first
    number = row.locator("a").inner_text().replace(" ", "")
    row.locator("button", has_text="怎么算的").click()
    expect(page.locator("dialog .steps tbody tr").first).to_be_visible()
    page.keyboard.press("Escape")
    if manage.api("GET", f"/tickets/{number}").json()["supervision"] is None:
        row.locator("button", has_text="督办").click()
        page.locator("dialog.ask label", has_text="县级督办").click()
        page.locator("dialog.ask button[type=submit]").click()
        expect(page.locator(".toast-item")).to_contain_text("已督办")
    assert manage.api("GET", f"/tickets/{number}").json()["supervision"] == "county"


def test_exclusion_asks_for_a_reason_and_the_rate_moves(manage):
    page = manage.page
    page.locator("#tabs button", has_text="按时办结").click()
    missed = page.locator(".view-pair tfoot button.figure").nth(2)
    before = int(missed.inner_text())
    missed.click()
    page.locator("dialog.drill button", has_text="剔除").first.click()
    form = page.locator("dialog.ask:not(.drill)")
    form.locator("button[type=submit]").click()
    expect(form.locator(".mistake").first).to_be_visible()
    form.locator("textarea").fill("系统故障期间的工单，经核实剔除。")
    form.locator("button[type=submit]").click()
    expect(page.locator(".toast-item")).to_contain_text("已剔除考核")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(".view-pair tfoot button.figure").nth(2)).not_to_have_text(str(before))


def test_what_is_on_the_screen_becomes_a_workbook(manage):
    page = manage.page
    page.locator("#tabs button", has_text=re.compile("^单位$")).click()
    expect(page.locator("table.figures tbody tr").first).to_be_visible()
    with page.expect_download() as download:
        page.locator("#export").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert download.value.path().read_bytes().startswith(b"PK")


def test_the_address_keeps_what_is_looked_at(manage):
    page = manage.page
    page.locator("#tabs button", has_text="热力表").click()
    page.locator("#period").select_option("month")
    expect(page).to_have_url(re.compile("period=month.*tab=heat"))
    page.reload()
    expect(page.locator("#period")).to_have_value("month")
    expect(page.locator("#tabs [aria-pressed=true]")).to_have_text("热力表")


def test_a_period_that_ends_before_it_begins_is_told(manage):
    page = manage.page
    page.locator("#period").select_option("own")
    page.locator("#from").fill("2026-11-20")
    page.locator("#to").fill("2026-11-01")
    page.locator("#to").dispatch_event("change")
    expect(page.locator("#asked-notice")).to_contain_text("开始日期在结束日期之后")


def test_nobody_else_has_the_page(sit):
    for name in ["wucheng", "operator"]:
        page = sit(name).page
        assert page.goto("/manage").status == 403
