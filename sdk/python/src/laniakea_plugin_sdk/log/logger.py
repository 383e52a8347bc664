"""The logger of the SDK itself, whose records the daemon shows under the plugin's name."""

import logging


class RuntimeLogger(logging.Logger):
    """Is not among the loggers of logging's registry, so that no configuration of the author's switches it off.

    dictConfig and fileConfig disable all loggers that they do not name, and logging.disable does so for good.
    """

    def isEnabledFor(self, level: int) -> bool:
        return level >= self.getEffectiveLevel()


log = RuntimeLogger("laniakea")
log.parent = logging.root
