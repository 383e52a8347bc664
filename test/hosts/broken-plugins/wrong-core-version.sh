#!/bin/sh
# A handshake of another go-plugin generation.
echo "2|1|tcp|127.0.0.1:1|grpc"
exec sleep 20
