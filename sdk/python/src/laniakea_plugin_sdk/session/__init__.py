"""One recording or one command: the author's generator on one side, a stream to the daemon on the other."""
