#!/bin/sh
# Ends with an error before its handshake.
echo "cannot read /etc/sensor.conf" >&2
exit 3
