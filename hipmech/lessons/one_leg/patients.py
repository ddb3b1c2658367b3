"""Predicted against measured: the ten patients with an instrumented hip."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from hipmech.drawing.style import BODY, INK, LARGE, QUIET, SMALL, thin

ACTIVITIES = {"one_leg_stance": "standing on one leg", "level_walking": "walking"}
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKS = tuple(zip("os^DvPX", _COLOURS, strict=True))
_COLUMNS = [
    f"{kind}_{what}" for what in ("bw", "direction_deg") for kind in ("predicted", "measured")
]


def patients_figure(figure: Figure, predictions: pd.DataFrame, errors: pd.DataFrame) -> None:
    """Hip contact force predicted by each model against the force measured in each patient.

    Above the magnitude with a band of ±10 %, below the direction with a band of ±5°; the line is
    perfect prediction. Each model has its own colour and shape and is named beside the plots with
    its mean errors; the first lies on top.

    Raises ValueError when a column of the predictions is missing.

    Parameters
    ----------
    predictions : `hipmech.published.predict_patients`, or a table like it; at most seven models.
    errors : `hipmech.published.patient_errors`, or a table like it: one row a model and activity.
    """
    if missing := {"model", "activity", *_COLUMNS} - set(predictions.columns):
        raise ValueError(f"predictions lack the columns {', '.join(sorted(missing))}.")
    figure.set_size_inches(11.0, 8.4)
    looks = dict(zip(predictions.model.unique(), MARKS, strict=False))
    for column, (activity, title) in enumerate(ACTIVITIES.items()):
        rows = predictions[predictions.activity == activity]
        figure.text(0.08 + 0.34 * column, 0.965, title, size=LARGE - 2, weight="bold", color=INK)
        for row, what in enumerate(("bw", "direction_deg")):
            axes = figure.add_axes((0.075 + 0.34 * column, 0.575 - 0.495 * row, 0.28, 0.367))
            _identity(axes, predictions, what)
            for model, (marker, colour) in reversed(looks.items()):
                one = rows[rows.model == model]
                x, y = one[f"measured_{what}"], one[f"predicted_{what}"]
                axes.plot(x, y, marker, ms=8, color=colour, mec="white", mew=0.9)
            unit = "R (BW)" if what == "bw" else "direction from femur (°)"
            axes.set_xlabel(f"measured {unit}", size=BODY, color=INK)
            if column == 0:
                axes.set_ylabel(f"predicted {unit}", size=BODY, color=INK)
    _named(figure, errors, looks)


def _identity(axes: Axes, predictions: pd.DataFrame, what: str) -> None:
    """Square axes with the line of perfect prediction and its band."""
    step = 0.5 if what == "bw" else 5.0
    values = predictions[[f"predicted_{what}", f"measured_{what}"]].to_numpy()
    low, high = np.floor(np.nanmin(values) / step) * step, np.ceil(np.nanmax(values) / step) * step
    thin(axes)
    line = np.array([low, high])
    band = 0.1 * line if what == "bw" else np.array([5.0, 5.0])
    axes.fill_between(line, line - band, line + band, color="#EFEFEF", lw=0, zorder=0)
    axes.plot(line, line, color=QUIET, lw=1.2, zorder=1)
    every = step * max(1, round((high - low) / step / 5))
    ticks = np.arange(low, high + step / 2, every)
    axes.set(xlim=line, ylim=line, aspect="equal", xticks=ticks, yticks=ticks[1:])
    at = low + 0.3 * (high - low)
    words = "±10 %" if what == "bw" else "±5°"
    below = at - np.interp(at, line, band)
    axes.text(at, below, f" {words}", size=SMALL, color=QUIET, ha="left", va="top")


def _named(figure: Figure, errors: pd.DataFrame, looks: dict[str, tuple[str, str]]) -> None:
    """Each model's mark, name and mean errors."""
    mean = errors.set_index(["model", "activity"])
    figure.text(0.755, 0.965, "mean error (90 % interval)", size=BODY, weight="bold", color=INK)
    for row, (model, (marker, colour)) in enumerate(looks.items()):
        y = 0.915 - 0.13 * row
        figure.add_artist(Line2D([0.763], [y], marker=marker, ms=10, color=colour, mec="white"))
        figure.text(0.78, y, model, size=BODY, color=INK, va="center")
        for k, (activity, word) in enumerate(zip(ACTIVITIES, ("stand", "walk"), strict=True)):
            one = mean.loc[(model, activity)]
            interval = f"{one.mape_low_percent:.0f}–{one.mape_high_percent:.0f}"
            text = f"{word} {one.mape_percent:.1f} % ({interval}), {one.direction_error_deg:.1f}°"
            figure.text(0.78, y - 0.035 - 0.03 * k, text, size=SMALL, color=QUIET, va="center")
