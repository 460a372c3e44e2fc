"""What goes wrong in an office: lines, clicks, tabs, sessions, colleagues and the curious."""

import re

from playwright.sync_api import expect

from console import SCREENSHOTS, filing
from test_day import ticket

SAID = "家里断粮两天了，坞城街道的，想申请临时救助。"


def typed(page, text=SAID, path="/call"):
    page.goto(path)
    expect(page.locator("#text")).to_be_focused()
    page.locator("#text").fill(text)
    expect(page.locator("#say")).to_contain_text("坞城街道")
    return page


def filed_with(desk, words):
    found = desk.api("GET", "/tickets?limit=200").json()["items"]
    return [item for item in found if words in item["text"]]


def test_a_lost_line_loses_nothing_and_files_once(sit):
    desk = sit("operator")
    page = typed(desk.page, SAID + "线路一")
    # The request arrives, its answer does not.
    page.route("**/api/v1/tickets?similar=true", lambda route: (route.fetch(), route.abort()), times=1)
    page.keyboard.press("F9")
    expect(page.locator("#draft-state")).to_contain_text("恢复后自动提交")
    expect(page.locator(".filed h2")).to_have_text("已受理", timeout=15_000)
    assert len(filed_with(desk, "线路一")) == 1


def test_the_server_away_is_said_and_typing_goes_on(sit):
    desk = sit("operator")
    page = typed(desk.page, SAID + "线路二")
    desk.context.set_offline(True)
    page.locator("#text").press_sequentially("。")
    expect(page.locator("#offline")).to_contain_text("连不上服务器")
    page.keyboard.press("F9")
    expect(page.locator("#draft-state")).to_contain_text("恢复后自动提交")
    desk.context.set_offline(False)
    expect(page.locator(".filed h2")).to_have_text("已受理", timeout=15_000)
    expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
    assert len(filed_with(desk, "线路二")) == 1


def test_a_page_of_our_own_is_shown_when_the_server_is_away(sit):
    desk = sit("wucheng", workers="allow")
    page = desk.page
    page.goto("/queue")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    desk.context.set_offline(True)
    page.goto("/tickets")
    expect(page.locator("h1")).to_have_text("暂时连不上服务器")
    expect(page.locator(".btn-primary")).to_have_css("background-color", "rgb(15, 102, 116)")
    page.screenshot(path=SCREENSHOTS / "away-wide.png")
    desk.context.set_offline(False)
    page.get_by_role("button", name="现在重试").click()
    expect(page.locator("h1")).to_have_text("查找工单")


def test_a_double_click_files_once(sit):
    desk = sit("operator")
    page = typed(desk.page, SAID + "双击")
    page.locator("#file").dblclick()
    expect(page.locator(".filed h2")).to_have_text("已受理")
    assert len(filed_with(desk, "双击")) == 1


def test_a_draft_survives_a_crash_and_is_gone_when_filed(sit):
    desk = sit("operator")
    page = typed(desk.page, SAID + "草稿")
    expect(page.locator("#draft-state")).to_have_text("草稿已存")
    page.close()
    stored = "JSON.stringify(Object.entries(localStorage))"
    page = desk.new_tab()
    page.goto("/call")
    expect(page.locator("#text")).to_have_value(SAID + "草稿")
    assert "断粮" not in page.evaluate(stored), "a draft lies in the open"
    page.keyboard.press("F9")
    expect(page.locator(".filed h2")).to_have_text("已受理")
    assert "hotline.draft" not in page.evaluate(stored)


def test_a_draft_is_gone_after_a_day_and_at_signing_out(sit):
    desk = sit("operator-night", fresh=True)
    page = typed(desk.page, SAID + "过夜")
    expect(page.locator("#draft-state")).to_have_text("草稿已存")
    page.evaluate(
        """() => { for (const name of Object.keys(localStorage)) {
            if (!name.startsWith("hotline.draft.")) continue;
            const kept = JSON.parse(localStorage[name]);
            localStorage[name] = JSON.stringify({...kept, at: kept.at - 25 * 3600e3});
        } }"""
    )
    page.goto("/tickets")
    page.goto("/call")
    expect(page.locator("#text")).to_have_value("")
    page.locator("#text").fill(SAID + "退出")
    expect(page.locator("#draft-state")).to_have_text("草稿已存")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#user-menu summary").click()
    page.locator("#sign-out").click()
    expect(page.locator("#sign-in-notice")).to_have_text("已退出登录。")
    assert "hotline.draft" not in page.evaluate("JSON.stringify(Object.keys(localStorage))")
    page.go_back()
    expect(page).to_have_url(re.compile("/sign-in"))


def test_an_expired_session_keeps_the_form(sit):
    desk = sit("operator", fresh=True)
    page = typed(desk.page, SAID + "会话过期一")
    desk.context.clear_cookies()
    page.keyboard.press("F9")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("登录已过期")
    dialog.get_by_label("密码").fill("wrong password")
    dialog.get_by_role("button", name="继续").click()
    expect(dialog.get_by_role("alert")).to_contain_text("不正确")
    dialog.get_by_label("密码").fill(desk.credentials["password"])
    dialog.get_by_role("button", name="继续").click()
    expect(page.locator(".filed h2")).to_have_text("已受理")
    assert len(filed_with(desk, "会话过期一")) == 1


def test_two_tabs_know_of_one_another(sit):
    desk = sit("wucheng", fresh=True)
    first, second = desk.page, desk.new_tab()
    number = ticket(sit("dispatcher"))
    first.goto(f"/tickets/{number}")
    second.goto(f"/tickets/{number}")
    expect(second.locator("[data-action=sign]")).to_be_visible()
    first.locator("[data-action=sign]").click()
    expect(first.locator(".ticket-line")).to_contain_text("办理中")
    second.locator("[data-action=sendBack]").click()
    dialog = second.locator("dialog[open]")
    dialog.get_by_label("为什么退").fill("不属于本单位。")
    dialog.get_by_label("依据").fill("派单目录。")
    dialog.get_by_role("button", name="退单").click()
    expect(dialog.get_by_role("alert")).to_contain_text("签收")
    expect(dialog.get_by_label("为什么退")).to_have_value("不属于本单位。")


def test_a_conflict_says_who_did_what_and_keeps_what_was_typed(sit):
    number = ticket(sit("dispatcher"))
    mine, colleague = sit("wucheng"), sit("wucheng-2")
    page = mine.page
    page.goto(f"/tickets/{number}")
    page.locator("[data-action=sign]").click()
    page.locator("[data-action=answer]").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("已解释说明").click()
    dialog.get_by_label("答复内容").fill("已电话说明政策。")
    etag = colleague.api("GET", f"/tickets/{number}").headers["etag"]
    until = page.evaluate("new Date(Date.now() + 5 * 86400e3).toISOString().slice(0, 10)")
    body = {"action": "requestExtension", "days": 2, "reason": "等待核对"}
    done = colleague.api("POST", f"/tickets/{number}/actions", body, **{"If-Match": etag})
    assert done.ok, f"{until} {done.text()}"
    dialog.get_by_role("button", name="答复").click()
    alert = dialog.get_by_role("alert")
    expect(alert).to_contain_text("wucheng-2")
    expect(alert).to_contain_text("申请延期")
    expect(dialog.get_by_label("答复内容")).to_have_value("已电话说明政策。")
    dialog.get_by_role("button", name="答复").click()
    expect(page.locator(".ticket-line")).to_contain_text("待回访")


def test_the_back_button_comes_back_to_the_list(sit):
    page = sit("dispatcher").page
    page.goto("/tickets")
    # What is found at first is there, and then what was looked for: neither comes too late.
    expect(page.locator("#found tbody a").first).to_be_visible()
    page.locator("#q").fill("低保")
    with page.expect_response("**/tickets/search"):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    page.locator("#found tbody a").first.click()
    expect(page.locator(".ticket-number")).to_be_visible()
    page.go_back()
    expect(page.locator("#q")).to_have_value("低保")
    expect(page.locator("#found tbody tr").first).to_be_visible()


def test_a_township_finds_nothing_at_anothers_address(sit):
    other = ticket(sit("dispatcher"), township="140105002")
    page = sit("wucheng").page
    for path in (f"/tickets/{other}", f"/tickets/{other}/order", "/tickets/20200101000001"):
        page.goto(path)
        expect(page.locator(".state-bad")).to_contain_text("没有")
        expect(page.locator("body")).not_to_contain_text("营盘")
    page.goto("/desk")
    expect(page.locator("h1")).to_have_text("您的角色没有这个页面")


def test_an_accused_unit_never_sees_the_report(sit):
    body = filing("举报坞城街道办事处截留救助款。", kind="report", accused=["140105001"])
    body["aspect"] = "integrity"
    number = sit("dispatcher").api("POST", "/tickets", body).json()["number"]
    page = sit("wucheng").page
    page.goto("/queue")
    expect(page.locator("#rows .row-item").first).to_be_visible()
    assert page.locator(f"[data-number='{number}']").count() == 0
    page.goto(f"/tickets/{number}")
    expect(page.locator(".state-bad")).to_be_visible()


def test_who_is_not_signed_in_comes_back_to_the_page_after_signing_in(sit):
    desk = sit("wucheng", fresh=True)
    page = desk.page
    desk.context.clear_cookies()
    page.goto("/tickets")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.get_by_label("账号").fill("wucheng")
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#sign-in-notice")).to_contain_text("账号或密码不正确")
    page.get_by_label("密码").fill(desk.credentials["password"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tickets$"))


def test_no_page_leads_to_another_site_after_signing_in(sit):
    desk = sit("wucheng", fresh=True)
    desk.context.clear_cookies()
    desk.page.goto("/sign-in?next=//evil.example/")
    desk.page.get_by_label("账号").fill("wucheng")
    desk.page.get_by_label("密码").fill(desk.credentials["password"])
    desk.page.keyboard.press("Enter")
    expect(desk.page).to_have_url(f"{desk.demo.address}/queue")
