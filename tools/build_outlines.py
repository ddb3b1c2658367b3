"""Build data/pelvis_femur_outline.csv: bones seen from the front, traced from real surface meshes.

    python tools/build_outlines.py            # write the table
    python tools/build_outlines.py --check    # exit 1 when the table is not what would be written

Needs one package that only this script uses: ``pip install myo-sim`` (its bones, Apache-2.0; tested
with 0.2.4). Each mesh is projected along the anterior axis into a depth map; the traced lines are
the silhouette, the holes in it, and two levels of shade of the surface lit from the front and
above. The right hip bone, the sacrum and the right leg are stored; the left ones are mirror images.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from build_meshes import read_stl
from contourpy import contour_generator
from scipy.ndimage import gaussian_filter

TABLE = Path(__file__).parents[1] / "data" / "pelvis_femur_outline.csv"
PIXEL_MM = 0.5
LIGHT = np.array([0.78, 0.58, 0.24])  # anterior, up, right: the same look on both mirrored halves
SHADES = {"shade": 0.68, "deep_shade": 0.5}
# Hip joint centre in the pelvis mesh, from the body positions of the model (myolegs_chain.xml).
HIP_IN_PELVIS_MM = np.array([-56.276, -78.49, 77.26])
# bone -> (mesh, origin in that mesh in mm, smoothing in mm, tolerance in mm)
BONES = {
    "hip_bone": ("r_pelvis", HIP_IN_PELVIS_MM, 1.8, 0.45),
    "sacrum": ("sacrum", HIP_IN_PELVIS_MM, 1.5, 0.5),
    "femur": ("r_femur", np.zeros(3), 1.0, 0.4),
}


def depth_map(triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Front view: pixel coordinates (medial, up), covered pixels, brightness 0 to 1."""
    flat = np.stack([-triangles[..., 2], triangles[..., 1]], axis=-1)  # medial + for the right side
    low, high = flat.min((0, 1)) - 10, flat.max((0, 1)) + 10
    x, y = (np.arange(a, b, PIXEL_MM) for a, b in zip(low, high, strict=True))
    normal = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-12
    normal *= np.where(normal[:, :1] < 0, -1.0, 1.0)  # the visible side
    depth = np.full((len(y), len(x)), -np.inf)
    light = np.zeros_like(depth)
    for corners, front, value in zip(flat, triangles[..., 0], normal @ LIGHT, strict=True):
        i, j = (
            np.floor((corners.min(0) - low) / PIXEL_MM).astype(int),
            np.ceil((corners.max(0) - low) / PIXEL_MM).astype(int) + 1,
        )
        edges = np.array([corners[1] - corners[0], corners[2] - corners[0]]).T
        if abs(np.linalg.det(edges)) < 1e-9:
            continue
        grid = np.stack(np.meshgrid(x[i[0] : j[0]], y[i[1] : j[1]]), axis=-1) - corners[0]
        u, v = np.moveaxis(grid @ np.linalg.inv(edges).T, -1, 0)
        here = front[0] + u * (front[1] - front[0]) + v * (front[2] - front[0])
        window = (slice(i[1], j[1]), slice(i[0], j[0]))
        seen = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (here > depth[window])
        depth[window][seen] = here[seen]
        light[window][seen] = value
    return x, y, np.isfinite(depth), np.clip(light, 0, 1)


def simplify(line: np.ndarray, tolerance: float) -> np.ndarray:
    """Douglas-Peucker: the fewest points that stay within the tolerance of the line."""
    chord = line[-1] - line[0]
    away = line - line[0]
    length = np.hypot(*chord)
    distance = (
        np.hypot(*away.T)
        if length < 1e-9
        else np.abs(chord[0] * away[:, 1] - chord[1] * away[:, 0]) / length
    )
    far = int(distance.argmax())
    if distance[far] <= tolerance:
        return line[[0, -1]]
    return np.vstack([simplify(line[: far + 1], tolerance)[:-1], simplify(line[far:], tolerance)])


def area(line: np.ndarray) -> float:
    x, y = line.T
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2


def trace(
    x: np.ndarray,
    y: np.ndarray,
    picture: np.ndarray,
    level: float,
    tolerance: float,
    smallest_mm2: float,
) -> list[np.ndarray]:
    """Closed lines of one level, the largest first."""
    lines = [np.asarray(line) for line in contour_generator(x, y, picture).lines(level)]
    lines = [line for line in lines if abs(area(line)) > smallest_mm2]
    return [simplify(line, tolerance)[:-1] for line in sorted(lines, key=lambda a: -abs(area(a)))]


def outline_table() -> pd.DataFrame:
    """Every traced line as rows of bone, part, point, medial_mm, up_mm; hip joint centre = origin.

    ``part`` is outline, hole, shade or deep_shade, with a number from the second line on.
    """
    rows = []
    for bone, (mesh, origin, smoothing, tolerance) in BONES.items():
        vertices, triangles = read_stl(mesh)
        x, y, covered, light = depth_map(1000 * vertices[triangles] - origin)
        sigma = smoothing / PIXEL_MM
        mask = gaussian_filter(covered.astype(float), sigma)
        first, *others = trace(x, y, mask, 0.5, tolerance, 80)
        parts = {"outline": [first], "hole": others}
        weight = np.maximum(gaussian_filter(covered.astype(float), 2 * sigma), 1e-6)
        tone = gaussian_filter(np.where(covered, light, 0.0), 2 * sigma) / weight
        if bone == "sacrum":  # lies on the midline: one half is the mirror image of the other
            tone = (tone + tone[:, ::-1]) / 2
        for part, level in SHADES.items():
            dark = np.where(mask > 0.5, level - tone, -0.3)
            parts[part] = trace(x, y, gaussian_filter(dark, sigma / 2), 0.0, tolerance, 130)
        for part, lines in parts.items():
            for number, line in enumerate(lines, start=1):
                name = part if number == 1 else f"{part}_{number}"
                rows += [(bone, name, k, *point) for k, point in enumerate(line.round(1))]
    return pd.DataFrame(rows, columns=["bone", "part", "point", "medial_mm", "up_mm"])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    text = outline_table().to_csv(index=False, lineterminator="\n")
    if not parser.parse_args().check:
        TABLE.write_text(text)
    elif TABLE.read_text() != text:
        sys.exit(f"data/{TABLE.name} is not what tools/build_outlines.py writes; run it.")


if __name__ == "__main__":
    main()
