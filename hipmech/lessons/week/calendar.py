"""The week as a table in the page: a line for each exercise, a button for each day."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HERE = Path(__file__).parent


class Calendar(anywidget.AnyWidget):
    """Lines by seven days; a click, the space bar or a drag puts a line on a day or takes it off.

    Attributes
    ----------
    lines : what each line says.
    days : for each line whether it is done on each of the seven days.
    """

    # text, not paths: anywidget would watch the files and keep every closed calendar in memory
    _esm = (_HERE / "calendar.js").read_text("utf-8")
    _css = (_HERE / "calendar.css").read_text("utf-8")
    lines = traitlets.List(traitlets.Unicode()).tag(sync=True)
    days = traitlets.List(traitlets.List(traitlets.Bool(), minlen=7, maxlen=7)).tag(sync=True)

    def fill(self, lines: list[str], days: list[list[bool]]) -> None:
        """Show these lines and days."""
        with self.hold_sync():
            self.lines, self.days = lines, days
