"""Where the plugin listens: for the host, and for the relay alone."""
