"""One JupyterLab and one Chromium for all browser tests."""

import os
import shutil
from pathlib import Path

import pytest
from lab import CHROMIUM, chromium, jupyter

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark every test that starts a browser, so that ``-m "not browser"`` leaves them all out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def lab_url(tmp_path_factory):
    """Address of a JupyterLab that serves copies of the notebooks."""
    if CHROMIUM is None:
        reason = "no Chromium found on this machine (looked for chromium, chromium-browser, chrome)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    with jupyter(folder, tmp_path_factory.mktemp("state"), "--expose-app-in-browser") as (url, _):
        yield url


@pytest.fixture(scope="session")
def browser(lab_url):
    """A Chromium context at the size of a small projector."""
    with chromium() as context:
        yield context
