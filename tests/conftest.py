"""One JupyterLab and one Chromium for all browser tests; a C3D file for the research bench."""

import os
import shutil
import zipfile
from pathlib import Path

import hypothesis
import nbformat
import pytest
from explorers import EXPLORERS
from lab import CHROMIUM, chromium, jupyter

hypothesis.settings.register_profile("hipmech", deadline=None)  # a slow machine is no fault
hypothesis.settings.load_profile("hipmech")
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.fixture(scope="session")
def browser():
    """A Chromium context at the size of a small projector."""
    if CHROMIUM is None:
        reason = "no Chromium found on this machine (looked for chromium, chromium-browser, chrome)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with chromium() as context:
        yield context


@pytest.fixture(scope="session")
def lab_url(browser, tmp_path_factory):
    """Address of a JupyterLab that serves copies of the notebooks, and one of all explorers."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    cells = [f"from hipmech import lessons\nlessons.{name}()" for name in EXPLORERS]
    alone = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(alone, folder / "explorers.ipynb")
    with jupyter(folder, tmp_path_factory.mktemp("state"), "--expose-app-in-browser") as (url, _):
        yield url


@pytest.fixture(scope="session")
def walk_c3d(tmp_path_factory):
    """A walk of another laboratory, see tests/files/README.md."""
    folder = tmp_path_factory.mktemp("c3d")
    with zipfile.ZipFile(Path(__file__).parent / "files" / "walk.c3d.zip") as archive:
        archive.extract("walk.c3d", folder)
    return folder / "walk.c3d"
