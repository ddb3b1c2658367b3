"""How fast `MuscleSet.moment_arms` is: 27 muscles x 3 axes at 10,000 postures, per posture.

    python benchmarks/model_speed.py

Where the package ``opensim`` is installed too (pip install opensim), the same paths are built as
an OpenSim model, its computeMomentArm runs at some of the same postures, and the ratio of the times
and the largest differences are printed.
"""

import importlib.util
import time

import numpy as np

from hipmech.frames import POSTURE_RANGE_DEG
from hipmech.muscles import MuscleSet
from hipmech.muscles.sets import GAIT2392_HIP_CENTRE
from hipmech.tables import load_table

POSTURES, OPENSIM_POSTURES, REPEATS = 10_000, 500, 9


def opensim_model():
    """gait2392's right hip and knee and the 27 muscles' paths, from the tables in data/."""
    import opensim as osim

    def spline(coordinate: str, sign: float = -1.0):
        rows = load_table("gait2392_knee").query("coordinate == @coordinate")
        function = osim.SimmSpline() if len(rows) > 2 else osim.PiecewiseLinearFunction()
        for knee, value in zip(sign * rows.knee_flexion_rad[::-1], rows.value_m[::-1], strict=True):
            function.addPoint(float(knee), float(value))
        return function

    def joint(name, parent, centre, child, rotations, translations=()):
        transform = osim.SpatialTransform()
        for i, (coordinate, axis) in enumerate(rotations):
            part = transform.updTransformAxis(i)
            part.setAxis(osim.Vec3(*axis))
            if coordinate:
                part.setCoordinateNames(osim.ArrayStr(coordinate, 1))
                part.set_function(osim.LinearFunction(1, 0))
        for i, function in enumerate(translations):
            part = transform.updTransformAxis(3 + i)
            part.setCoordinateNames(osim.ArrayStr(rotations[0][0], 1))
            part.set_function(function)
        zero = osim.Vec3(0)
        model.addBody(child)
        model.addJoint(
            osim.CustomJoint(name, parent, osim.Vec3(*centre), zero, child, zero, zero, transform)
        )

    model = osim.Model()
    bodies = {
        name: osim.Body(name, 1, osim.Vec3(0), osim.Inertia(1))
        for name in ("pelvis", "femur", "tibia")
    }
    model.addBody(bodies["pelvis"])
    model.addJoint(osim.WeldJoint("ground_pelvis", model.getGround(), bodies["pelvis"]))
    joint(
        "hip",
        bodies["pelvis"],
        GAIT2392_HIP_CENTRE,
        bodies["femur"],
        [
            ("hip_flexion", (0, 0, 1)),
            ("hip_adduction", (1, 0, 0)),
            ("hip_rotation", (0, 1, 0)),
        ],
    )
    joint(
        "knee",
        bodies["femur"],
        (0, 0, 0),
        bodies["tibia"],
        [("knee_angle", (0, 0, 1)), ("", (0, 1, 0)), ("", (1, 0, 0))],
        [spline("tibia_origin_x"), spline("tibia_origin_y")],
    )
    coordinates = {
        name: model.updJointSet().get(j).upd_coordinates(i)
        for j, names in (
            ("hip", ("hip_flexion", "hip_adduction", "hip_rotation")),
            ("knee", ("knee_angle",)),
        )
        for i, name in enumerate(names)
    }
    for muscle, rows in load_table("gait2392_path_points").groupby("muscle", sort=False):
        actuator = osim.PathActuator()
        actuator.setName(str(muscle))
        points = actuator.updGeometryPath().updPathPointSet()
        for row in rows.itertuples():
            if np.isnan(row.x_m):
                point = osim.MovingPathPoint()
                for axis in "xyz":
                    getattr(point, f"set_{axis}_location")(spline(f"rect_fem_point_{axis}"))
                    getattr(point, f"connectSocket_{axis}_coordinate")(coordinates["knee_angle"])
            elif isinstance(row.active_coordinate, str):
                point = osim.ConditionalPathPoint()
                knee = row.active_coordinate == "knee_flexion"
                low, high = row.active_from_rad, row.active_to_rad
                point.setRangeMin(-high if knee else low)
                point.setRangeMax(-low if knee else high)
                point.setCoordinate(coordinates["knee_angle" if knee else "hip_flexion"])
                point.setLocation(osim.Vec3(row.x_m, row.y_m, row.z_m))
            else:
                point = osim.PathPoint()
                point.setLocation(osim.Vec3(row.x_m, row.y_m, row.z_m))
            point.setName(f"{muscle}_{row.point}")
            point.setParentFrame(bodies[row.body])
            points.adoptAndAppend(point)
        model.addForce(actuator)
    model.finalizeConnections()
    return model


def opensim_solve(postures_deg: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """OpenSim's moment arms (N, 27, 3), lengths (N, 27), and seconds spent on the moment arms."""
    import opensim as osim

    model = opensim_model()
    state = model.initSystem()
    coordinates = [model.getCoordinateSet().get(i) for i in range(4)]
    forces = model.getForceSet()
    muscles = [osim.PathActuator.safeDownCast(forces.get(i)) for i in range(forces.getSize())]
    arms = np.empty((len(postures_deg), len(muscles), 3))
    lengths = np.empty(arms.shape[:2])
    seconds = 0.0
    for i, angles in enumerate(np.radians(postures_deg) * (1, 1, 1, -1)):
        for coordinate, angle in zip(coordinates, angles, strict=True):
            coordinate.setValue(state, float(angle), False)
        model.realizePosition(state)
        lengths[i] = [muscle.getLength(state) for muscle in muscles]
        start = time.perf_counter()
        arms[i] = [
            [muscle.computeMomentArm(state, coordinate) for coordinate in coordinates[:3]]
            for muscle in muscles
        ]
        seconds += time.perf_counter() - start
    return arms, lengths, seconds


def main() -> None:
    muscles = MuscleSet.load("delp1990")
    low, high = np.array(list(POSTURE_RANGE_DEG.values())).T
    postures = np.random.default_rng(2392).uniform(low, high, (POSTURES, 4))
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        arms = muscles.moment_arms(*postures.T)
        seconds.append(time.perf_counter() - start)
    best, median = 1e6 * np.array([min(seconds), np.median(seconds)]) / POSTURES
    print(f"hipmech, {len(muscles.names)} muscles x 3 axes at {POSTURES} postures:")
    print(f"  {median:.2f} µs per posture (median of {REPEATS}; best {best:.2f})")
    if importlib.util.find_spec("opensim") is None:
        print("OpenSim is not installed: no comparison.")
        return
    few = postures[:OPENSIM_POSTURES]
    opensim_arms, opensim_lengths, opensim_seconds = opensim_solve(few)
    opensim_time = 1e6 * opensim_seconds / len(few)
    arm_error = 1000 * np.abs(arms[: len(few)] - opensim_arms).max()
    length_error = 1000 * np.abs(muscles.lengths(*few.T) - opensim_lengths).max()
    print(f"OpenSim computeMomentArm at {len(few)} of them:")
    print(f"  {opensim_time:.0f} µs per posture, {opensim_time / median:.0f} times as long")
    print(f"  largest difference: moment arm {arm_error:.1e} mm, length {length_error:.1e} mm")


if __name__ == "__main__":
    main()
