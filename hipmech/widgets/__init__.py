"""The live layer: sliders bound to a model, and the picture that follows them."""

from .live import Choice, Control, Explorer, LiveFigure

__all__ = ["Choice", "Control", "Explorer", "LiveFigure"]
