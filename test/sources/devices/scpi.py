"""PyVISA-sim's instrument behind a socket: scpi.py ADDRESS FIRST prints the address that it has got. Its voltage counts: each reading has the next number."""

import socketserver
import sys
from pathlib import Path

import pyvisa

ANSWER_MS = 50


class Line(socketserver.StreamRequestHandler):
    number = 0

    def handle(self) -> None:
        for line in self.rfile:
            command = line.decode().strip()
            if command == "MEAS:VOLT:DC?":
                INSTRUMENT.write(f"VOLT {Line.number}.000")
                Line.number += 1
            INSTRUMENT.write(command)
            if command.endswith("?"):
                self.wfile.write(f"{INSTRUMENT.read()}\n".encode())


class Server(socketserver.TCPServer):
    allow_reuse_address = True


INSTRUMENTS = pyvisa.ResourceManager(f"{Path(__file__).with_name('instrument.yaml')}@sim")
INSTRUMENT = INSTRUMENTS.open_resource(
    "TCPIP0::localhost::5025::SOCKET", read_termination="\n", write_termination="\n", timeout=ANSWER_MS
)

if __name__ == "__main__":
    host, port = sys.argv[1].rsplit(":", 1)
    Line.number = int(sys.argv[2])
    with Server((host, int(port)), Line) as server:
        print(":".join(map(str, server.server_address)), flush=True)
        server.serve_forever()
