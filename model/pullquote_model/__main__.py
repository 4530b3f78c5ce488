"""python -m pullquote_model"""
import sys

from pullquote_model.commands import main

if __name__ == "__main__":
    sys.exit(main())
