"""The demo county and a real browser: what every test of the pages begins with."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("HOTLINE_BINARY", ROOT / ".build/debug/hotline"))
SCREENSHOTS = Path(os.environ.get("HOTLINE_SCREENSHOTS", ROOT / ".build/screenshots"))
CHROMIUM = "/usr/bin/chromium"
START_SECONDS_MAX = 90

WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def launch(playwright):
    """A browser that speaks Chinese, as those of offices do."""
    return playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--lang=zh-CN"],
        env={**os.environ, "LANGUAGE": "zh_CN"},
    )


class Demo:
    """`hotline demo` on a free port."""

    def __init__(self, data):
        self.data = Path(data)

    def start(self, port=0):
        command = [BINARY, "demo", "--data", self.data, "--port", port]
        self.process = subprocess.Popen(
            [*map(str, command)], cwd=ROOT, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        self.port = None
        threading.Thread(target=self._read, args=[self.process], daemon=True).start()
        deadline = time.monotonic() + START_SECONDS_MAX
        while self.port is None:
            assert self.process.poll() is None, "the demo ended instead of serving"
            assert time.monotonic() < deadline, "the demo did not start"
            time.sleep(0.02)
        accounts = json.loads((self.data / "demo-accounts.json").read_text())
        self.accounts = {account["name"]: account for account in accounts}
        return self

    def _read(self, process):
        for line in process.stderr:
            match = re.match(r"listening on http://127\.0\.0\.1:(\d+)", line)
            if match:
                self.port = int(match[1])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"


class Desk:
    """One person at a browser: a context of its own, signed in."""

    def __init__(self, browser, demo, name, size=WIDE, states=None, workers="block"):
        self.demo, self.name = demo, name
        self.states = {} if states is None else states
        self.context = browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=demo.address,
            storage_state=self.states.get(name), reduced_motion="reduce",
            # A service worker would hide requests from the tests that lose them.
            service_workers=workers,
        )
        self.context.set_default_timeout(10_000)
        if name and name not in self.states:
            self.sign_in()
        self.problems = []
        self.page = self.new_tab()

    def sign_in(self):
        answer = self.context.request.post("/api/v1/session", data=self.credentials)
        assert answer.ok, answer.text()
        self.states[self.name] = self.context.storage_state()

    @property
    def credentials(self):
        return {"account": self.name, "password": self.demo.accounts[self.name]["password"]}

    def new_tab(self):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._note)
        return page

    def _note(self, message):
        # A refusal is logged by the browser as an error; it is not one of the page's.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def api(self, method, path, body=None, **headers):
        """Asks the API as this person, by token, beside the page."""
        token = self.demo.accounts[self.name]["token"]
        return self.context.request.fetch(
            f"/api/v1{path}", method=method, data=body,
            headers={"Authorization": f"Bearer {token}", **headers},
        )

    def close(self):
        self.context.close()
        assert not self.problems, self.problems


def filing(text, **more):
    return {"channel": "county-hotline", "text": text, "township": "140105001", **more}
