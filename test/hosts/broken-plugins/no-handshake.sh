#!/bin/sh
# Runs, and never says where it can be reached.
exec sleep 20
