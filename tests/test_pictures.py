"""Every explorer's picture, wherever its controls are driven: nothing overlaps, clips or jumps."""

import io

import numpy as np
import pytest
from explorers import EXPLORERS
from PIL import Image
from readable import faults, offenders, states, written

from hipmech import lessons
from hipmech.drawing.stage import Handle

CORNERS, RANDOM = 48, 60  # by hand more: see readable.py


@pytest.mark.parametrize("name", EXPLORERS)
def test_nothing_overlaps_clips_or_jumps(name):
    explorer = getattr(lessons, name)()
    found = offenders(explorer, states(explorer, CORNERS, RANDOM))
    assert not found, f"{name}:\n{found}"


@pytest.mark.parametrize("name", EXPLORERS)
def test_what_moves_over_what_stands_is_the_whole_picture(name):
    """Every artist that a result changes was born moving: painted over, it is the same picture."""
    explorer = getattr(lessons, name)()
    start, *_, end = states(explorer, CORNERS, 0)
    explorer.move(**start)
    stage = explorer.live.stage
    stage.redraw()
    assert explorer.live.png  # what stands is drawn here
    explorer.move(**end)
    live = stage.picture.astype(int)
    stage.redraw()  # and anew here, in the state shown
    whole = stage.picture.astype(int)
    assert (np.abs(live - whole).max(axis=-1) > 60).sum() < 30


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_kept_picture_is_a_ghost_of_the_whole_and_goes_without_a_trace(name):
    explorer = getattr(lessons, name)()
    start, *_, end = states(explorer, CORNERS, 0)
    explorer.move(**start)
    still = explorer.live.png
    explorer.keep.value = True
    assert explorer.live.png == still  # nothing has changed, nothing is dashed
    explorer.move(**end)
    ghost, words = explorer.live.png, explorer.readout
    assert "– – kept" in {text.get_text() for text in written(explorer.figure)}
    assert list(faults(explorer.figure)) == []
    explorer.keep.value = False
    alone = explorer.live.png
    assert ghost != alone
    assert words.startswith((f"{explorer.readout}\nChange: ", f"{explorer.readout}\nKept: "))


def test_only_a_page_shows_handles():
    """A hand can do nothing with those of a stored picture, and a number may look like one."""
    stage = lessons.hip_drop_explorer().live.stage
    handles = [artist for artist in stage.moving if isinstance(artist, Handle)]
    assert handles
    with_handles, png = stage.picture.copy(), stage.png
    for handle in handles:
        handle.set_visible(False)
    still = np.asarray(Image.open(io.BytesIO(png)))
    np.testing.assert_array_equal(still, stage.picture[..., :3])
    assert (still != with_handles[..., :3]).any()


def test_a_picture_is_the_same_under_any_settings_of_matplotlib():
    import matplotlib.pyplot as plt

    ours = {name: getattr(lessons, name)().live.png for name in EXPLORERS}
    with plt.style.context(["dark_background", {"axes.grid": True, "lines.linewidth": 5}]):
        for name in EXPLORERS:
            assert getattr(lessons, name)().live.png == ours[name], name
