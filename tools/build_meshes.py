"""Bone meshes of data/ from the PyPI package myo-sim (pip install --no-deps myo-sim==0.2.4).

Femur, tibia and fibula of that package are in gait2392's frames already. Its pelvis belongs to
another hip centre, so pelvis, sacrum and lumbar vertebrae are stretched, tilted and shifted in the
sagittal plane until the cup is centred on gait2392's hip and the muscle origins lie on bone. The
hip joint centre is the origin of the pelvis and the femur.

    python tools/build_meshes.py            # writes data/bone_vertices.csv, bone_triangles.csv
"""

from importlib.resources import files

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from hipmech.muscles import MuscleSet
from hipmech.muscles.sets import GAIT2392_HIP_CENTRE
from hipmech.tables import data_folder

NEAR_CUP = np.array(GAIT2392_HIP_CENTRE)
# name here, file there, body, times subdivided, rotation about z (rad) and place of the vertebrae
BONES = [
    ("hip bone", "r_pelvis", "pelvis", 1, 0.0, (0.0, 0.0)),
    ("sacrum", "sacrum", "pelvis", 0, 0.0, (0.0, 0.0)),
    ("L5", "lumbar5", "pelvis", 0, -0.3, (-0.108, 0.061)),
    ("L4", "lumbar4", "pelvis", 0, -0.2, (-0.098, 0.0991)),
    ("femur", "r_femur", "femur", 0, 0.0, (0.0, 0.0)),
    ("tibia", "r_tibia", "tibia", 0, 0.0, (0.0, 0.0)),
    ("fibula", "r_fibula", "tibia", 0, 0.0, (0.0, 0.0)),
    ("patella", "r_patella", "patella", 0, 0.0, (0.0, 0.0)),
]


def read_stl(name):
    """Vertices (n, 3) in m, each once, and triangles (m, 3) of a binary STL file."""
    raw = files("myo_sim").joinpath(f"models/meshes/{name}.stl").read_bytes()
    record = np.dtype([("normal", "<f4", 3), ("corner", "<f4", (3, 3)), ("spare", "<u2")])
    corners = np.frombuffer(raw, record, offset=84)["corner"].astype(float).reshape(-1, 3)
    vertices, index = np.unique(corners.round(6), axis=0, return_inverse=True)
    triangles = index.reshape(-1, 3)
    whole = (np.diff(np.sort(triangles, axis=1), axis=1) > 0).all(axis=1)
    return vertices, triangles[whole]


def rotation_z(angle):
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def subdivide(vertices, triangles):
    """One step of Loop's subdivision of a closed surface: four triangles from each, rounder."""
    edges = np.sort(np.stack([triangles, np.roll(triangles, -1, axis=1)], -1), axis=-1)
    unique, edge_of = np.unique(edges.reshape(-1, 2), axis=0, return_inverse=True)
    edge_of = edge_of.reshape(-1, 3)
    opposite = np.zeros((len(unique), 3))
    np.add.at(opposite, edge_of, vertices[np.roll(triangles, -2, axis=1)])
    faces = np.bincount(edge_of.ravel(), minlength=len(unique))[:, None]
    middle = 3 / 8 * vertices[unique].sum(axis=1) + opposite / faces / 4
    around = np.zeros_like(vertices)
    np.add.at(around, unique[:, 0], vertices[unique[:, 1]])
    np.add.at(around, unique[:, 1], vertices[unique[:, 0]])
    n = np.bincount(unique.ravel(), minlength=len(vertices))[:, None]
    beta = (5 / 8 - (3 / 8 + np.cos(2 * np.pi / n) / 4) ** 2) / n
    smooth = (1 - n * beta) * vertices + beta * around
    (a, b, c), (ab, bc, ca) = triangles.T, edge_of.T + len(vertices)
    fine = np.concatenate([np.stack(t, -1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c))])
    return np.concatenate([smooth, middle]), np.concatenate([fine, np.stack([ab, bc, ca], -1)])


def surface_points(vertices, triangles, n=8):
    """Points on every triangle, (m, k, 3): enough to measure a distance to the surface."""
    weights = np.array([(i, j, n - i - j) for i in range(n + 1) for j in range(n + 1 - i)]) / n
    return weights @ vertices[triangles]


def cup_centre(vertices, triangles, start):
    """Centre of the sphere through the triangles that face it from within 36 mm."""
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    centre = start
    for _ in range(40):
        inward = centre - corners.mean(axis=1)
        distance = np.linalg.norm(inward, axis=1)
        facing = (normals * inward).sum(axis=1) > 0.6 * distance * np.linalg.norm(normals, axis=1)
        p = surface_points(vertices, triangles[facing & (distance < 0.036)], 4).reshape(-1, 3)
        solution = np.linalg.lstsq(np.c_[2 * p, np.ones(len(p))], (p**2).sum(axis=1))[0]
        centre = (centre + solution[:3]) / 2
    return centre


def fit_pelvis(bones):
    """Function that carries a point of the package's pelvis to gait2392's; prints how well."""
    vertices, triangles = bones["hip bone"]
    bone = np.concatenate(
        [surface_points(*bones[name]).reshape(-1, 3) for name in ("hip bone", "sacrum")]
    )
    muscles = MuscleSet.load("delp1990")
    points = muscles.points[[name != "psoas" for name in muscles.names], 0]
    cup = cup_centre(vertices, triangles, NEAR_CUP)

    def place(p, x):
        shift = -NEAR_CUP * (0, 0, 1) - (cup * p[:3]) @ rotation_z(p[3]).T * (1, 1, 0)
        return (x * p[:3]) @ rotation_z(p[3]).T + shift

    def misfit_mm(p):
        gaps = np.linalg.norm(points[:, None] - place(p, bone), axis=2).min(axis=1)
        return np.r_[gaps, 10 * place(p, cup)[2], 0.1 * (p[:3] - 1)] * 1000

    fit = least_squares(misfit_mm, [1, 1, 1, 0], loss="soft_l1", f_scale=4, diff_step=1e-3)
    gaps = misfit_mm(fit.x)[: len(points)]
    print(f"stretch x, y, z {fit.x[:3].round(3)}, tilt {np.degrees(fit.x[3]):.1f} deg")
    print(f"origins off the bone: median {np.median(gaps):.1f}, largest {gaps.max():.1f} mm")
    return lambda x: place(fit.x, x)


def main():
    bones = {}
    for name, file, _, times, turn, (x, y) in BONES:
        vertices, triangles = read_stl(file)
        vertices = vertices @ rotation_z(turn).T + (x, y, 0)
        for _ in range(times):
            vertices, triangles = subdivide(vertices, triangles)
        bones[name] = vertices, triangles
    place = fit_pelvis(bones)
    vertex_rows, triangle_rows = [], []
    for name, _, body, *_ in BONES:
        vertices, triangles = bones[name]
        mm = (place(vertices) if body == "pelvis" else vertices) * 1000
        table = pd.DataFrame(mm.round(1) + 0.0, columns=["x_mm", "y_mm", "z_mm"])
        vertex_rows.append(table.assign(bone=name, body=body))
        triangle_rows.append(pd.DataFrame(triangles, columns=["a", "b", "c"]).assign(bone=name))
    columns = ["bone", "body", "x_mm", "y_mm", "z_mm"]
    vertices_table = pd.concat(vertex_rows)[columns]
    vertices_table.to_csv(data_folder() / "bone_vertices.csv", index=False)
    triangles_table = pd.concat(triangle_rows)[["bone", "a", "b", "c"]]
    triangles_table.to_csv(data_folder() / "bone_triangles.csv", index=False)


if __name__ == "__main__":
    main()
