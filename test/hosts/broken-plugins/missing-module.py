#!/usr/bin/env python3
"""Needs a package that is not installed here."""
import laniakea_sensor_driver_that_nobody_has

laniakea_sensor_driver_that_nobody_has.serve()
