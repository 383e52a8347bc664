"""What is printed: it goes into the host's log, and never before the handshake."""
