"""Predicted against measured: the ten patients with an instrumented hip."""


import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .style import BODY, INK, QUIET, SMALL, thin

ACTIVITIES = {"one_leg_stance": "standing on one leg", "level_walking": "walking"}
MARKS = (("o", "#0072B2"), ("s", "#D55E00"), ("^", "#009E73"), ("D", "#CC79A7"), ("v", "#E69F00"),
         ("P", "#56B4E9"), ("X", "#000000"))


def patients_figure(figure: Figure, predictions: pd.DataFrame) -> None:
    """Hip contact force predicted by each model against the force measured in each patient.

    Parameters
    ----------
    predictions : one row per patient, model and activity ("one_leg_stance", "level_walking") with
        predicted_bw and measured_bw.

    Each model has its own colour and shape and is named beside the plots with its mean absolute
    percentage error; the line is perfect prediction, the band ±10 %. Raises ValueError when a
    column is missing.
    """
    needed = {"patient", "model", "activity", "predicted_bw", "measured_bw"}
    if missing := needed - set(predictions.columns):
        raise ValueError(f"predictions lack the columns {', '.join(sorted(missing))}.")
    figure.set_size_inches(11.0, 5.2)
    figure.set_facecolor("white")
    forces = predictions[["predicted_bw", "measured_bw"]].to_numpy()
    low, high = np.floor(forces.min() * 2 - 0.2) / 2, np.ceil(forces.max() * 2 + 0.2) / 2
    line = np.array([low, high])
    models = predictions.model.unique()
    for column, (activity, title) in enumerate(ACTIVITIES.items()):
        axes = figure.add_axes((0.065 + 0.365 * column, 0.14, 0.31, 0.31 * 11.0 / 5.2))
        thin(axes)
        axes.fill_between(line, 0.9 * line, 1.1 * line, color="#EFEFEF", lw=0, zorder=0)
        axes.plot(line, line, color=QUIET, lw=1.2, zorder=1)
        axes.set(xlim=line, ylim=line, aspect="equal", xticks=np.arange(low, high + 0.1, 0.5),
                 yticks=np.arange(low, high + 0.1, 0.5))
        axes.text(low + 0.03 * (high - low), high, title, size=BODY + 1, weight="bold", va="top",
                  color=INK)
        axes.set_xlabel("measured R (BW)", size=BODY, color=INK)
        if column == 0:
            axes.set_ylabel("predicted R (BW)", size=BODY, color=INK)
        place = low + 0.86 * (high - low)
        axes.text(place, place, "equal", size=SMALL, color=QUIET, rotation=45, ha="center",
                  va="bottom", rotation_mode="anchor")
        axes.text(place / 1.04, 0.925 * place / 1.04, "±10 %", size=SMALL, color=QUIET, rotation=42,
                  ha="center", va="center", rotation_mode="anchor")
        rows = predictions[predictions.activity == activity]
        for model, (marker, colour) in zip(models, MARKS, strict=False):
            one = rows[rows.model == model]
            axes.plot(one.measured_bw, one.predicted_bw, marker, ms=8, color=colour, mew=0.9,
                      mec="white", alpha=0.9)
    figure.text(0.775, 0.90, "mean error of R", size=BODY, weight="bold", color=INK)
    error = ((predictions.predicted_bw / predictions.measured_bw - 1).abs() * 100)
    mean = error.groupby([predictions.model, predictions.activity]).mean()
    for row, (model, (marker, colour)) in enumerate(zip(models, MARKS, strict=False)):
        y = 0.80 - row * min(0.115, 0.75 / len(models))
        figure.add_artist(Line2D([0.783], [y + 0.012], marker=marker, ms=10,
                                                  color=colour, mec="white"))
        stance, walking = (mean.get((model, activity), np.nan) for activity in ACTIVITIES)
        figure.text(0.80, y + 0.012, str(model), size=BODY, color=INK, va="center")
        figure.text(0.80, y - 0.038, f"stand {stance:.0f} %, walk {walking:.0f} %",
                    size=SMALL, color=QUIET, va="center")
