#!/usr/bin/env python3
"""Speaks version 2 of an interface that Laniakea has only version 1 of."""
import time

print("1|2|tcp|127.0.0.1:1|grpc", flush=True)
time.sleep(20)
