"""What a student moves: sliders with a range and a unit, and lists of options."""

import dataclasses
from typing import Any

import ipywidgets
import numpy as np

from hipmech.checks import checked
from hipmech.frames import POSTURE_RANGE_DEG

_ANGLES = {
    "flexion_deg": "Hip flexion",
    "adduction_deg": "Adduction",
    "rotation_deg": "Internal rotation",
    "knee_flexion_deg": "Knee flexion",
}

TICK_MS = 50  # of playing, as book.js has it


@dataclasses.dataclass(frozen=True)
class Control:
    """A slider: what it is called, its range, step, default and unit.

    ``play`` adds a button that plays so many steps every 50 ms: 5 of 10 ms are as fast as life.
    Range and step must then be whole numbers.

    >>> Control("Trunk lean", -5, 25, 1, 0, "°").text
    'Trunk lean (°)'
    >>> Control("Trunk lean", -5, 25, 1, 40, "°")
    Traceback (most recent call last):
    ValueError: Trunk lean: default must be -5 to 25 °, got 40.
    """

    label: str
    minimum: float
    maximum: float
    step: float
    default: float
    unit: str = ""
    play: int = 0

    def __post_init__(self) -> None:
        numbers = (self.minimum, self.maximum, self.step, self.default)
        if not np.all(np.isfinite(numbers)):
            raise ValueError(f"{self.label}: numbers must be finite, got {numbers}.")
        if not (self.minimum < self.maximum and 0 < self.step <= self.maximum - self.minimum):
            raise ValueError(
                f"{self.label}: expected minimum < maximum and a positive step within the range, "
                f"got {self.minimum}, {self.maximum} and step {self.step} {self.unit}."
            )
        if not self.minimum <= self.default <= self.maximum:
            raise ValueError(
                f"{self.label}: default must be {self.minimum} to {self.maximum} {self.unit}, "
                f"got {self.default}."
            )
        if self.play and any(float(number) % 1 for number in numbers):
            raise ValueError(f"{self.label}: a play button needs whole numbers, got {numbers}.")

    @property
    def text(self) -> str:
        """Label with unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def extremes(self) -> tuple[float, float]:
        """Both ends of the range."""
        return self.minimum, self.maximum

    def steps(self, near: float) -> list[float]:
        """Every value that the slider stops at, the nearest first.

        >>> Control("Trunk lean", -5, 10, 5, 0, "°").steps(near=4)
        [5.0, 0.0, 10.0, -5.0]
        """
        count = int((self.maximum - self.minimum) / self.step + 1e-9)
        values = self.minimum + self.step * np.arange(count + 1.0)
        return values[np.argsort(np.abs(values - near))].tolist()

    def check(self, name: str, value: Any) -> float:
        """Return the value as a number; ValueError where the slider does not reach."""
        number = float(checked(name, value, *self.extremes, self.unit))
        return round(number, 9)  # a browser's slider says 19.999999999999996 where it means 20

    @property
    def _decimals(self) -> int:
        return max(0, -int(np.floor(np.log10(self.step))))

    def format(self, value: float) -> str:
        """Return a value with as many decimals as the step has."""
        return f"{value:.{self._decimals}f}"

    def widget(self) -> ipywidgets.FloatSlider:
        """Return the slider itself."""
        return ipywidgets.FloatSlider(
            self.default,
            min=self.minimum,
            max=self.maximum,
            step=self.step,
            description=self.text,
            readout_format=f".{self._decimals}f",
            layout={"width": "auto", "flex": "1"},
        )

    def row(self, slider: ipywidgets.FloatSlider) -> ipywidgets.Widget:
        """Return the slider as it is laid out: alone, or with its play button."""
        if not self.play:
            return slider
        button = ipywidgets.Play(
            value=int(slider.value),
            min=int(self.minimum),
            max=int(self.maximum),
            step=int(self.step) * self.play,
            interval=TICK_MS,
        )
        row = ipywidgets.HBox([button, slider])
        row.links = [ipywidgets.jslink((button, "value"), (slider, "value"))]
        return row


@dataclasses.dataclass(frozen=True)
class Choice:
    """A drop-down list: what it is called, its options and the one to begin with.

    >>> Choice("Activity", ("walking", "running"), "hopping")
    Traceback (most recent call last):
    ValueError: Activity: default must be one of walking, running, got 'hopping'.
    """

    label: str
    options: tuple[str, ...]
    default: str

    def __post_init__(self) -> None:
        if self.default not in self.options:
            raise ValueError(
                f"{self.label}: default must be one of {', '.join(self.options)}, "
                f"got {self.default!r}."
            )

    @property
    def text(self) -> str:
        """The label."""
        return self.label

    @property
    def extremes(self) -> tuple[str, ...]:
        """All options."""
        return self.options

    def check(self, name: str, value: Any) -> str:
        """Return the value; ValueError where it is no option."""
        if value not in self.options:
            raise ValueError(f"{name} must be one of {', '.join(self.options)}, got {value!r}.")
        return value

    def format(self, value: str) -> str:
        """Return the option as it is written."""
        return value

    def widget(self) -> ipywidgets.Dropdown:
        """Return the list itself."""
        return ipywidgets.Dropdown(
            options=self.options,
            value=self.default,
            description=self.text,
            layout={"width": "auto"},
        )

    def row(self, dropdown: ipywidgets.Dropdown) -> ipywidgets.Widget:
        """Return the list as it is laid out."""
        return dropdown


def posture_controls(**start_deg: float) -> dict[str, Control]:
    """Return a slider for each joint angle of `hipmech.frames`, from standing if not said.

    >>> posture_controls(flexion_deg=90)["flexion_deg"].default
    90
    """
    return {
        name: Control(label, *POSTURE_RANGE_DEG[name], 1, start_deg.get(name, 0), "°")
        for name, label in _ANGLES.items()
    }
