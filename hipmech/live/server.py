"""Jupyter server extension: send every kernel message at once, so that sliders feel immediate.

`etc/jupyter/jupyter_server_config.d/hipmech.json` enables it; it is active after ``pip install``.
Without it the network stack holds small messages back for 20 to 60 ms (Nagle's algorithm).
"""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class NoDelayWebsocketConnection(ZMQChannelsWebsocketConnection):
    """Kernel websocket with Nagle's algorithm switched off."""

    def connect(self) -> Any:
        """Connect as usual, on a socket that does not wait for more bytes."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hipmech.live.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Take the place of the standard connection; leave a gateway's or the user's own alone."""
    if app.kernel_websocket_connection_class is ZMQChannelsWebsocketConnection:
        app.kernel_websocket_connection_class = NoDelayWebsocketConnection
        app.web_app.settings["kernel_websocket_connection_class"] = NoDelayWebsocketConnection
