#!/bin/sh
# Wants the cookie of another host.
if [ "$VAULT_PLUGIN_MAGIC_COOKIE" != "yes" ]; then
  echo "This binary is a plugin. These are not meant to be executed directly." >&2
  echo "Please execute the program that consumes these plugins, which will" >&2
  echo "load any plugins automatically" >&2
  exit 1
fi
