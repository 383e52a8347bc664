#!/bin/sh
# A handshake without its address.
echo "1|1|tcp"
exec sleep 20
