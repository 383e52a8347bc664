"""The plugin. The runtime comes first: whatever imports the plugin's modules finds Laniakea's SDK put right."""

from . import _laniakea as _laniakea
