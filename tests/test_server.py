"""A plain install makes the server send kernel messages at once, and the tab's icon keep still."""

import json
import re
import urllib.request

from lab import TOKEN, jupyter

PROBE = """
def _jupyter_server_extension_points():
    return [{"module": "probe"}]

def _load_jupyter_server_extension(app):
    from jupyter_server.base.handlers import JupyterHandler

    class Probe(JupyterHandler):
        def get(self):
            kind = self.settings["kernel_websocket_connection_class"]
            self.finish({"class": f"{kind.__module__}.{kind.__qualname__}"})

    app.web_app.add_handlers(".*$", [(app.base_url + "probe", Probe)])
"""


def test_running_server_uses_the_websocket_without_delay(tmp_path, monkeypatch):
    (tmp_path / "probe.py").write_text(PROBE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    extension = "--ServerApp.jpserver_extensions={'probe': True, 'jupyterlab': False}"
    with (
        jupyter(tmp_path, tmp_path, extension, app="jupyter_server") as (url, _),
        urllib.request.urlopen(f"{url}probe?token={TOKEN}", timeout=30) as answer,
    ):
        used = json.load(answer)["class"]
    assert used == "hipmech.live.server.NoDelayWebsocketConnection"


def test_the_icon_of_the_tab_does_not_follow_each_tick(tmp_path):
    with (
        jupyter(tmp_path, tmp_path) as (url, _),
        urllib.request.urlopen(f"{url}lab?token={TOKEN}", timeout=30) as answer,
    ):
        page = answer.read().decode()
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.S)[1])
    assert "@jupyterlab/application-extension:faviconbusy" in config["disabledExtensions"]


def test_connect_switches_nagle_off(monkeypatch):
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

    from hipmech.live.server import NoDelayWebsocketConnection

    calls = []

    class Handler:
        def set_nodelay(self, value):
            calls.append(("nodelay", value))

    monkeypatch.setattr(
        ZMQChannelsWebsocketConnection, "connect", lambda self: calls.append("connect")
    )
    connection = NoDelayWebsocketConnection.__new__(NoDelayWebsocketConnection)
    monkeypatch.setattr(NoDelayWebsocketConnection, "websocket_handler", Handler())
    connection.connect()
    assert calls == [("nodelay", True), "connect"]


def test_a_saved_notebook_keeps_stills_and_other_peoples_widgets():
    from hipmech.lessons import landmarks_explorer
    from hipmech.live.server import save_stills

    ours, view = (
        landmarks_explorer()._repr_mimebundle_()[0],
        "application/vnd.jupyter.widget-view+json",
    )
    theirs = {view: {"model_id": "1"}, "text/html": "<b>theirs</b>"}
    assert view in ours
    outputs = [{"output_type": "display_data", "data": dict(data)} for data in (ours, theirs)]
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": outputs}]
    save_stills({"type": "notebook", "content": {"cells": cells}}, path="", contents_manager=None)
    assert outputs[0]["data"] == {kind: data for kind, data in ours.items() if kind != view}
    assert outputs[1]["data"] == theirs
    save_stills({"type": "file", "content": "text"})
