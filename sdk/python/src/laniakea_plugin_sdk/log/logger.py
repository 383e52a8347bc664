"""The logger of the SDK itself, whose records the daemon shows under the plugin's name."""

import logging

log = logging.getLogger("laniakea")
