#!/bin/sh
# Leaves a child with its stdout and stderr: the daemon waits for their end for ever.
sleep 20 &
exec node "$(dirname "$0")/healthy.cjs"
