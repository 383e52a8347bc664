"""pymodbus' simulator: modbus.py ADDRESS FIRST prints the address that it has got. Its registers count: each reading has the next number."""

import asyncio
import sys

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

PULSES = 3


async def main(host: str, port: int, first: int) -> None:
    number = first

    async def count(
        _code: int, start: int, _address: int, _count: int, registers: list[int], written: list[int] | list[bool] | None
    ) -> ExcCodes | None:
        nonlocal number
        if written is None:
            registers[PULSES - start : PULSES - start + 2] = divmod(number, 1 << 16)
            number += 1
        return None

    device = SimDevice(
        id=1,
        simdata=[
            SimData(0, values=215, datatype=DataType.INT16),
            SimData(1, values=1.5, datatype=DataType.FLOAT32),
            SimData(PULSES, values=0, datatype=DataType.UINT32),
            SimData(5, count=20, values=0, datatype=DataType.REGISTERS),
        ],
        action=count,
    )
    server = ModbusTcpServer(device, address=(host, port))
    await server.serve_forever(background=True)
    assert server.transport is not None
    print(":".join(map(str, server.transport.sockets[0].getsockname())), flush=True)
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    host, port = sys.argv[1].rsplit(":", 1)
    asyncio.run(main(host, int(port), int(sys.argv[2])))
