"""Entry point of the fork server's own clean process: `python -I -S boot.py CONFIG`.

Without site packages nothing of the project can be imported. A finder offers the few packages that the
server needs, each from its own place, and this folder as the package `worker`. CONFIG is JSON:
    packages  name -> folder that holds it
    control   number of the inherited control socket
    base      folder for the children's folders
    readable  files and folders that children may read
    many      whether many children are to come
"""

import gc
import importlib.machinery
import json
import os
import socket
import sys


class PackageFinder:
    """Finds exactly the given top-level packages."""

    def __init__(self, packages):  # type: ignore[no-untyped-def]
        self.packages = packages

    def find_spec(self, name, path=None, target=None):  # type: ignore[no-untyped-def]
        """Part of the import protocol."""
        if path is None and name in self.packages:
            return importlib.machinery.PathFinder.find_spec(name, [self.packages[name]])
        return None


def main() -> None:
    """Warm up and serve."""
    config = json.loads(sys.argv[1])
    here = os.path.dirname(os.path.abspath(__file__))
    sys.meta_path.append(PackageFinder({**config["packages"], "worker": os.path.dirname(here)}))  # type: ignore[arg-type]
    sys.argv = [""]

    gc.disable()  # while all is loaded that stays
    from worker import confine, server  # type: ignore[import-not-found]

    server.warm_up(config["many"])
    gc.enable()
    confinement = confine.prepare([*config["readable"], here], config["base"])
    with socket.socket(fileno=config["control"]) as control:
        server.Server(control, confinement, config["base"]).serve()
    os._exit(0)  # nothing is left to tidy up, and an ordinary exit takes a tenth of a second


if __name__ == "__main__":
    main()
