"""A real browser without a window, driven as W3C WebDriver says: Chromium by its own chromedriver."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

_PATIENCE = 60
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The name under which WebDriver hands out elements."""


class NoBrowser(Exception):
    """There is no Chromium with its driver here."""


class Browser:
    """One window of Chromium. `console` and `addresses` tell what happened since they were last asked."""

    def __init__(self) -> None:
        driver, chromium = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")
        if driver is None or chromium is None:
            raise NoBrowser("chromium and chromedriver (Debian: chromium, chromium-driver) are not installed")
        self._profile = tempfile.mkdtemp(prefix="tusach-browser-")
        self._program = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
        self._line = requests.Session()
        self._line.trust_env = False
        try:
            self._base = f"http://127.0.0.1:{self._port()}"
            self._session = self._begin(chromium)
        except BaseException:
            self._end()
            raise

    def open(self, address: str) -> None:
        """Go there and wait until the page is loaded."""
        self._ask("POST", "url", {"url": address})

    def resize(self, width: int, height: int) -> None:
        """The window's size in pixels."""
        self._ask("POST", "window/rect", {"width": width, "height": height})

    def press(self, keys: str) -> None:
        """Keys into whatever has the focus."""
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask("POST", "actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def press_and_follow(self, keys: str) -> None:
        """Keys that lead to another page; keys, other than clicks, are not waited for by the driver itself."""
        left, end = self.run("return performance.timeOrigin"), time.monotonic() + _PATIENCE
        self.press(keys)
        while self.run("return document.readyState === 'complete' ? performance.timeOrigin : 0") in {left, 0}:
            assert time.monotonic() < end, "no other page came"

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self._ask("POST", f"element/{self._element(selector)}/value", {"text": text})

    def click(self, selector: str) -> None:
        """Press a link or a button."""
        self._ask("POST", f"element/{self._element(selector)}/click", {})

    def text(self, selector: str) -> str:
        """What a person reads there."""
        return str(self._ask("GET", f"element/{self._element(selector)}/text"))

    def run(self, script: str) -> Any:
        """The value of a script that looks at the page; the page's own rules do not hold for it."""
        return self._ask("POST", "execute/sync", {"script": script, "args": []})

    @property
    def title(self) -> str:
        """What stands on the tab."""
        return str(self._ask("GET", "title"))

    @property
    def address(self) -> str:
        """Where we are."""
        return str(self._ask("GET", "url"))

    def console(self) -> list[str]:
        """What was written to the console: errors, and what the page's rules have refused."""
        return [entry["message"] for entry in self._ask("POST", "se/log", {"type": "browser"})]

    def addresses(self) -> set[str]:
        """Everything that was asked for over the network."""
        told = (
            json.loads(entry["message"])["message"] for entry in self._ask("POST", "se/log", {"type": "performance"})
        )
        return {each["params"]["request"]["url"] for each in told if each["method"] == "Network.requestWillBeSent"}

    def emulate(self, scheme: str) -> None:
        """The reader of the page prefers `light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._ask("POST", "goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}})

    def close(self) -> None:
        """End it, and leave nothing behind."""
        try:
            self._ask("DELETE", "")
        finally:
            self._end()

    def _port(self) -> int:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            if "started successfully on port" in line:
                return int(line.rstrip().rstrip(".").rpartition(" ")[2])
        raise NoBrowser("chromedriver did not start")

    def _begin(self, chromium: str) -> str:
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        arguments += ["--no-first-run", "--disable-background-networking", f"--user-data-dir={self._profile}"]
        wanted = {
            "acceptInsecureCerts": True,  # the centre's own authority is not one of the browser's
            "goog:chromeOptions": {"binary": chromium, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        answer = self._line.post(
            f"{self._base}/session", json={"capabilities": {"alwaysMatch": wanted}}, timeout=_PATIENCE
        ).json()["value"]
        if "sessionId" not in answer:
            raise NoBrowser(answer.get("message", "chromium did not start"))
        return str(answer["sessionId"])

    def _element(self, selector: str) -> str:
        return str(self._ask("POST", "element", {"using": "css selector", "value": selector})[_ELEMENT])

    def _ask(self, verb: str, path: str, message: object = None) -> Any:
        address = f"{self._base}/session/{self._session}/{path}".rstrip("/")
        answer = self._line.request(verb, address, json=message, timeout=_PATIENCE)
        value = answer.json()["value"]
        assert answer.ok, value
        return value

    def _end(self) -> None:
        self._line.close()
        self._program.terminate()
        self._program.wait(_PATIENCE)
        assert self._program.stdout is not None
        self._program.stdout.close()
        shutil.rmtree(Path(self._profile), ignore_errors=True)
