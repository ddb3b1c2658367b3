"""Matplotlib pictures: each draws a model's results and computes no mechanics."""

from hipmech.figures.free_body import FulcrumFigure, HipDropFigure, alt_text
from hipmech.figures.panels import StanceView
from hipmech.figures.patients import patients_figure

__all__ = ["FulcrumFigure", "HipDropFigure", "StanceView", "alt_text", "patients_figure"]
