"""What tells people that they must act: by sound and on the desktop, once, whatever is open."""

from playwright.sync_api import expect

from test_day import ticket

# Counts what rings and what shows on the desktop; nobody looks at a page while `away` is set.
EARS = """
    window.rung = 0; window.shown = []; window.away = true;
    const tone = () => ({ connect: (next) => next, start() {}, stop() {}, frequency: {},
        gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } });
    window.AudioContext = class {
        constructor() { window.rung += 1; this.currentTime = 0; this.destination = {}; }
        createOscillator() { return tone(); }
        createGain() { return tone(); }
        close() {}
    };
    window.Notification = class {
        static permission = "granted";
        constructor(title, options) { window.shown.push(options.body); }
        addEventListener() {}
        close() {}
    };
    document.hasFocus = () => !window.away;
"""


def listening(desk, path="/queue"):
    """A page whose sounds are heard; browsers are silent until somebody has touched it."""
    page = desk.new_tab()
    page.add_init_script(EARS)
    page.goto(path)
    expect(page.locator("#notices-button")).to_be_visible()
    page.locator("h1").first.click()
    return page


def heard(pages):
    return sum(page.evaluate("window.rung") for page in pages)


def shown(pages):
    return [words for page in pages for words in page.evaluate("window.shown")]


def test_an_urgent_ticket_rings_once_in_two_tabs_and_shows_once_on_the_desktop(sit):
    township = sit("xiwenzhuang")
    pages = [listening(township), listening(township)]
    for page in pages:
        expect(page.locator("#rows .loading")).to_have_count(0)
    before = [page.locator("#notices-count").inner_text() or "0" for page in pages]
    ticket(sit("dispatcher"), township="140105200", urgent=True)
    for page, count in zip(pages, before):
        # The ticket has come, and so has the notice that it is urgent.
        expect(page.locator("#fresh, .row-item.is-new").first).to_be_visible()
        expect(page.locator("#notices-count")).not_to_have_text(count)
    pages[0].wait_for_timeout(1000)
    assert heard(pages) == 1, [page.evaluate("window.rung") for page in pages]
    assert len(shown(pages)) == 1, shown(pages)


def test_who_looks_at_the_page_hears_it_and_has_nothing_on_the_desktop(sit):
    township = sit("liujiabu")
    page = listening(township)
    page.evaluate("window.away = false")
    ticket(sit("dispatcher"), township="140105201")
    expect(page.locator("#fresh, .row-item.is-new").first).to_be_visible()
    page.wait_for_function("window.rung === 1")
    assert shown([page]) == []


def test_who_wants_no_sound_has_none(sit):
    township = sit("liujiabu")
    page = listening(township)
    page.locator("#notices-button").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("#sound").uncheck()
    dialog.get_by_role("button", name="关闭").click()
    ticket(sit("dispatcher"), township="140105201")
    expect(page.locator(".toast-news").first).to_contain_text("新工单")
    page.wait_for_timeout(600)
    assert heard([page]) == 0 and shown([page]) == []
