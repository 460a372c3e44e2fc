"""The bar at the top and tables on a phone: all of it is there, by keys and in any width."""

import pytest
from playwright.sync_api import expect

from console import PHONE, WIDE

ROLES = ["operator", "dispatcher", "manager", "wucheng", "civil-affairs", "zhixin", "auditor"]


@pytest.mark.parametrize("who", ROLES)
def test_the_bar_has_room_for_every_page(sit, who):
    page = sit(who, WIDE).page
    page.goto("/manual")
    expect(page.locator(".bar-nav")).to_be_visible()
    widths = page.evaluate(
        """() => { const bar = document.querySelector(".bar-nav"), end = document.querySelector(".bar-end");
            return [bar.scrollWidth - bar.clientWidth, bar.lastElementChild.getBoundingClientRect().right
                - end.getBoundingClientRect().left]; }"""
    )
    assert widths[0] <= 0 and widths[1] <= 0, widths


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_menu_of_the_bar_is_opened_and_left_by_keys(sit, size):
    page = sit("manager", size).page
    page.goto("/manage")
    menu = page.locator(".bar-nav details", has_text="任务报送")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="家访")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link", name="家访")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link", name="定期任务")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="家访")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("资金发放")
    expect(page.locator(".bar-nav .is-here summary")).to_have_text("任务报送")


@pytest.mark.parametrize("who, path, column", [
    ("manager", "/manage?tab=units", "受理"), ("dispatcher", "/tickets", "承办单位"),
    ("civil-affairs", "/roster", "类型"), ("auditor", "/journal", "操作"),
])
def test_a_table_on_a_phone_says_what_each_value_is(sit, who, path, column):
    page = sit(who, PHONE).page
    page.goto(path)
    cell = page.locator(f".found td[data-label='{column}']").first
    expect(cell).to_be_visible()
    shown = cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert shown == f'"{column}"'
