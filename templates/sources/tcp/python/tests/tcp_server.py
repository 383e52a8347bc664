"""A server that goes as a device does: its clients are told nothing."""

import contextlib
import socket
import threading


class TcpServer:
    """`stop` and `start` restart it on the same port. `_serve` speaks to one client."""

    def __init__(self) -> None:
        self.accepted = 0
        self.port = 0
        self._clients: list[socket.socket] = []
        self.start()

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        for each in [self._listener, *self._clients]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # Or else a thread that reads keeps it open.
            each.close()
        self._clients = []

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.accepted += 1
                self._clients.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        raise NotImplementedError
