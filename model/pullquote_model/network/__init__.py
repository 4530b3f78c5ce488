"""The network, the pretrained encoders that it starts from, and its files."""
