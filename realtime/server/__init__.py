"""The server: gevent's pywsgi under Flask and flask-sock, with streams that are adopted from it.

A transport's `server.py` needs only these names; read `response` first, then `streams`, `feed`, `http` and `request`.
"""

from realtime.server.handshake import Sock
from realtime.server.node import Node
from realtime.server.response import adopt, adopt_socket, answer, node_here, park
from realtime.server.websocket import WebSocketStream, encode

__all__ = ["Node", "Sock", "WebSocketStream", "adopt", "adopt_socket", "answer", "encode", "node_here", "park"]
