"""Jupyter server extension: sliders feel immediate, and a saved notebook says what to run.

`etc/jupyter/jupyter_server_config.d/hipmech.json` enables it; it is active after ``pip install``.
Without it the network stack holds small messages back for 20 to 60 ms (Nagle's algorithm), and a
notebook that is opened again shows "Error displaying widget" where an explorer stood.
"""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from hipmech.live import STILL

_VIEW = "application/vnd.jupyter.widget-view+json"


class NoDelayWebsocketConnection(ZMQChannelsWebsocketConnection):
    """Kernel websocket with Nagle's algorithm switched off."""

    def connect(self) -> Any:
        """Connect as usual, on a socket that does not wait for more bytes."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def save_stills(model: dict[str, Any], **_: Any) -> None:
    """Leave out of a notebook that is saved what dies with its kernel; its still picture stays."""
    if model["type"] != "notebook" or not model.get("content"):
        return
    for cell in model["content"]["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if STILL in "".join(data.get("text/html", "")):
                data.pop(_VIEW, None)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hipmech.live.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Take the place of the standard connection; leave a gateway's or the user's own alone."""
    app.contents_manager.register_pre_save_hook(save_stills)
    if app.kernel_websocket_connection_class is ZMQChannelsWebsocketConnection:
        app.kernel_websocket_connection_class = NoDelayWebsocketConnection
        app.web_app.settings["kernel_websocket_connection_class"] = NoDelayWebsocketConnection
