"""`python -m service VERB`: the command line of the service."""

import os
import sys

from service.cli.commands import main

if __name__ == "__main__":
    os.umask(0o077)  # what any verb writes (databases, exports, agencies' files) is for the account that runs it alone
    sys.exit(main(sys.argv[1:]))
