"""Matplotlib pictures: each draws a model's results and computes no mechanics."""

from .free_body import FulcrumFigure, HipDropFigure, alt_text
from .panels import StanceView
from .patients import patients_figure

__all__ = ["FulcrumFigure", "HipDropFigure", "StanceView", "alt_text", "patients_figure"]
