"""Build the books of the explorers: what a page without a kernel plays.

    python tools/build_books.py [hip_drop_explorer ...] [--jobs 2] [--check 2000]

A book is built again only if code or data that it depends on have changed. ``--check`` holds each
book, as a browser plays it, against Python at so many random settings, and prints a table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each core builds a book of its own

from hipmech import lessons  # noqa: E402
from hipmech.live.book import make_book, script  # noqa: E402
from hipmech.live.book.sample import Sampler  # noqa: E402

BOOKS = ROOT / "build" / "books"
EVERY: dict[str, Any] = {  # steps that a page has, or every how-many-th: all are too many
    "hip_drop_explorer": {
        "drop_deg": 2,
        "lean_deg": 3,
        "strength_percent": 5,
        "cane_push_percent_bw": 2,
        "hand_load_percent_bw": 10,
    },
    "fulcrum_explorer": {
        "pull_percent": 2,
        "hip_joint_width_mm": 8,
        "neck_length_mm": 5,
        "neck_shaft_angle_deg": 5,
    },
    "gait_explorer": {"running": 2},
    "landmarks_explorer": {"asis_width_mm": 3, "pelvic_depth_mm": 3, "leg_length_mm": 3},
    "recoil_explorer": {
        "knee_flexion_deg": (0, 5, 10, 11, *range(15, 95, 5)),
        "return_percent": 2,
    },
    "tug_of_war_explorer": {"strength_percent": (20, 30, 35, 50, 75, 100)},
    "stimulus_explorer": {"walking_loads": 5, "hard_loads": 5, "hard_size_bw": 10, "m": 2},
    "neck_explorer": {
        "size_bw": (1, 2.5, 4, 5, 6),
        "frontal_deg": (0, 8, 16, 23, 30, 37, 44, 51, 58, 65, 72, 80),
        "backward_deg": (-20, -13, -6, 0, 6, 12, 19, 26, 33, 40),
        "neck_shaft_angle_deg": (110, 120, 129, 137, 145),
    },
    "own_data_explorer": {"late_ms": 2, "outward_mm": 5, "threshold": 6},
    "lines_of_pull_explorer": {
        "flexion_deg": 5,
        "adduction_deg": 20,
        "rotation_deg": 20,
        "knee_flexion_deg": 30,
    },
    "stretch_explorer": {
        "flexion_deg": 15,
        "adduction_deg": (-50, -45, -30, -20, -10, 0, 10, 20, 30),
        "rotation_deg": 10,
        "knee_flexion_deg": (0, 20, 40, 60, 80, 90, 105, 120),
    },
}
NOTES = {"week_planner": ["The exercises stand as they are: Python adds and takes away others."]}
ALIEN = ("research", "feedback.py")  # of the package: no picture depends on them


def key(name: str) -> str:
    """Return a hash of the code and data that an explorer depends on."""
    room = Path(str(sys.modules[getattr(lessons, name).__module__].__file__)).parent
    files = [
        file
        for folder, kind in (("hipmech", "*.py"), ("data", "*.csv"), ("data", "*.npz"))
        for file in sorted((ROOT / folder).rglob(kind))
        if file.name not in ALIEN and "research" not in file.parts
        and (file.parent == room or "lessons" not in file.parts)
    ]  # fmt: skip
    digest = hashlib.sha256(repr((name, EVERY.get(name), NOTES.get(name))).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def build(name: str, folder: Path) -> dict[str, float]:
    """Build one book unless it stands; return its size in kB and the seconds it took."""
    note, target = folder / f"{name}.json", folder / f"{name}.js"
    now = key(name)
    if target.exists() and note.exists() and (kept := json.loads(note.read_text()))["key"] == now:
        return kept
    start, wall = time.process_time(), time.perf_counter()
    book = make_book(
        getattr(lessons, name)(),
        lambda line: print(f"{name}: {line}", flush=True),
        EVERY.get(name, {}),
        NOTES.get(name, ()),
    )
    target.write_text(script(name, book), "utf-8")
    kept = {"key": now, "kB": len(book) / 1000, "cpu_s": time.process_time() - start,
            "s": time.perf_counter() - wall}  # fmt: skip
    note.write_text(json.dumps(kept))
    return kept


def books(
    names: Iterable[str] = lessons.__all__, folder: Path = BOOKS, jobs: int = 2
) -> dict[str, Path]:
    """Build what is not there; return the file of each book."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(names)
    if jobs == 1 or len(names) == 1:
        rows = [build(name, folder) for name in names]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            rows = list(pool.map(partial(build, folder=folder), names))
    for name, row in zip(names, rows, strict=True):
        print(f"{name:24}{row['kB']:8.0f} kB{row['cpu_s']:8.0f} s of one core")
    return {name: folder / f"{name}.js" for name in names}


def main() -> None:
    """Build, and check if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=lessons.__all__)
    parser.add_argument("--folder", type=Path, default=BOOKS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--check", type=int, default=0)
    given = parser.parse_args()
    books(given.names, given.folder, given.jobs)
    if given.check:
        sys.path.insert(0, str(ROOT / "tests"))
        from book_page import check

        for name in given.names:
            sampler = Sampler(getattr(lessons, name)(), EVERY.get(name, {}))
            print(name, check(sampler, given.folder, name, given.check))


if __name__ == "__main__":
    main()
