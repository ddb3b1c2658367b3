"""A bare page that shows widgets without JupyterLab: their module, and a model that answers."""

import json
from base64 import b64encode
from typing import Any

MODEL = """
window.contexts = []; // of WebGL, that the page was given
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const context = getContext.call(this, kind, ...rest);
  if (kind.startsWith("webgl") && context && !contexts.includes(context)) contexts.push(context);
  return context;
};
window.unpack = (value) => {
  if (Array.isArray(value)) return value.map(unpack);
  if (value?.bytes !== undefined)
    return new DataView(Uint8Array.from(atob(value.bytes), (c) => c.charCodeAt(0)).buffer);
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unpack(v)]));
  return value;
};
window.Model = class {
  constructor(state) { this.state = unpack(state); this.reactions = []; this.sent = []; }
  get(name) { return this.state[name]; }
  set(name, value) { this.state[name] = unpack(value); this.tell(`change:${name}`); }
  tell(event, ...rest) {
    for (const [name, react] of this.reactions) if (name === event) react(...rest);
  }
  on(event, react) { this.reactions.push([event, react]); }
  off(event, react) {
    this.reactions = this.reactions.filter(([name, r]) => name !== event || r !== react);
  }
  widget_manager = { get_model: async () => new Model(window.fonts) }; // of all, these alone
  save_changes() {}
  send(content) { this.sent.push(content); }
};
window.show = async (state, place, module = "widget.js") => { // each with its own copy, as in Lab
  const code = await (await fetch(module)).text();
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const model = new Model(state);
  return { model, close: await widget.render({ model, el: place }) };
};
"""


def packed(value: Any) -> Any:
    """A widget's state as JSON: bytes as base64."""
    if isinstance(value, bytes | memoryview):
        return {"bytes": b64encode(value).decode()}
    if isinstance(value, dict):
        return {name: packed(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [packed(part) for part in value]
    return value


def bare_page(page: Any, widget: Any, body: str) -> None:
    """Open ``body`` with the widget's module and style; ``window.state`` is the widget's state."""
    state = packed(widget.get_state())
    del state["_esm"], state["_css"]
    fonts = json.dumps(packed(widget._fonts.get_state()) if hasattr(widget, "_fonts") else {})
    html = f"""<!doctype html><meta charset="utf-8"><style>{widget._css}</style>{body}
        <script>{MODEL}; window.state = {json.dumps(state)}; window.fonts = {fonts};</script>"""
    answers = {"/": ("text/html", html), "/widget.js": ("text/javascript", str(widget._esm))}

    def answer(route: Any) -> None:
        kind, text = answers.get("/" + route.request.url.split("/")[-1], ("text/plain", ""))
        route.fulfill(content_type=kind, body=text)

    page.route("http://hipmech.test/**", answer)
    page.goto("http://hipmech.test/")
