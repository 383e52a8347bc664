"""A process that a host started."""

import functools
import os

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.crash import CrashReporter
from laniakea_plugin_sdk.output.stray_output import StrayOutput
from laniakea_plugin_sdk.process.loading import LoadingWatch
from laniakea_plugin_sdk.process.parent import ParentProcess
from laniakea_plugin_sdk.process.program import program_folder, program_name


class HostedProcess:
    """Takes stdout, stderr and logging from its making on: what is printed must not come before the handshake."""

    def __init__(self) -> None:
        self.parent = ParentProcess()
        self.output = StrayOutput(program_name())
        self.crashes = CrashReporter(program_folder())
        self.crashes.install()
        self.loading = LoadingWatch(self.parent, self.output)


@functools.cache
def hosted_process() -> HostedProcess | None:
    """Made at the first call, and the same at each: a process has one stdout. None for one that a person started."""
    return HostedProcess() if os.environ.get(facts.COOKIE_KEY) == facts.COOKIE_VALUE else None
