"""Small OpenSim models and what OpenSim computes for them, as references for `read_osim`.

``python tools/build_osim_files.py [Rajagopal2015.osim]`` (needs ``pip install opensim==4.6``, which
hipmech does not; the model's file is in the wheel of nimblephysics) writes into data/trials the
first, into tests/files the others:

- gait2392_right_hip.osim: the right hip of gait2392 (CC BY 3.0) from the tables in data/;
- wraps.osim: a made-up hip with lines around made-up cylinders and spheres, and one of each kind
  that hipmech leaves out;
- wraps_lengths.csv: OpenSim's muscle lengths of wraps.osim in 100 postures;
- rajagopal_right_hip.osim, rajagopal_lengths.csv: the right hip cut out of the model that was
  named, and OpenSim's muscle lengths of the whole model in 100 postures.
"""

import csv
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import numpy as np
import opensim as osim

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "tests" / "files"
COORDINATES = ("hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "knee_angle_r")
PATELLA, PATELLA_FOLLOWS = "knee_angle_r_beta", (1.1, -0.05)  # slope and offset against the knee
HIP_CENTRE = (-0.0707, -0.0661, 0.0835)


def table(name):
    with open(ROOT / "data" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def vec(*xyz):
    return osim.Vec3(*(float(x) for x in xyz))


def spline(rows, sign):
    """A SimmSpline of (knee flexion, value) rows, against flexion or, as in the file, extension."""
    points = sorted((sign * float(r["knee_flexion_rad"]), float(r["value_m"])) for r in rows)
    function = osim.SimmSpline()
    for x, y in points:
        function.addPoint(x, y)
    return function


def leg(name, knee_sign, tibia, tilted=((0, 0, 0), (0, 0, 0), (0, 0, 0))):
    """Pelvis, femur and tibia with the joints of gait2392.

    tibia: its origin's two functions. tilted: the knee's frame in the femur, turned and shifted in
    the tibia.
    """
    model = osim.Model()
    model.setName(name)
    bodies = [osim.Body(b, 1, vec(0, 0, 0), osim.Inertia(1, 1, 1)) for b in
              ("pelvis", "femur_r", "tibia_r")]  # fmt: skip
    for body in bodies:
        model.addBody(body)
    pelvis, femur, shank = bodies
    model.addJoint(osim.WeldJoint("ground_pelvis", model.getGround(), pelvis))
    hip = osim.SpatialTransform()
    axes = ((0, 0, 1), (1, 0, 0), (0, 1, 0))
    for k, (coordinate, axis) in enumerate(zip(COORDINATES[:3], axes, strict=True)):
        turn = (hip.upd_rotation1, hip.upd_rotation2, hip.upd_rotation3)[k]()
        turn.setCoordinateNames(osim.ArrayStr(coordinate, 1))
        turn.setAxis(vec(*axis))
        turn.set_function(osim.LinearFunction(1, 0))
    model.addJoint(osim.CustomJoint("hip_r", pelvis, vec(*HIP_CENTRE), vec(0, 0, 0), femur,
                                    vec(0, 0, 0), vec(0, 0, 0), hip))  # fmt: skip
    knee = osim.SpatialTransform()
    turn = knee.upd_rotation1()
    turn.setCoordinateNames(osim.ArrayStr(COORDINATES[3], 1))
    turn.setAxis(vec(0, 0, 1))
    turn.set_function(osim.LinearFunction(-knee_sign, 0))
    for still, axis in ((knee.upd_rotation2(), (0, 1, 0)), (knee.upd_rotation3(), (1, 0, 0))):
        still.setAxis(vec(*axis))
        still.set_function(osim.Constant(0))
    for move, function in zip(
        (knee.upd_translation1(), knee.upd_translation2()), tibia, strict=True
    ):
        move.setCoordinateNames(osim.ArrayStr(COORDINATES[3], 1))
        move.set_function(function)
    on_femur, on_tibia, shift = (vec(*angles) for angles in tilted)
    model.addJoint(osim.CustomJoint("knee_r", femur, vec(0, 0, 0), on_femur, shank, shift, on_tibia,
                                    knee))  # fmt: skip
    return model, dict(pelvis=pelvis, femur=femur, tibia=shank)


def muscle(name, force=100, optimal=0.1, slack=0.2, pennation=0):
    fibre = float(optimal), float(slack), float(pennation)
    return osim.Thelen2003Muscle(f"{name}_r", float(force), *fibre)


def gait2392():
    knee = table("gait2392_knee")
    rows = {c: [r for r in knee if r["coordinate"] == c] for c in {r["coordinate"] for r in knee}}
    model, bones = leg("gait2392_right_hip", -1,
                       [spline(rows[f"tibia_origin_{a}"], -1) for a in "xy"])  # fmt: skip
    model.finalizeConnections()
    points = table("gait2392_path_points")
    for row in table("gait2392_muscles"):
        m = muscle(row["muscle"], row["max_force_N"], row["optimal_fibre_length_m"],
                   row["tendon_slack_length_m"], row["pennation_rad"])  # fmt: skip
        for p in points:
            if p["muscle"] != row["muscle"]:
                continue
            name, body = f"{row['muscle']}-P{p['point']}", bones[p["body"]]
            if not p["x_m"]:
                point = osim.MovingPathPoint()
                for axis in "xyz":
                    function = spline(rows[f"rect_fem_point_{axis}"], -1)
                    getattr(point, f"set_{axis}_location")(function)
                    coordinate = model.getCoordinateSet().get(COORDINATES[3])
                    getattr(point, f"connectSocket_{axis}_coordinate")(coordinate)
            elif p["active_coordinate"]:
                hip = p["active_coordinate"] == "hip_flexion"
                point = osim.ConditionalPathPoint()
                point.setCoordinate(model.getCoordinateSet().get(COORDINATES[0 if hip else 3]))
                ends = sorted(
                    (1 if hip else -1) * float(p[f"active_{e}_rad"]) for e in ("from", "to")
                )
                point.setRangeMin(ends[0])
                point.setRangeMax(ends[1])
                point.setLocation(vec(p["x_m"], p["y_m"], p["z_m"]))
            else:
                point = osim.PathPoint()
                point.setLocation(vec(p["x_m"], p["y_m"], p["z_m"]))
            point.setName(name)
            point.setParentFrame(body)
            m.updGeometryPath().updPathPointSet().adoptAndAppend(point)
        model.addForce(m)
    model.finalizeConnections()
    model.initSystem()
    return model


def wraps():
    """A hip whose knee flexes positive; every line of the hip has its own kind of wrap."""
    simple = [osim.LinearFunction(0.002, -0.003), osim.LinearFunction(-0.001, -0.4)]
    tilted = (0.10, -0.05, 0.02), (0.02, 0.03, 0.0), (0.001, 0.002, -0.003)
    model, bones = leg("wraps", 1, simple, tilted)
    c = HIP_CENTRE
    bones["patella"] = osim.Body("patella_r", 1, vec(0, 0, 0), osim.Inertia(1, 1, 1))
    model.addBody(bones["patella"])
    glides = osim.SpatialTransform()
    moves = ((glides.upd_rotation1(), (0, 0, 1), osim.LinearFunction(-0.8, 0.1)),
             (glides.upd_rotation2(), (0, 1, 0), osim.Constant(0)),
             (glides.upd_rotation3(), (1, 0, 0), osim.Constant(0)),
             (glides.upd_translation1(), (1, 0, 0), osim.LinearFunction(-0.02, 0.05)),
             (glides.upd_translation2(), (0, 1, 0), osim.LinearFunction(-0.01, -0.38)))  # fmt: skip
    for move, axis, function in moves:
        if not isinstance(function, osim.Constant):
            move.setCoordinateNames(osim.ArrayStr(PATELLA, 1))
        move.setAxis(vec(*axis))
        move.set_function(function)
    zero = vec(0, 0, 0)
    model.addJoint(osim.CustomJoint("patellofemoral_r", bones["femur"], zero, zero,
                                    bones["patella"], zero, zero, glides))  # fmt: skip
    follows = osim.CoordinateCouplerConstraint()
    follows.setIndependentCoordinateNames(osim.ArrayStr(COORDINATES[3], 1))
    follows.setDependentCoordinateName(PATELLA)
    follows.setFunction(osim.LinearFunction(*PATELLA_FOLLOWS))
    model.addConstraint(follows)

    def surface(kind, name, bone, centre, turn=(0, 0, 0), radius=0.03, quadrant="all"):
        made = getattr(osim, kind)()
        made.setName(name)
        made.set_translation(vec(*centre))
        made.set_xyz_body_rotation(vec(*turn))
        made.set_quadrant(quadrant)
        if kind == "WrapCylinder":
            made.set_radius(radius)
            made.set_length(0.2)
        elif kind == "WrapSphere":
            made.set_radius(radius)
        elif kind == "WrapEllipsoid":
            made.set_dimensions(vec(0.03, 0.02, 0.03))
        bones[bone].addWrapObject(made)
        return made

    def line(name, points, *wraps_):
        m = muscle(name)
        for k, (bone, place) in enumerate(points):
            m.addNewPathPoint(f"{name}-P{k}", bones[bone], vec(*place))
        for wrap, ends in wraps_:
            m.updGeometryPath().addPathWrap(wrap)
            if ends:
                path = (
                    m.updGeometryPath()
                    .updWrapSet()
                    .get(m.getGeometryPath().getWrapSet().getSize() - 1)
                )
                path.set_range(0, ends[0])
                path.set_range(1, ends[1])
        model.addForce(m)

    front, back, side = (c[0] + 0.03, c[1], c[2]), (c[0] - 0.02, c[1] - 0.01, c[2]), c
    brim = surface("WrapCylinder", "brim", "pelvis", front, (0.1, 0.2, 0), 0.03, "+x")
    rear = surface("WrapCylinder", "rear", "pelvis", back, (-0.3, 0.1, 0), 0.035, "-x")
    free = surface("WrapCylinder", "free", "femur", (0, -0.02, 0), (0.2, 0.1, 0.3), 0.03)
    shaft = surface("WrapCylinder", "shaft", "femur", (0, -0.12, -0.01), (0.5, 0.1, 0), 0.03, "+x")
    head = surface("WrapSphere", "head", "pelvis", side, radius=0.03)
    knee = surface("WrapCylinder", "knee", "tibia", (-0.01, 0.0, 0), radius=0.035, quadrant="-x")
    egg = surface("WrapEllipsoid", "egg", "pelvis", side)
    line("straight", [("pelvis", (-0.05, 0.06, 0.11)), ("femur", (-0.02, -0.02, 0.06))])
    line("flexor", [("pelvis", (0.0, 0.02, 0.08)), ("pelvis", (-0.02, -0.03, 0.08)),
                    ("femur", (-0.01, -0.06, 0.01))], (brim, (2, 3)))  # fmt: skip
    line("extensor", [("pelvis", (-0.14, 0.02, 0.06)), ("femur", (-0.03, -0.14, 0.04))],
         (rear, None))  # fmt: skip
    line("around", [("pelvis", (-0.04, 0.05, 0.12)), ("femur", (0.0, -0.10, 0.03))], (free, None))
    line("adductor", [("pelvis", (-0.03, -0.09, 0.02)), ("femur", (0.01, -0.22, 0.03))],
         (shaft, None))  # fmt: skip
    line("over_head", [("pelvis", (-0.04, -0.01, 0.075)), ("femur", (0.0, -0.06, 0.01))],
         (head, None))  # fmt: skip
    line("hamstring", [("pelvis", (-0.12, -0.1, 0.07)), ("tibia", (-0.02, -0.06, -0.01))],
         (knee, None))  # fmt: skip
    line("quadriceps", [("pelvis", (-0.03, -0.03, 0.095)), ("patella", (0.01, 0.03, 0.0))])
    line("on_egg", [("pelvis", (-0.04, -0.01, 0.075)), ("femur", (0.0, -0.06, 0.01))], (egg, None))
    line("two", [("pelvis", (-0.14, 0.02, 0.06)), ("femur", (-0.03, -0.14, 0.04))],
         (rear, None), (free, None))  # fmt: skip
    model.finalizeConnections()
    model.initSystem()
    return model


RIGHT_LEG = {
    "BodySet": {"pelvis", "femur_r", "tibia_r", "patella_r"},
    "JointSet": {"ground_pelvis", "hip_r", "walker_knee_r", "patellofemoral_r"},
    "ConstraintSet": {"patellofemoral_knee_angle_r_con"},
}


def rajagopal(path):
    """Return Rajagopal's model, and a file's tree with nothing but the right hip in it."""
    model = osim.Model(path)
    model.initSystem()
    with TemporaryDirectory() as folder:
        model.printToXML(f"{folder}/version4.osim")
        tree = ElementTree.parse(f"{folder}/version4.osim")
    whole = tree.find("Model")
    across = [m for m in whole.find("ForceSet/objects") if _crosses_hip(m)]
    for name in ("MarkerSet", "ControllerSet", "ContactGeometrySet", "defaults"):
        whole.remove(whole.find(name))
    for name, kept in RIGHT_LEG.items():
        objects = whole.find(f"{name}/objects")
        objects[:] = [node for node in objects if node.get("name") in kept]
    whole.find("ForceSet/objects")[:] = across
    for node in list(whole.iter()):
        node[:] = [n for n in node if n.tag not in ("attached_geometry", "Appearance")]
    ElementTree.indent(tree, " ")
    return model, tree


def _crosses_hip(muscle):
    """Whether a force runs from the pelvis to the right leg."""
    bones = {node.text.split("/")[-1] for node in muscle.iter("socket_parent_frame")}
    return "pelvis" in bones and bones & RIGHT_LEG["BodySet"] - {"pelvis"}


def lengths(model, postures):
    """Muscle names and lengths in m at flexion, adduction, rotation and knee flexion in degrees."""
    state = model.initSystem()
    rows = []
    for posture in postures:
        for name, angle in zip(COORDINATES, posture, strict=True):
            model.getCoordinateSet().get(name).setValue(state, np.radians(angle), False)
        model.assemble(state)  # the patella follows the knee
        model.realizePosition(state)
        muscles = model.getMuscles()
        rows.append([muscles.get(i).getLength(state) for i in range(muscles.getSize())])
    names = [model.getMuscles().get(i).getName() for i in range(model.getMuscles().getSize())]
    return names, np.array(rows)


def write_lengths(path, postures, names, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        angles = [f"{a}_deg" for a in ("flexion", "adduction", "rotation", "knee_flexion")]
        out.writerow([*angles, *(name.removesuffix("_r") for name in names)])
        for posture, row in zip(postures, rows, strict=True):
            out.writerow([*posture, *(f"{x:.6f}" for x in row)])


def main():
    gait2392().printToXML(str(ROOT / "data" / "trials" / "gait2392_right_hip.osim"))
    model = wraps()
    model.printToXML(str(FILES / "wraps.osim"))
    rng = np.random.default_rng(12)
    postures = rng.uniform((-20, -30, -30, 0), (80, 20, 30, 110), (100, 4)).round(1)
    write_lengths(FILES / "wraps_lengths.csv", postures, *lengths(model, postures))
    for path in sys.argv[1:]:
        model, tree = rajagopal(path)
        tree.write(FILES / "rajagopal_right_hip.osim", encoding="utf-8", xml_declaration=True)
        kept = {node.get("name") for node in tree.find("Model/ForceSet/objects")}
        names, rows = lengths(model, postures)
        ours = [name in kept for name in names]
        names = [name for name in names if name in kept]
        write_lengths(FILES / "rajagopal_lengths.csv", postures, names, rows[:, ours])


if __name__ == "__main__":
    main()
