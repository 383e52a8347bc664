"""The services that the host calls: Laniakea's, and go-plugin's own."""
