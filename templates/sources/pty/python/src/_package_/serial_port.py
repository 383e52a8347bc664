"""How a serial port is opened."""

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
        raise OSError(f"{error}{_remedy(error)}") from None


def _remedy(error: serial.SerialException) -> str:
    text = str(error).lower()
    if "permission denied" in text:
        return "; the user that runs Laniakea needs the group dialout"
    if "lock" in text or "busy" in text:
        return "; another program has it open"
    return f"; there are: {', '.join(port.device for port in list_ports.comports()) or 'no ports'}"
