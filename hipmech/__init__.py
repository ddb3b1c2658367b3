"""The hip as a fulcrum: why a 70 kg person loads the hip with 170 kg when standing on one leg.

The data's natural way; every arrow is one function, arrays in, arrays out::

    Subject + posture ─► lines of pull, moment arms ─┐
    Subject + posture + loads ─► external hip moment ─┴► muscle forces
        ─► hip contact force ─► femoral neck stress ─► adaptation

The house, in reading order. No two rooms know each other, and nothing in the model draws.

The ground
    frames               axes, angles and signs of the hip
    tables               measured and published numbers from ``data/``, each with its source
    subject              the person: mass, hip geometry, strength
    checks, results      how numbers are refused; what every result has in common
The lever
    free_body            forces at points, one muscle, one joint: what holds a planar body
    frontal_plane        `balance` and `single_leg_stance`: geometry → loads and arms → forces
    stance               a person on one leg: where everything is and what it carries
    hip_drop             weak abductors: how far the trunk leans or the pelvis sinks
    published            Pauwels, Debrunner, Iglič and ours against ten instrumented hips
    implants             the implants' own axes, and the torsion on their stems
    landmarks            where the hip joint centre is
    contact_stress       stress on the joint surface under a contact force
The stride
    muscles              `MuscleSet`: lines of pull, moment arms, lengths; strength, actions,
                         tendon, passive, stretch
    gait, pose           a measured cycle of walking or running, and the leg in it
    static_optimization  `share_load`: which muscle carries how much (solved in programmes)
    joint_reaction       `hip_contact_force`, of a posture or of a whole stride
    in_vivo              the model's strides beside instrumented hips
    tug_of_war           groups of muscles that pull against each other
Bone and training
    femoral_neck         stress in the neck's section, and what bone answers
    exercises, planner   what exercises load, and a week of them
What is shown
    drawing              the pictures' kit; knows no lesson
    live                 the live kit: explorers, controls, 3-D scene; knows no lesson
    feedback             problems, predictions, and a student's mistake by its name
    lessons              one room a lesson: picture, explorer, problems
    research             own data in: recordings and models made elsewhere (extra ``data``)

The names below and the rooms are loaded when they are first used, so that ``import hipmech`` is
quick: ``hipmech.Subject(mass_kg=80)``, ``hipmech.lessons.gait_explorer()``.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

__version__ = "0.2.0"

_HOME = {
    "Subject": "subject",
    "balance": "frontal_plane",
    "single_leg_stance": "frontal_plane",
    "compensating_lean": "hip_drop",
    "uncompensated_drop": "hip_drop",
    "patient_errors": "published",
    "predict_patients": "published",
    "hip_joint_centre": "landmarks",
    "MuscleSet": "muscles",
    "load_gait": "gait",
    "share_load": "static_optimization",
    "hip_contact_force": "joint_reaction",
    "gait_contact_force": "joint_reaction",
    "neck_stress": "femoral_neck",
    "daily_stimulus": "femoral_neck",
    "load_table": "tables",
    "check": "feedback",
}
__all__ = sorted(_HOME)


def _rooms() -> list[str]:
    return [room.name for room in iter_modules(__path__)]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"hipmech.{_HOME[name]}"), name)
    if name in _rooms():
        return import_module(f"hipmech.{name}")
    raise AttributeError(f"hipmech has no {name!r}; it has {', '.join(__dir__())}.")


def __dir__() -> list[str]:
    return sorted([*__all__, *_rooms(), "__version__"])
