"""A private JupyterLab and a headless Chromium, for the browser tests and the benchmark."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

TOKEN = "hipmech"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def jupyter(
    folder: Path, state: Path, *options: str, app: str = "jupyterlab"
) -> Iterator[tuple[str, int]]:
    """Run JupyterLab on ``folder`` on a free port; yield its address and process id.

    ``state`` takes its settings, so that neither reads nor changes the user's own.
    """
    own = {f"JUPYTER_{kind}_DIR": str(state / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", app, "--no-browser", "--allow-root", *options]
    command += ["--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"]
    log = state / "server.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={folder}"],
            env={**os.environ, **own, "IPYTHONDIR": str(state / "ipython")},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(process, state / "RUNTIME", log), process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Address of the server, once it answers."""
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                url = str(json.loads(file.read_text())["url"])
                urllib.request.urlopen(f"{url}api?token={TOKEN}", timeout=5).close()
                return url
            except (OSError, ValueError):
                continue  # the file is half written, or the server is not listening yet
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def chromium(width: int = 1280, height: int = 800) -> Iterator[Any]:
    """A Playwright browser context in headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser.new_context(viewport={"width": width, "height": height})
        finally:
            browser.close()


def open_notebook(page: Any, url: str, path: str) -> None:
    """Open a notebook alone in JupyterLab (``--expose-app-in-browser``) with its kernel ready."""
    page.goto(f"{url}lab/tree/{quote(path)}?token={TOKEN}&reset", timeout=90_000)
    page.wait_for_function(
        """() => window.jupyterapp?.shell.currentWidget?.sessionContext
                 ?.session?.kernel?.status === 'idle'""",
        timeout=90_000,
    )


def run_all(page: Any, timeout_ms: int = 120_000) -> list[str]:
    """Run every cell, wait for the end, and return the errors that cells ended with."""
    page.set_default_timeout(timeout_ms)
    return page.evaluate(
        """async () => {
            await window.jupyterapp.commands.execute('notebook:run-all-cells');
            const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
            const errors = [];
            for (const cell of cells)
                for (const output of cell.toJSON().outputs ?? [])
                    if (output.output_type === 'error')
                        errors.push(`${output.ename}: ${output.evalue}`);
            return errors;
        }"""
    )


def shut_kernels(url: str) -> None:
    """Shut down all sessions of the server."""

    def call(path: str, method: str) -> bytes:
        request = urllib.request.Request(f"{url}api/{path}?token={TOKEN}", method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    for session in json.loads(call("sessions", "GET")):
        call(f"sessions/{session['id']}", "DELETE")
