"""The live layer: sliders bound to a model, and the picture that follows them."""

from .controls import Choice, Control
from .gait import gait_explorer
from .landmarks import landmarks_explorer
from .length import recoil_explorer, stretch_explorer
from .lines_of_pull import lines_of_pull_explorer
from .live import Explorer, LiveFigure
from .neck import neck_explorer, neck_shape_explorer, stimulus_explorer
from .planner import exercise_explorer, planner
from .stance import fulcrum_explorer, hip_drop_explorer
from .tug_of_war import recruitment_explorer, tug_of_war_explorer

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
