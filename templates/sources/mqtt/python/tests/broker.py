"""An MQTT 3.1.1 broker for tests: as much of it as the plugin uses, and the failures that a real one has."""

import contextlib
import socket
import struct
import threading

from tcp_server import TcpServer

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, PINGREQ, PINGRESP = 1, 2, 3, 4, 8, 9, 12, 13
# What a client begins with that speaks TLS.
TLS = 0x16
NOT_AUTHORIZED, MAY_NOT_SUBSCRIBE = 5, 0x80


class Broker(TcpServer):
    """`stop` and `start` restart it on the same port; `is_frozen`: it takes everything and answers nothing."""

    def __init__(self, password: str = "", forbidden: str = "") -> None:
        self.password = password
        self.forbidden = forbidden
        self.retained: dict[str, bytes] = {}
        self.published: list[tuple[str, bytes, bool]] = []
        self.heard = b""
        self.subscribed = threading.Event()
        self.is_frozen = False
        self._subscribers: list[socket.socket] = []
        super().__init__()

    def stop(self) -> None:
        self.subscribed.clear()
        super().stop()
        self._subscribers = []

    def publish(self, topic: str, payload: bytes, is_retained: bool = False) -> None:
        """To all that have subscribed, whatever to."""
        for client in self._subscribers:
            _send(client, PUBLISH << 4 | is_retained, _text(topic) + payload)

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), client.makefile("rb") as stream:
            while True:
                head = _read(stream.read(1))
                length, shift = 0, 0
                while (byte := _read(stream.read(1))) & 0x80:
                    length, shift = length | (byte & 0x7F) << shift, shift + 7
                length |= byte << shift
                body = stream.read(length)
                self.heard += bytes([head, byte]) + body
                if head == TLS:
                    client.shutdown(socket.SHUT_RDWR)
                    return
                if not self.is_frozen:
                    self._answer(client, head, body)

    def _answer(self, client: socket.socket, head: int, body: bytes) -> None:
        kind = head >> 4
        if kind == CONNECT:
            is_welcome = body.endswith(_text(self.password)) if self.password else True
            _send(client, CONNACK << 4, bytes([0, 0 if is_welcome else NOT_AUTHORIZED]))
        elif kind == SUBSCRIBE:
            is_forbidden = self.forbidden != "" and _text(self.forbidden) in body
            _send(client, SUBACK << 4, body[:2] + bytes([MAY_NOT_SUBSCRIBE if is_forbidden else 0]))
            self._subscribers.append(client)
            for topic, payload in self.retained.items():
                _send(client, PUBLISH << 4 | 1, _text(topic) + payload)
            self.subscribed.set()
        elif kind == PUBLISH:
            (size,) = struct.unpack_from("!H", body)
            topic, rest = body[2 : 2 + size].decode(), body[2 + size :]
            if head & 6:
                _send(client, PUBACK << 4, rest[:2])
                rest = rest[2:]
            self.published.append((topic, rest, bool(head & 1)))
        elif kind == PINGREQ:
            _send(client, PINGRESP << 4, b"")


def _read(byte: bytes) -> int:
    if not byte:
        raise EOFError
    return byte[0]


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("!H", len(data)) + data


def _send(client: socket.socket, head: int, body: bytes) -> None:
    assert len(body) < 128, "a length of one byte is enough here"
    with contextlib.suppress(OSError):
        client.sendall(bytes([head, len(body)]) + body)
