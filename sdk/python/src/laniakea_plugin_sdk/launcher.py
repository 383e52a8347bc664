"""What a project's `__main__.py` starts its plugin with."""

import contextlib
import runpy
import sys

from laniakea_plugin_sdk.process.hosted import hosted_process
from laniakea_plugin_sdk.process.program import asks_for_settings


def run_plugin(module: str) -> None:
    """Runs a module, such as `laniakea_my_sensor.plugin`, as if it had been started itself, until it ends.

    Under a host, what the module prints while it loads goes to the host's log already. Raises SystemExit with a message
    when the module ends without a call of Serve: nobody else would say why nothing is there.
    """
    package, _, name = module.rpartition(".")
    if asks_for_settings():
        with contextlib.redirect_stdout(sys.stderr):  # Stdout has the settings, and nothing else.
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    hosted = hosted_process()
    if hosted is not None and package != "":
        hosted.crashes.add_folder(package)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    if hosted is None or not hosted.loading.has_ended():
        sys.exit(f"{name}.py ended without a call of Serve(...)")
