"""Has the figures drawn, by the Python that has matplotlib."""

import subprocess
import sys
from pathlib import Path

from deploy.paths import ROOT


def draw(python: Path, figures: Path, folder: Path) -> bool:
    """Draw what `figures` (JSON) holds into `folder`; a fault is told and stops nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-m", "deploy.bench.match.figures", str(figures), str(folder)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        print(f"The figures were not drawn: {answer.stderr.strip()[-300:]}", file=sys.stderr)
    return answer.returncode == 0
