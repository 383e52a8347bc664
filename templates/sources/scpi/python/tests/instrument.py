"""A small instrument: a voltmeter with an error queue."""

import contextlib
import socket

from tcp_server import TcpServer


class FakeInstrument(TcpServer):
    """`answer`: what it measures; `is_frozen`: it takes everything and answers nothing."""

    def __init__(self) -> None:
        self.answer = "+2.150000E+01"
        self.is_frozen = False
        self.asked: list[str] = []
        self.errors: list[str] = []
        super().__init__()

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
