"""Plain text with a little markup, as HTML."""

import re
from html import escape

_SUBSCRIPT = re.compile(r"(?<!\w)([A-Za-zθσψ])_([A-Za-z]+|[0-9]+)(?!\w)", re.ASCII)


def rich(text: str) -> str:
    """Return HTML of a text: ``*emphasis*``, ``**bold**``, ```code```, d_W, a new line.

    >>> rich("*Where* is d_W < 9 cm?")
    '<em>Where</em> is <i>d</i><sub>W</sub> &lt; 9 cm?'
    """
    parts = escape(text.strip(), quote=False).split("`")
    parts[::2] = [_inline(part) for part in parts[::2]]
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return "".join(parts)


def bare(text: str) -> str:
    """Return a text without its markup, for a terminal.

    >>> bare("*Where* is `arm`?")
    'Where is arm?'
    """
    return re.sub(r"`|\*\*?(?=\w)|(?<=[\w.?!])\*\*?", "", text)


def _inline(text: str) -> str:
    text = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"(?<![*\w])\*(\S(?:[^*]*?\S)?)\*(?![*\w])", r"<em>\1</em>", text, flags=re.ASCII)
    return _SUBSCRIPT.sub(r"<i>\1</i><sub>\2</sub>", text).replace("\n", "<br>")
