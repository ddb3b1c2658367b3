"""The lessons: a room each, with its picture and its explorers.

Every explorer is a function of no argument that a notebook shows: ``hip_drop_explorer()``.
"""

from hipmech.lessons.lines_of_pull.explorer import lines_of_pull_explorer
from hipmech.lessons.neck.explorer import neck_explorer, neck_shape_explorer, stimulus_explorer  # noqa: F401
from hipmech.lessons.one_leg.explorer import fulcrum_explorer, hip_drop_explorer
from hipmech.lessons.own_data.explorer import own_data_explorer
from hipmech.lessons.stretch.explorer import recoil_explorer, stretch_explorer
from hipmech.lessons.tug_of_war.explorer import recruitment_explorer, tug_of_war_explorer
from hipmech.lessons.walking.explorer import gait_explorer
from hipmech.lessons.week.explorer import exercise_explorer, week_planner
from hipmech.lessons.where_is_the_hip.explorer import landmarks_explorer

__all__ = [
    "exercise_explorer",
    "fulcrum_explorer",
    "gait_explorer",
    "hip_drop_explorer",
    "landmarks_explorer",
    "lines_of_pull_explorer",
    "neck_explorer",
    "own_data_explorer",
    "recoil_explorer",
    "recruitment_explorer",
    "stimulus_explorer",
    "stretch_explorer",
    "tug_of_war_explorer",
    "week_planner",
]
