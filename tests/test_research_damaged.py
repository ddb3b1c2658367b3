"""Whatever happens to a file: it is read, or refused in a sentence that names it."""

import random
import warnings
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hipmech.research import read_ground_reaction, read_osim, read_storage, read_trc
from hipmech.tables import data_folder

TRIALS, FILES = data_folder() / "trials", Path(__file__).parent / "files"
TEXTS = {
    "subject01_walk1.trc": read_trc,
    "subject01_walk1_ik.mot": read_storage,
    "subject01_walk1_grf.mot": read_ground_reaction,
}


def damaged(text, rng):
    """A text with a hole, a piece twice, an end too early, a strange word or line."""
    at = rng.randrange(len(text))
    until = min(len(text), at + rng.randrange(1500))
    lines = text.splitlines()
    lines[rng.randrange(12)] = rng.choice(["", "x", "\t\t", "0"])
    words = ["nan", "inf", "-", "1e999", "\t", "\n", "\x00", "abc", "é"]
    return rng.choice([
        text[:at],
        text[:at] + text[until:],
        text[:until] + text[at:],
        text[:at] + rng.choice(words) + text[at:],
        "\n".join(lines),
    ])  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_damaged_table_is_read_or_refused_by_name(name, tmp_path):
    whole = "\n".join((TRIALS / name).read_text().splitlines()[:40])
    path, refused = tmp_path / name, 0
    for seed in range(120):
        path.write_text(damaged(whole, random.Random(seed)), "utf-8")
        try:
            TEXTS[name](path)
        except ValueError as sentence:
            assert name in str(sentence)
            refused += 1
    assert 30 < refused < 120


@pytest.mark.parametrize(
    "file", [FILES / "wraps.osim", TRIALS / "gait2392_right_hip.osim"], ids=lambda file: file.name
)
def test_a_damaged_model_is_read_or_refused_by_name(file, tmp_path):
    whole, path, refused = file.read_text(), tmp_path / file.name, 0
    for seed in range(120):
        rng, root = random.Random(seed), ElementTree.fromstring(whole)
        parent, child = rng.choice([(a, b) for a in root.iter() for b in a])
        parent.remove(child)
        if rng.random() < 0.7:
            child.text = rng.choice(["", "x", "1 2", "nan", "/bodyset/moon"])
            parent.append(child)
        path.write_bytes(ElementTree.tostring(root))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                read_osim(path).pulls(10, 5, 5, 30)
        except ValueError as sentence:
            assert file.name in str(sentence)
            refused += 1
    assert 3 < refused < 120
