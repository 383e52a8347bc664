#!/usr/bin/env python3
"""Prints its handshake into a buffer that nobody flushes, as Python's stdout is when it is a pipe."""
import time

stdout = open(1, "w", buffering=8192, closefd=False)
stdout.write("1|1|tcp|127.0.0.1:1|grpc\n")
time.sleep(20)
