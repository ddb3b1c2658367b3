"""hipmech: the hip as a fulcrum, from a two-force lever to every muscle's line of pull.

The names below are loaded when they are first used, so that ``import hipmech`` is quick.
"""

from importlib import import_module
from typing import Any

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
__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"hipmech has no {name!r}; it has {', '.join(__all__)}.")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
