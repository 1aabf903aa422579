"""The browser of one of the demo's people, as a process: `python browser_process.py PERSON ADDRESS`."""

import asyncio
import sys

from deploy.demo.sign_in import browser_of

if __name__ == "__main__":
    asyncio.run(browser_of(sys.argv[1])(sys.argv[2]))
