"""Predicted against measured: the ten patients with an instrumented hip."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from hipmech.drawing.style import BODY, INK, MODELS, QUIET, RANGE, SMALL, axes_at, thin

ACTIVITIES = {"one_leg_stance": "standing on one leg", "level_walking": "walking"}
MARKS = tuple(zip("os^DvPX", MODELS, strict=True))
_COLUMNS = ["predicted_bw", "measured_bw"]


def patients_figure(figure: Figure, predictions: pd.DataFrame, errors: pd.DataFrame) -> None:
    """Hip contact force predicted by each model against the force measured in each patient.

    The band is ±10 %, the line perfect prediction. Each model has its own colour and shape and is
    named beside the plots with the mean errors of size and direction; the first lies on top.

    Raises ValueError when a column of the predictions is missing.

    Parameters
    ----------
    predictions : `hipmech.published.predict_patients`, or a table like it; at most seven models.
    errors : `hipmech.published.patient_errors`, or a table like it: one row a model and activity.
    """
    if missing := {"model", "activity", *_COLUMNS} - set(predictions.columns):
        raise ValueError(f"predictions lack the columns {', '.join(sorted(missing))}.")
    figure.set_size_inches(11.0, 4.3)
    looks = dict(zip(predictions.model.unique(), MARKS, strict=False))
    for column, (activity, title) in enumerate(ACTIVITIES.items()):
        rows = predictions[predictions.activity == activity]
        axes = axes_at(figure, 0.8 + 3.6 * column, 0.7, 3.2, 3.2)
        _identity(axes, predictions)
        for model, (marker, colour) in reversed(looks.items()):
            one = rows[rows.model == model]
            x, y = one.measured_bw, one.predicted_bw
            axes.plot(x, y, marker, ms=8, color=colour, mec="white", mew=0.9)
        axes.set_title(title, size=BODY, loc="left", weight="bold", color=INK)
        axes.set_xlabel("measured R (BW)", size=BODY, color=INK)
        if column == 0:
            axes.set_ylabel("predicted R (BW)", size=BODY, color=INK)
    _named(figure, errors, looks)


def _identity(axes: Axes, predictions: pd.DataFrame) -> None:
    """Square axes with the line of perfect prediction and its band."""
    values = predictions[_COLUMNS].to_numpy()
    low, high = np.floor(2 * np.nanmin(values)) / 2, np.ceil(2 * np.nanmax(values)) / 2
    thin(axes)
    line = np.array([low, high])
    axes.fill_between(line, 0.9 * line, 1.1 * line, color=RANGE, lw=0, zorder=0)
    axes.plot(line, line, color=QUIET, lw=1.2, zorder=1)
    ticks = np.arange(low, high + 0.25, 0.5)
    axes.set(xlim=line, ylim=line, aspect="equal", xticks=ticks[:-1], yticks=ticks[1:])
    at = low + 0.35 * (high - low)
    axes.text(at, 0.89 * at, " ±10 %", size=SMALL, color=QUIET, ha="left", va="top")


def _named(figure: Figure, errors: pd.DataFrame, looks: dict[str, tuple[str, str]]) -> None:
    """Each model's mark, name and mean errors."""
    mean = errors.set_index(["model", "activity"])
    step = 0.93 / len(looks)
    for row, (model, (marker, colour)) in enumerate(looks.items()):
        y = 0.92 - step * row
        figure.add_artist(Line2D([0.715], [y], marker=marker, ms=10, color=colour, mec="white"))
        figure.text(0.73, y, model, size=BODY, color=INK, va="center")
        for k, (activity, word) in enumerate(zip(ACTIVITIES, ("stand", "walk"), strict=True)):
            one = mean.loc[(model, activity)]
            interval = f"{one.mape_low_percent:.0f}–{one.mape_high_percent:.0f}"
            text = f"{word} {one.mape_percent:.1f} % ({interval}), {one.direction_error_deg:.1f}°"
            figure.text(0.73, y - 0.07 - 0.06 * k, text, size=SMALL, color=QUIET, va="center")
