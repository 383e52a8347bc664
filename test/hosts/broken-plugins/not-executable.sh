#!/bin/sh
# Was copied without its x bit.
exec node "$(dirname "$0")/healthy.cjs"
