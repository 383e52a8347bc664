"""The life of the process, from its first moment under a host to its end."""
