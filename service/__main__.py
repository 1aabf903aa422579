"""`python -m service VERB`: the command line of the service."""

import os
import sys

if __name__ == "__main__":
    os.umask(0o077)  # what any verb writes (databases, exports, agencies' files) is for the account that runs it alone
    try:
        from service.cli.commands import main  # takes a second, in which somebody may think better of it

        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Run the same command again to go on.\n")
        sys.exit(130)
