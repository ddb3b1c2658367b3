"""Malformed inputs to every public function of the model: each is refused in words.

The functions are found by inspection. `VALID` holds one good call of each; one argument at a time
is then spoiled. A public function without an entry fails, so that new ones are covered.
"""

import importlib
import inspect
import pkgutil
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import hipmech
from hipmech.exercises import emg_comparison, exercise_loads, hip_postures
from hipmech.femoral_neck import NeckSection
from hipmech.gait import GaitCycle, load_gait
from hipmech.joint_reaction import gait_contact_force
from hipmech.muscles import MuscleSet
from hipmech.planner import Entry, plan_week
from hipmech.results import Result
from hipmech.subject import LANDMARKS, Subject
from hipmech.tables import load_table

KITS = ("drawing", "live", "lessons", "research")
NOT_HERE = (
    "checks.",  # the refusing itself: tests/test_checks.py
    "results.",  # what every result has in common: tests/test_results.py
    "feedback.",  # an answer may be anything at all: tests/test_feedback.py
    "stance.rotate",  # arithmetic of arrays that were checked
    "stance.stack",
    "subject.one_person",  # refuses too: tests/test_frontal_plane.py
    "frames.rotation_axes",  # for inner loops, of angles that were checked
    "frames.rotation_matrix",
    "muscles.passive.sagittal_posture",
    "muscles.paths.",  # inside of MuscleSet, which checks
    "muscles.some_muscles",
    "frontal_plane.Equilibrium",  # made by `equilibrium` only
    "programmes.",  # inside of load sharing, which checks
)

PERSON = Subject(
    iliac_crest_height=0.14,
    iliac_tubercle_width=0.056,
    trochanter_lateral=0.006,
    trochanter_up=0.038,
)
DELP = MuscleSet.load("delp1990")
WALK = load_gait("walking", 1.2)
PATIENTS = load_table("orthoload_hip3_patients")
POSTURE = dict(flexion_deg=20.0, adduction_deg=5.0, rotation_deg=-5.0, knee_flexion_deg=30.0)
HIP = {name: angle for name, angle in POSTURE.items() if name != "knee_flexion_deg"}
BENT = dict(hip_flexion_deg=20.0, knee_flexion_deg=30.0)
FIBRES = dict(length=0.30, optimal_fibre_length=0.10, tendon_slack_length=0.20, pennation=0.2)
LOADS = dict(
    contralateral_load_bw=0.1,
    ipsilateral_load_bw=0.05,
    cane_push_bw=0.1,
    cane_side="ipsilateral",
    cane_distance=0.3,
    stance_width=0.1,
)
STANCE = dict(subject=PERSON, drop_deg=5.0, lean_deg=3.0, trunk_follows_pelvis=True, **LOADS)
ARMS = DELP.moment_arms()
FORCES = 0.1 * DELP.max_force

VALID = {
    "contact_stress.contact_stress": dict(
        hip_contact_force=1600.0, angle_deg=10.0, centre_edge_deg=32.0, head_radius=0.024
    ),
    "exercises.ExerciseLoads.index": dict(exercise="clam"),
    "exercises.ExerciseLoads.table": {},
    "exercises.emg_comparison": dict(postures=hip_postures()),
    "exercises.emg_rank_agreement": dict(comparison=emg_comparison()),
    "exercises.exercise_loads": dict(subject=PERSON),
    "exercises.hip_postures": dict(subject=PERSON),
    "exercises.leg_loads": dict(
        postures=load_table("exercise_postures").query("posture == 'one leg, hips up'"),
        subject=PERSON,
    ),
    "exercises.measured_walking_mpa": dict(subject=PERSON),
    "femoral_neck.NeckSection": {f: float(v) for f, v in vars(NeckSection()).items()},
    "femoral_neck.NeckSection.scaled": dict(factor=1.1),
    "femoral_neck.adaptation_rate": dict(stimulus=60.0, attractor=50.0, lazy_zone=5.0, gain=0.02),
    "femoral_neck.daily_stimulus": dict(
        cycles=np.array([5000.0, 10.0]), stress_mpa=np.full((2, 8), 20.0), m=4.0
    ),
    "femoral_neck.directed_force": dict(size=2000.0, frontal_deg=15.0, backward_deg=5.0),
    "femoral_neck.neck_axes": dict(neck_shaft_angle_deg=129.0, anteversion_deg=10.0),
    "femoral_neck.neck_stress": dict(
        hip_contact_force=np.array([100.0, -1700.0, 400.0]),
        neck_shaft_angle_deg=129.0,
        anteversion_deg=10.0,
        head_to_section=0.022,
        head_offset=0.001,
        section=NeckSection(),
        n_angles=72,
    ),
    "frames.check_posture": POSTURE,
    "frames.hip_axes": HIP,
    "frames.hip_rotation": HIP,
    "frontal_plane.balance": dict(
        loads=np.array([250.0, 250.0]),
        load_arms=np.array([0.31, -0.14]),
        abductor_arm=0.05,
        abductor_angle_deg=20.0,
    ),
    "frontal_plane.carried": STANCE,
    "frontal_plane.single_leg_stance": STANCE,
    "gait.GaitCycle": {name: getattr(WALK, name) for name in GaitCycle.__dataclass_fields__},
    "gait.GaitCycle.hip_motion_deg": dict(start=0.0, stop=60.0),
    "gait.frontal_peaks": dict(activity="walking"),
    "gait.GaitCycle.stance_peaks": dict(curve=WALK.ground_reaction_bw[:, 1]),
    "gait.load_gait": dict(activity="walking", speed=1.2),
    "gait.speed_range": dict(activity="walking"),
    "hip_drop.compensating_lean": dict(subject=PERSON, **LOADS),
    "hip_drop.uncompensated_drop": dict(
        subject=PERSON, passive_stiffness=8.0, trunk_follows_pelvis=True, **LOADS
    ),
    "implants.stem_torsion": dict(anteversion_deg=np.full(10, 12.0)),
    "joint_reaction.HipLoad.group_shares": dict(groups={"flexors": ("psoas", "iliacus")}),
    "in_vivo.compare_with_measurement": dict(subject=PERSON),
    "joint_reaction.gait_contact_force": dict(
        cycle=WALK,
        muscles=DELP,
        subject=PERSON,
        power=2.0,
        weights="activation",
        passive=False,
        strength=1.0,
    ),
    "joint_reaction.hip_contact_force": dict(
        muscle_forces=FORCES,
        lines_of_pull=DELP.lines_of_pull(),
        intersegmental_force=np.array([0.0, 500.0, 0.0]),
    ),
    "joint_reaction.in_femur_axes": dict(force=np.array([0.0, -500.0, 0.0]), **HIP),
    "joint_reaction.least_contact_force": dict(cycle=WALK, muscles=DELP, subject=PERSON),
    "joint_reaction.lever_contact_force": dict(cycle=WALK, subject=PERSON),
    "landmarks.hip_joint_centre": dict(
        method="davis", asis_width=0.24, pelvic_depth=0.15, leg_length=0.9, marker_radius=0.007
    ),
    "muscles.MuscleSet.for_subject": dict(subject=PERSON),
    "muscles.MuscleSet.groups": dict(**POSTURE, threshold=0.005),
    "muscles.MuscleSet.lengths": POSTURE,
    "muscles.MuscleSet.lines_of_pull": POSTURE,
    "muscles.MuscleSet.load": dict(name="uhlrich2022"),
    "muscles.MuscleSet.moment_arms": POSTURE,
    "muscles.MuscleSet.path_points": POSTURE,
    "muscles.MuscleSet.pulls": POSTURE,
    "muscles.MuscleSet.reversals": {k: v for k, v in POSTURE.items() if k != "flexion_deg"},
    "muscles.MuscleSet.scaled": dict(pelvis=1.1, femur=np.array([1.0, 1.1, 1.0]), tibia=1.0),
    "muscles.MuscleSet.select": dict(names=("psoas", "peri")),
    "muscles.actions.clear_reversals": dict(muscles=DELP, threshold=0.005, adduction_deg=5.0),
    "muscles.actions.popular_claims": POSTURE,
    "muscles.actions.pull_into_socket": dict(muscles=DELP, **POSTURE),
    "muscles.actions.strength_by_function": dict(muscles=DELP, **POSTURE),
    "muscles.actions.two_geometries": POSTURE,
    "muscles.actions.unnamed_muscles": dict(threshold=0.01),
    "muscles.knee.kneecap": dict(knee_flexion_deg=30.0),
    "muscles.knee.tibia_origin": dict(knee_flexion_deg=30.0),
    "muscles.passive.elastic_recoil": dict(
        start_deg=0.0, end_deg=-10.0, knee_flexion_deg=30.0, return_fraction=0.8
    ),
    "muscles.passive.hip_passive_moment": BENT,
    "muscles.passive.ligaments": dict(restrains="extension"),
    "muscles.passive.stored_energy": dict(start_deg=-10.0, end_deg=0.0, knee_flexion_deg=30.0),
    "muscles.stretch.gait_recoil": dict(cycle=WALK, subject=PERSON, return_fraction=0.8),
    "muscles.stretch.length_change": dict(muscles=DELP, **POSTURE),
    "muscles.stretch.muscle_passive_moment": dict(muscles=DELP, **BENT),
    "muscles.stretch.offset_energy": dict(extension_deg=10.0, knee_flexion_deg=30.0),
    "muscles.stretch.stretch_posture": dict(stretch="couch stretch"),
    "muscles.strength.abductor_strength": dict(subject=PERSON, adduction_deg=5.0),
    "muscles.strength.compare_strength": dict(muscles=DELP),
    "muscles.strength.isometric_moments": dict(muscles=DELP, **POSTURE),
    "muscles.strength.measured_moment": dict(
        motion="flexion", hip_flexion_deg=20.0, subject=PERSON, speed_deg_s=60.0
    ),
    "muscles.strength.strength_scale": dict(subject=PERSON),
    "muscles.tendon.active_force_length": dict(fibre_length=1.1),
    "muscles.tendon.isometric_force": dict(**FIBRES, max_force=1000.0, activation=0.5),
    "muscles.tendon.joint_moment": dict(force=FORCES, moment_arms=ARMS),
    "muscles.tendon.passive_force_length": dict(fibre_length=1.1),
    "muscles.tendon.rigid_tendon": FIBRES,
    "planner.Week.table": {},
    "planner.plan_week": dict(
        entries=[Entry("clam", 3, 10, 1.0)], running_km=20.0, m=4.0, enough=0.2, subject=PERSON
    ),
    "planner.steps_per_km": dict(activity="running", speed=3.0),
    "planner.suggest": dict(week=plan_week([Entry("clam")]), most=3),
    "pose.footing": dict(cycle=WALK, pose=hipmech.pose.leg_pose(WALK)),
    "pose.leg_pose": dict(cycle=WALK, subject=PERSON),
    "published.in_space": dict(patients=PATIENTS),
    "published.debrunner": dict(patients=PATIENTS),
    "published.debrunner_line": dict(patients=PATIENTS),
    "published.iglic": dict(patients=PATIENTS, adduction_deg=5.0),
    "published.iglic_load": dict(patients=PATIENTS),
    "static_optimization.share_least_contact": dict(
        moment_arms=ARMS,
        lines_of_pull=DELP.lines_of_pull(),
        max_force=DELP.max_force,
        moments=np.array([20.0, -40.0, 5.0]),
        intersegmental_force=np.array([0.0, -500.0, 0.0]),
    ),
    "static_optimization.share_load": dict(
        moment_arms=ARMS,
        max_force=DELP.max_force,
        moments=np.array([-30.0, -60.0, 5.0]),
        power=2.0,
        weights="volume",
        fibre_lengths=DELP.optimal_fibre_length,
    ),
    "free_body.free_body": dict(
        forces=np.array([[0.0, -0.8], [0.1, 0.2]]),
        points=np.array([[0.1, 0.2], [0.3, 0.1]]),
        muscle_at=np.array([-0.05, 0.0]),
        muscle_pull=np.array([-0.2, -1.0]),
        joint=np.zeros(2),
    ),
    "subject.Subject": {name: getattr(PERSON, name) for name in Subject.__dataclass_fields__},
    "subject.Subject.with_femoral_offset": dict(femoral_offset=0.05),
    "subject.Subject.with_neck_scaled_to_offset": dict(femoral_offset=0.05),
    "tables.load_table": dict(name="sources"),
    "tug_of_war.compare_running_forces": dict(speeds=(2.5, 3.5)),
    "tug_of_war.tug_of_war": dict(
        activity="walking",
        speed=1.2,
        cost="Σ a²",
        weak_group="",
        strength=1.0,
        passive=False,
        subject=PERSON,
        muscles=DELP,
    ),
}
SAYS = ("got", "do not go together", "has labels", "unknown", "is missing")
SLOW = {"in_vivo.compare_with_measurement"}
MADE = {
    "Subject": lambda: PERSON,
    "NeckSection": NeckSection,
    "MuscleSet": lambda: DELP,
    "GaitCycle": lambda: WALK,
    "ExerciseLoads": exercise_loads,
    "HipLoad": lambda: gait_contact_force(WALK, DELP),
    "Week": lambda: plan_week([Entry("clam")]),
}
FREE_TEXT = {"source", "gait.GaitCycle.activity"}  # any words will do
RIGHT = {  # what looks malformed and is not
    ("femoral_neck.daily_stimulus", "stress_mpa", "one too many"),  # another direction
    ("femoral_neck.daily_stimulus", "stress_mpa", "one for all"),  # one direction
    ("gait.GaitCycle", "speed", "nan"),  # not known
    ("implants.stem_torsion", "anteversion_deg", "no axis"),  # one for all patients
    ("implants.stem_torsion", "anteversion_deg", "one for all"),
    ("joint_reaction.gait_contact_force", "power", "inf"),  # min-max
    ("static_optimization.share_load", "power", "inf"),
    ("muscles.MuscleSet.scaled", "femur", "no axis"),  # one factor for three
    *(("subject.Subject", name, "None") for name in LANDMARKS),  # the mean pelvis
    ("frontal_plane.carried", "stance_width", "None"),  # the foot stands where it must
    ("frontal_plane.single_leg_stance", "stance_width", "None"),
    ("hip_drop.compensating_lean", "stance_width", "None"),
    ("hip_drop.uncompensated_drop", "stance_width", "None"),
}


@cache
def public():
    """Every public function, constructor and method of the model by its dotted name."""
    found = {}
    for module in pkgutil.walk_packages(hipmech.__path__, "hipmech."):
        where = module.name.removeprefix("hipmech.")
        if where.split(".")[0] in KITS:
            continue
        members = vars(importlib.import_module(module.name)).items()
        for name, thing in members:
            if name.startswith("_") or getattr(thing, "__module__", "") != module.name:
                continue
            dotted = f"{where}.{name}"
            if not inspect.isclass(thing):
                if callable(thing):
                    found[dotted] = thing
                continue
            if not issubclass(thing, Result | tuple) or "__post_init__" in vars(thing):
                found[dotted] = thing  # results without checks are made by functions only
            for method, function in vars(thing).items():
                if not method.startswith("_") and callable(getattr(thing, method)):
                    plain = isinstance(function, staticmethod | classmethod)
                    found[f"{dotted}.{method}"] = getattr(
                        thing if plain or name not in MADE else MADE[name](), method
                    )
    return {name: f for name, f in found.items() if not name.startswith(NOT_HERE)}


def takes_nothing(function):
    return not inspect.isclass(function) and not inspect.signature(function).parameters


def spoiled(value, with_what):
    """The same array with one element replaced."""
    array = np.array(value, dtype=object)
    array[(0,) * array.ndim] = with_what
    return array.tolist()


def malformed(dotted, name, value):
    """What to put in the place of a good value: (what it is, the malformed value)."""
    if value is None:
        return
    yield from (("an object", object()), ("a function", len), ("a set", {1.0}))
    if isinstance(value, bool):
        yield from (("no bool", v) for v in (None, "no", 2, np.nan, [True], 0.5))
    elif isinstance(value, str):
        wrong = (None, 3, np.nan, 1j, ["walking"], np.array(["walking"]), b"walking", {"a": 1})
        yield from (("no word", v) for v in wrong)
        if not {name, f"{dotted}.{name}"} & FREE_TEXT:
            yield from (("unknown", v) for v in ("nonsense", "", " ", value.upper(), value + " "))
    elif isinstance(value, int | float | np.ndarray | np.generic):
        array = np.asarray(value, float)
        for x in (np.nan, np.inf, -np.inf, 1e300, -1e300, "75", "58,3", "", None, 1j, b"1"):
            yield repr(x), spoiled(array, x)
        yield "float32 NaN", np.where(True, np.float32("nan"), array.astype(np.float32))
        yield "masked", np.ma.masked_all(array.shape) if array.ndim else np.ma.masked
        yield "half masked", np.ma.array([array, array], mask=[array < np.inf, array > np.inf])
        yield "complex", array + 0j
        yield "date", np.full(array.shape, np.datetime64("2026-01-01"))
        yield "ragged", [array.tolist(), [array.tolist()] * 2]
        yield "dict", {"psoas": 1.0}
        yield "labels", pd.Series([1.0, 2.0], index=["glut_min1", "no muscle"])
        yield "frame", pd.DataFrame({"a": [1.0], "b": [2.0]})
        if array.ndim:
            yield "one too many", np.concatenate([array, array[..., -1:]], axis=-1)
            yield "no axis", float(array.flat[0])
            yield "none", array[..., :0]
            yield "one for all", array[..., :1]
    elif isinstance(value, Subject):
        yield from (("no person", v) for v in (70, "male", None, (70, 1.74), np.nan)[::1])
    elif isinstance(value, pd.DataFrame):
        yield from (("no table", v) for v in (None, 3, "patients", {}, value.to_numpy()))
        yield "no columns", value.iloc[:, :0]
    elif isinstance(value, tuple | list):
        yield from (("no list", v) for v in (None, 3, np.nan, 1j, "nonsense"))
        yield from (("unknown in it", type(value)([v])) for v in ("nonsense", None, np.nan, 1j))
    else:  # MuscleSet, GaitCycle, NeckSection, Week, dict
        others = (None, 3, "walking", PERSON, np.zeros(3), ["psoas"])
        yield from (("another thing", v) for v in others)


def inputs(dotted):
    """(argument, what is wrong, all arguments) of every malformed call of one function."""
    valid, function = VALID[dotted], public()[dotted]
    parameters = inspect.signature(function).parameters
    for name, value in valid.items():
        default = parameters[name].default if name in parameters else ...
        for kind, wrong in malformed(dotted, name, value):
            if wrong is not default and (dotted, name, kind) not in RIGHT:
                yield name, kind, {**valid, name: wrong}
    numbers = [n for n, v in valid.items() if isinstance(v, float | np.ndarray)]
    for first, second in pairwise(numbers):
        two, three = (np.stack([np.asarray(valid[n])] * k) for n, k in ((first, 2), (second, 3)))
        yield f"{first}|{second}", "shapes (2,) and (3,)", {**valid, first: two, second: three}


def fault(function, name, arguments):
    """What is wrong with the way a malformed call is answered, or nothing."""
    try:
        with np.errstate(all="ignore"):
            function(**arguments)
    except (ValueError, TypeError) as error:
        said = str(error)
        if not any(n in said for n in name.split("|")):
            return f"does not name it: {type(error).__name__}: {said[:150]}"
        if not any(
            w in said for w in ("got", "do not go together", "has labels", "unknown", "is missing")
        ):
            return f"does not say what it got: {said[:150]}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:150]}"
    else:
        return "accepted in silence"
    return ""


def test_every_public_function_has_a_valid_call():
    wanted = {name for name, function in public().items() if not takes_nothing(function)}
    assert sorted(wanted - set(VALID)) == [], "public functions without an entry in VALID"
    assert sorted(set(VALID) - set(public())) == [], "entries of functions that are gone"


def test_there_are_more_than_a_thousand_malformed_inputs():
    assert sum(len(list(inputs(dotted))) for dotted in VALID) > 1000


@pytest.mark.parametrize("dotted", sorted(set(VALID) - SLOW))
def test_the_valid_calls_are_valid(dotted):
    public()[dotted](**VALID[dotted])


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.array], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("dotted", sorted(set(VALID) - SLOW))
def test_numbers_of_every_kind_are_numbers(dotted, kind):
    valid, call = VALID[dotted], public()[dotted]
    as_kind = {n: kind(v) for n, v in valid.items() if isinstance(v, float)}
    results = call(**{**valid, **as_kind}), call(**valid)
    if isinstance(results[1], np.ndarray | float):
        np.testing.assert_allclose(*results, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("dotted", [d for d in VALID if "subject" in VALID[d]])
def test_several_people_at_once_are_served_or_refused_by_name(dotted):
    try:
        public()[dotted](**{**VALID[dotted], "subject": Subject(mass_kg=[70, 80])})
    except ValueError as error:
        assert "takes one person, got an array as mass_kg" in str(error)


@pytest.mark.parametrize("dotted", VALID)
def test_malformed_inputs_are_refused_in_words(dotted):
    faults = [
        f"{name} ({kind}): {wrong}"
        for name, kind, arguments in inputs(dotted)
        if (wrong := fault(public()[dotted], name, arguments))
    ]
    assert not faults, f"{dotted}: {len(faults)} faults\n" + "\n".join(faults)
