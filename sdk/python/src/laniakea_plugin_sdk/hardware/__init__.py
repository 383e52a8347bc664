"""What code for real hardware needs: settings, lines, batches, values from callbacks, readings with a time of their own."""

from laniakea_plugin_sdk.frames.reading import Reading
from laniakea_plugin_sdk.hardware.arguments import read_arguments
from laniakea_plugin_sdk.hardware.batch import batch
from laniakea_plugin_sdk.hardware.channel import Channel
from laniakea_plugin_sdk.hardware.field_rules import Limits
from laniakea_plugin_sdk.hardware.lines import lines
from laniakea_plugin_sdk.hardware.shared import Shared

__all__ = ["Channel", "Limits", "Reading", "Shared", "batch", "lines", "read_arguments"]
