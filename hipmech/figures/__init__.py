"""Matplotlib pictures: each draws a model's results and computes no mechanics."""

from hipmech.lessons.one_leg.picture import FulcrumFigure, HipDropFigure, alt_text
from hipmech.lessons.one_leg.panels import StanceView
from hipmech.lessons.one_leg.patients import patients_figure

__all__ = ["FulcrumFigure", "HipDropFigure", "StanceView", "alt_text", "patients_figure"]
