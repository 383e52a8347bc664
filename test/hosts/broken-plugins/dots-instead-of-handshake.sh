#!/bin/sh
# Shows its progress in dots, on a line that does not end, and waits for ever.
printf 'connecting ...'
printf 'no answer from /dev/ttyUSB0 yet' >&2
exec sleep 20
