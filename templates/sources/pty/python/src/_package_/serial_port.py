"""How a serial port is opened."""

import errno
import os

import serial
from serial.tools import list_ports


def open_serial(path: str, baud_rate: int, timeout: float, parity: str = serial.PARITY_NONE) -> serial.Serial:
    """A port that no other program can open meanwhile. The library throws away what came before: it is no reading of now.

    timeout: seconds that a read waits at most.
    Raises OSError with the port and what can be done about it.
    """
    try:
        return serial.Serial(path, baud_rate, parity=parity, timeout=timeout, write_timeout=2, exclusive=True)
    except serial.SerialException as error:
        raise OSError(_told(path, error)) from None


def _told(path: str, error: serial.SerialException) -> str:
    # EAGAIN: another program has the lock. Windows has no number, and denies what another program has open.
    if error.errno in (errno.EAGAIN, errno.EBUSY) or (error.errno is None and "PermissionError" in str(error)):
        return f"{path}: another program has it open"
    # The library's text of an error with a number has the path twice.
    reason = str(error) if error.errno is None else f"{path}: {os.strerror(error.errno)}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{reason}: the daemon's user needs the group dialout"
    return f"{reason}; there are: {', '.join(port.device for port in list_ports.comports()) or 'no ports'}"
