"""Laniakea's plugin.proto: the messages and the services that the daemon speaks."""
