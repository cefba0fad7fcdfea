"""What parts of a package are called: the part of a part's relationships, and a target seen from a part."""

import posixpath
from functools import cache


@cache
def relationships_name(source: str) -> str:
    """The part that holds the relationships of ``source``."""
    folder, slash, name = source.rpartition("/")
    return f"{folder}{slash}_rels/{name}.rels"


def relative(source: str, target: str) -> str:
    """A target as relationships write it: from the folder of ``source``."""
    here, there = source.split("/")[:-1], target.split("/")
    while here and here[0] == there[0]:
        del here[0], there[0]
    return "../" * len(here) + "/".join(there)


def source_name(relationships: str) -> str:
    """Whose relationships a part holds: the other way round."""
    folder, name = posixpath.split(relationships)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
