"""A Modbus device without hardware: at a TCP port, or at the other end of a pseudo-terminal."""

import contextlib
import socket
import threading

from pty_port import PtyPort
from pymodbus.framer import FramerBase, FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU
from pymodbus.pdu.bit_message import ReadCoilsResponse
from pymodbus.pdu.register_message import ReadHoldingRegistersResponse
from tcp_server import TcpServer

READ_COILS, READ_REGISTERS, WRITE_COIL, WRITE_REGISTER = 1, 3, 5, 6
ILLEGAL_ADDRESS = 2


class ModbusDevice(TcpServer):
    """`stop` and `start` switch it off and on. `exception`: its answer; 0: none. `is_silent`: it says nothing."""

    def __init__(self) -> None:
        # 21.5 degrees, 1.5 watts, 70,000 pulses.
        self.registers = dict(enumerate([215, 0x3FC0, 0x0000, 0x0001, 0x1170])) | {10: 0}
        self.coils = {3: False}
        self.exception = 0
        self.is_silent = False
        self.asked: list[tuple[int, int, int]] = []
        self._ended = threading.Event()
        super().__init__()

    def stop(self) -> None:
        self._ended.set()
        super().stop()

    def attach(self, port: PtyPort) -> None:
        """It speaks RTU there, too, until it is stopped."""
        threading.Thread(target=self._serve_line, args=(port,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        framer = FramerSocket(DecodePDU(True))
        with contextlib.suppress(OSError):
            while data := client.recv(1000):
                client.sendall(self._answer(framer, data))

    def _serve_line(self, port: PtyPort) -> None:
        framer = FramerRTU(DecodePDU(True))
        while not self._ended.wait(0.002):
            if data := port.receive():
                port.send(self._answer(framer, data))

    def _answer(self, framer: FramerBase, data: bytes) -> bytes:
        _, request = framer.handleFrame(data, 0, 0)
        if request is None or self.is_silent:
            return b""
        self.asked.append((request.function_code, request.address, request.count))
        answer = self._response(request)
        answer.dev_id, answer.transaction_id = request.dev_id, request.transaction_id
        return framer.buildFrame(answer)

    def _response(self, request: ModbusPDU) -> ModbusPDU:
        code, address = request.function_code, request.address
        known = self.coils if code in (READ_COILS, WRITE_COIL) else self.registers
        addresses = range(address, address + max(1, request.count))
        if self.exception or not known.keys() >= set(addresses):
            return ExceptionResponse(code, self.exception or ILLEGAL_ADDRESS)
        if code == READ_COILS:
            return ReadCoilsResponse(bits=[self.coils[each] for each in addresses])
        if code == READ_REGISTERS:
            return ReadHoldingRegistersResponse(registers=[self.registers[each] for each in addresses])
        if code == WRITE_COIL:
            self.coils[address] = request.bits[0]
        elif code == WRITE_REGISTER:
            self.registers[address] = request.registers[0]
        return request
