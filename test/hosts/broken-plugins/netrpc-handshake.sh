#!/bin/sh
# Speaks Go's net/rpc, as plugins did before gRPC: the daemon takes gRPC only.
echo "1|1|tcp|127.0.0.1:1|netrpc"
exec sleep 20
