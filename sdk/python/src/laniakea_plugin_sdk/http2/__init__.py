"""The relay between the host and grpcio.

A daemon that pauses gets the frames of the pause in one bunch, and crashes or hangs on it; what tells a paused daemon
from one that is awake is an HTTP/2 PING, and grpcio gives a server none. So the relay has the address that the host is
told, passes HTTP/2 frames on as they are, and puts PINGs of its own between them.
"""
