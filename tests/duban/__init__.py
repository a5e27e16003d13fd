"""Tests of the wiring: navigation, the frame of the pages."""
