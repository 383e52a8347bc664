#!/bin/sh
# Prints without end, and without a newline.
yes a | tr -d '\n'
