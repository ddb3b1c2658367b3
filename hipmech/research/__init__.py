"""Own data, own muscles, sweeps: the research bench.

Read what a laboratory has, make `hipmech.gait.GaitCycle`s of it, and use them wherever a measured
gait goes: in `hipmech.joint_reaction.gait_contact_force` and in the explorers.

Held against OpenSim 4.6 (one walk: moments, intersegmental and contact force; muscle lengths
around cylinders and spheres), against another laboratory's own results in its C3D file (angles,
moments, contacts), and against bodies whose motion is known. Not validated: running from markers,
ellipsoids and tori (their muscles are left out by name), contact forces of left legs, measured
contact forces of the same person, other platforms than Linux.

>>> from hipmech.tables import data_folder
>>> markers = read_trc(data_folder() / "trials" / "subject01_walk1.trc").markers
>>> markers["R.ASIS"][0].round(3)
array([0.617, 1.055, 0.171])
"""

from hipmech.research.c3d import read_c3d
from hipmech.research.lab import hip_from_markers
from hipmech.research.markers import landmarks, plates_by_foot
from hipmech.research.opensim_results import hip_from_opensim
from hipmech.research.osim_geometry import read_osim
from hipmech.research.own_gait import doubts, hip_from_table, mean_cycle
from hipmech.research.recordings import read_ground_reaction, read_storage, read_trc
from hipmech.research.spread import spread
from hipmech.research.sweep import sweep

__all__ = [
    "doubts",
    "hip_from_markers",
    "hip_from_opensim",
    "hip_from_table",
    "landmarks",
    "mean_cycle",
    "plates_by_foot",
    "read_c3d",
    "read_ground_reaction",
    "read_osim",
    "read_storage",
    "read_trc",
    "spread",
    "sweep",
]
