"""`python -m service VERB`: the command line of the service."""

import sys

from service.cli.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
