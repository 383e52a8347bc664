"""A sensor at the other end of a serial cable: serial.py PATH FIRST makes PATH the port's name, prints it, and sends n=FIRST, n=FIRST + 1 and so on."""

import itertools
import os
import sys
import time
import tty

INTERVAL_S = 0.05

if __name__ == "__main__":
    path, first = sys.argv[1:]
    sensor, port = os.openpty()
    # The other end is a sensor's: it echoes nothing.
    tty.setraw(port)
    if os.path.lexists(path):
        os.unlink(path)
    os.symlink(os.ttyname(port), path)
    print(path, flush=True)
    for number in itertools.count(int(first)):
        os.write(sensor, b"n=%d\r\n" % number)
        time.sleep(INTERVAL_S)
