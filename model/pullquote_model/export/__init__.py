"""The weight file and the fixtures that the program takes."""
