"""`python3 -m deploy VERB`: the one way to run, test and check Golden Thread.

Standard library only, here and in all that this imports: it must work on a machine that has Python and nothing else.
An older Python must be able to read this file, to be told so in a sentence.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Golden Thread needs Python 3.11 or newer; this one is " + sys.version.split()[0] + ".")
if sys.platform == "win32":
    sys.exit("Golden Thread runs on Linux and macOS. On Windows, run it inside WSL.")

from deploy.verbs import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
