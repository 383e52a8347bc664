"""A small instrument: a voltmeter with an error queue."""

import contextlib
import socket
import threading


class FakeInstrument:
    """`answer`: what it measures; `is_frozen`: it takes everything and answers nothing."""

    def __init__(self) -> None:
        self.answer = "+2.150000E+01"
        self.is_frozen = False
        self.asked: list[str] = []
        self.port = 0
        self.errors: list[str] = []
        self.accepted = 0
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
        with contextlib.suppress(OSError), client.makefile("r", encoding="ascii") as lines:
            for line in lines:
                self.asked.append(line.strip())
                answer = self._answer(line.strip())
                if answer is not None and not self.is_frozen:
                    # In two pieces, as a network may bring it.
                    client.sendall(answer[:3].encode())
                    client.sendall(f"{answer[3:]}\r\n".encode())

    def _answer(self, line: str) -> str | None:
        if line == "*IDN?":
            return "LAB,VOLTMETER,1,1.0"
        if line == "SYST:ERR?":
            return self.errors.pop(0) if self.errors else '+0,"No error"'
        if line.startswith("MEAS:VOLT"):
            return self.answer
        if line == "VOLT 99":
            self.errors.append('-221,"Settings conflict"')
        elif not line.startswith("VOLT "):
            self.errors.append('-113,"Undefined header"')
        return None
