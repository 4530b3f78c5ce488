"""Figures, calibration and ranking, all measured on labelled documents."""
