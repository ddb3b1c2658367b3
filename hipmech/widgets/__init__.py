"""The live layer: sliders bound to a model, and the picture that follows them."""

from hipmech.live.controls import Choice, Control
from hipmech.lessons.walking.explorer import gait_explorer
from hipmech.lessons.where_is_the_hip.explorer import landmarks_explorer
from hipmech.lessons.stretch.explorer import recoil_explorer, stretch_explorer
from hipmech.lessons.lines_of_pull.explorer import lines_of_pull_explorer
from hipmech.live.explorer import Explorer, LiveFigure
from hipmech.lessons.neck.explorer import neck_explorer, neck_shape_explorer, stimulus_explorer
from hipmech.lessons.week.explorer import exercise_explorer, planner
from hipmech.lessons.one_leg.explorer import fulcrum_explorer, hip_drop_explorer
from hipmech.lessons.tug_of_war.explorer import recruitment_explorer, tug_of_war_explorer

__all__ = [
    "Choice",
    "Control",
    "Explorer",
    "LiveFigure",
    "exercise_explorer",
    "fulcrum_explorer",
    "gait_explorer",
    "hip_drop_explorer",
    "landmarks_explorer",
    "lines_of_pull_explorer",
    "neck_explorer",
    "neck_shape_explorer",
    "planner",
    "recoil_explorer",
    "recruitment_explorer",
    "stimulus_explorer",
    "stretch_explorer",
    "tug_of_war_explorer",
]
