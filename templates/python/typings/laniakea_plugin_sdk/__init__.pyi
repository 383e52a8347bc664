"""The types of laniakea_plugin_sdk, which has none itself, as the runtime (_laniakea.py) makes it."""
