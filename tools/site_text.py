"""Markdown, notebooks and docstrings as HTML that asks nothing of the network."""

import ast
import base64
import html
import inspect
import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

import mistune
import nbformat
from latex2mathml.converter import convert
from mistune.plugins.def_list import def_list
from mistune.plugins.math import math
from mistune.plugins.table import table
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

_EXPLORER = re.compile(r"\b(\w+_explorer|week_planner)\((?:[^()]|\([^()]*\))*\)(?!\.)")
_PROBLEM = re.compile(r"""\b(?:problem|check)\(\s*["'](\d\d\.\d+)""")
_PREDICTION = re.compile(r"""\bpredict\(\s*["'](\d\d)["']""")
_NOTEBOOK = re.compile(r"\b(\d\d_\w+)\.ipynb")
_FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
_IMAGE = re.compile(r"<img [^>]*>")
Explorer = Callable[[str, str, str], str]
Problem = Callable[[str], str]


def slug(text: str) -> str:
    """The address of a heading on its page.

    >>> slug("3 · Explain <i>it</i>")
    '3-explain-it'
    """
    return re.sub(r"\W+", "-", re.sub(r"<[^>]+>", "", html.unescape(text)).lower()).strip("-")


def code(source: str, language: str = "python") -> str:
    """Coloured source text."""
    lines = highlight(source, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    return f'<pre class="code" tabindex="0"><code>{lines.rstrip()}</code></pre>'


def formula(latex: str, display: str = "inline") -> str:
    """MathML, which browsers draw by themselves."""
    return convert(latex.strip(), display=display)


class _Renderer(mistune.HTMLRenderer):
    def __init__(self) -> None:
        super().__init__(escape=False)

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        return f'<h{level} id="{slug(text)}">{text}</h{level}>\n'

    def block_code(self, source: str, info: str | None = None) -> str:
        return code(source, info) if info else f'<pre tabindex="0">{html.escape(source)}</pre>'

    def inline_math(self, text: str) -> str:
        return formula(text)

    def block_math(self, text: str) -> str:
        return f'<div class="formula" tabindex="0">{formula(text, "block")}</div>'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, _NOTEBOOK.sub(r"\1.html", url), title)

    def table(self, text: str) -> str:
        return scrolling(f"<table>{text}</table>")


def scrolling(text: str) -> str:
    """A table that scrolls in a narrow window, by touch and by keyboard."""
    return f'<div class="table" tabindex="0" role="group" aria-label="Table">{text}</div>\n'


_markdown = mistune.Markdown(_Renderer(), plugins=[math, table, def_list])


def markdown(text: str) -> str:
    """HTML of Markdown with formulas between dollars."""
    return str(_markdown(text))


def headings(page: str, level: int = 2) -> list[tuple[str, str]]:
    """Address and text of the headings of a page."""
    return re.findall(rf'<h{level} id="([^"]+)">(.+?)</h{level}>', page)


def explorers(notebook: nbformat.NotebookNode) -> list[str]:
    """Names of the explorers that a notebook shows, in order."""
    found = (
        m for c in notebook.cells if c.cell_type == "code" for m in _EXPLORER.findall(c.source)
    )
    return list(dict.fromkeys(found))


def lesson(notebook: nbformat.NotebookNode, explorer: Explorer, problem: Problem) -> str:
    """A notebook to be read: code behind folds, explorers and problems in their places.

    ``explorer`` gives the element of an explorer with its still picture and the number of the
    prediction that covers it, "" where none does; ``problem`` that of a problem.
    """
    parts: list[str] = []
    done: set[str] = set()
    for cell in notebook.cells:
        parts += _cell(cell, explorer, problem, done)
    return "\n".join(parts)


def _cell(
    cell: nbformat.NotebookNode, explorer: Explorer, problem: Problem, done: set[str]
) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield markdown(cell.source)
        return
    predicted = [f"{lesson}.0" for lesson in _PREDICTION.findall(cell.source)]
    asked = predicted + _PROBLEM.findall(cell.source)
    shown = list(dict.fromkeys(_EXPLORER.findall(cell.source)))
    yield from (problem(id) for id in asked if id not in done)
    done.update(asked)
    told = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    stills = [*_IMAGE.findall(told), *[""] * len(shown)]
    yield from (
        explorer(n, picture(still) if still else "", "".join(predicted))
        for n, still in zip(shown, stills, strict=False)
    )
    if predicted and not shown:  # it covers a picture
        yield from _FOLD.findall(told)
    if asked or shown or "check(" in cell.source:
        return
    if not (cell.metadata.get("jupyter", {}).get("source_hidden") or _is_plumbing(cell.source)):
        yield f'<details class="python"><summary>Python</summary>{code(cell.source)}</details>'
    yield from map(_output, cell.outputs)


def sized(text: str) -> str:
    """Pictures (PNG) with their width and height, so that nothing jumps when they appear."""

    def size(match: re.Match[str]) -> str:
        width, height = struct.unpack(">II", base64.b64decode(match[2][:48])[16:24])
        return f'<img width="{width}" height="{height}" {match[1]}base64,{match[2]}'

    return re.sub(r"<img ([^>]*?)base64,([\w+/=]+)", size, text)


def picture(text: str, kind: str = "") -> str:
    """A still picture: on a telephone it keeps a legible size and scrolls, as tables do."""
    box = 'tabindex="0" role="group" aria-label="Picture"' if "<img" in text else ""
    return f'<div class="{kind}still" {box}>{sized(text)}</div>'


def _is_plumbing(source: str) -> bool:
    """Whether code holds nothing to learn from: imports, or one call that shows something."""
    parts = ast.parse(source).body
    shows = len(source.splitlines()) == 1 and all(isinstance(part, ast.Expr) for part in parts)
    return shows or all(isinstance(part, ast.Import | ast.ImportFrom) for part in parts)


def _output(output: nbformat.NotebookNode) -> str:
    data = output.get("data", {})
    if "text/html" in data:
        text = re.sub(r"<style.*?</style>", "", data["text/html"], flags=re.S)
        text = _NOTEBOOK.sub(r"\1.html", text)
        text = text.replace(' border="1"', "").replace("<th></th>", "<td></td>")
        return scrolling(text) if "<table" in text else picture(text, "wide ")
    if "text/latex" in data:
        return markdown(re.sub(r"\\displaystyle ?", "", data["text/latex"]))
    text = output.get("text") or data.get("text/plain", "")
    return f'<pre class="told" tabindex="0">{html.escape(text)}</pre>' if text else ""


# docstrings


def module(name: str, room: Any) -> str:
    """The reference of a module: what it holds, with the docstrings."""
    parts = [f"<h1>{name}</h1>", docstring(inspect.getdoc(room) or "")]
    for public, thing in vars(room).items():
        if public.startswith("_") or getattr(thing, "__module__", None) != room.__name__:
            continue
        if inspect.isclass(thing):
            parts.append(_entry(public, thing, "class"))
            for method, what in vars(thing).items():
                what = getattr(what, "__func__", what)
                told = inspect.isfunction(what) or _is_property(what)
                if told and not method.startswith("_") and inspect.getdoc(what):
                    parts.append(_entry(f"{public}.{method}", what, "", level=3))
        elif callable(thing):
            parts.append(_entry(public, thing, ""))
    return "\n".join(parts)


def _is_property(thing: Any) -> bool:
    return isinstance(thing, property) or hasattr(thing, "attrname")


def _entry(name: str, thing: Any, kind: str, level: int = 2) -> str:
    try:
        words = "" if _is_property(thing) else str(inspect.signature(thing))
    except (TypeError, ValueError):
        words = ""
    words = re.sub(r"<[\w.]*? object at 0x[0-9a-f]+>", "…", words).replace("'", "")
    words = re.sub(r"ForwardRef\((.+?)\)(?=[,)])", r"\1", words).removesuffix(" -> None")
    words = re.sub(r"\b(numpy|collections\.abc|typing|hipmech\.[a-z_.]+?)\.(?=[A-Z])", "", words)
    title = f'<h{level} id="{name}"><code>{f"{kind} {name}".strip()}</code></h{level}>'
    full = f'<p class="signature"><code>{name}{html.escape(words)}</code></p>' if words else ""
    return title + full + docstring(inspect.getdoc(thing) or "", level + 1)


def docstring(text: str, level: int = 3) -> str:
    """HTML of a numpydoc docstring.

    >>> print(docstring("Return ``x``.\\n\\nRaises\\n------\\nValueError\\n    If not."))
    <p>Return <code>x</code>.</p>
    <h3>Raises</h3>
    <dl><dt><code>ValueError</code></dt><dd><p>If not.</p></dd></dl>
    """
    first, *sections = re.split(r"^(\w[\w ]+)\n-{3,}\n", text, flags=re.M)
    parts = [_blocks(first)]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        inner = _blocks(body) if title in ("Notes", "Examples", "References") else _listed(body)
        parts.append(f"<h{level}>{title}</h{level}>\n{inner}")
    return "\n".join(parts)


def _listed(body: str) -> str:
    """Names with their indented descriptions, and what follows them."""
    named: list[str] = []
    after: list[str] = []
    for match in re.finditer(r"^(\S.*)\n((?:(?: +.*|)\n?)*)", body, flags=re.M):
        if ">>>" in match[1] or after:
            after.append(match[0])
        else:
            name, _, rest = match[1].partition(" : ")
            told = _blocks(f"{rest}\n{inspect.cleandoc(match[2])}")
            named.append(f"<dt><code>{html.escape(name)}</code></dt><dd>{told}</dd>")
    return f"<dl>{''.join(named)}</dl>" + _blocks("".join(after))


def _blocks(text: str) -> str:
    parts = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        if not block.strip():
            continue
        if block.startswith(">>>"):
            parts.append(code(block, "pycon"))
        elif block.startswith(("    ", "| ")) or re.match(r"=+ +=", block):
            parts.append(f'<pre tabindex="0">{html.escape(inspect.cleandoc(block))}</pre>')
        elif re.match(r"[-*] ", block):
            items = re.split(r"^[-*] ", block, flags=re.M)[1:]
            parts.append("<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>")
        else:
            parts.append(f"<p>{_inline(re.sub('::$', ':', block))}</p>")
    return "\n".join(parts)


def _inline(text: str) -> str:
    text = html.escape(" ".join(text.split()), quote=False)
    text = re.sub(r"``(.+?)``", r"<code>\1</code>", text)
    text = re.sub(r"(?<![`\w])`([^`]+)`", r"<code>\1</code>", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"(?<![\w*])\*([^*\s][^*]*)\*", r"<i>\1</i>", text)
