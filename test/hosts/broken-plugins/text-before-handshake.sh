#!/bin/sh
# Prints a greeting on stdout, where the handshake must come first.
echo "Starting the sensor plugin..."
exec node "$(dirname "$0")/healthy.cjs"
