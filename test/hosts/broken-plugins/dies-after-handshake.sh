#!/bin/sh
# Says where it can be reached, and is gone.
echo "1|1|tcp|127.0.0.1:1|grpc"
echo "segmentation fault" >&2
exit 139
