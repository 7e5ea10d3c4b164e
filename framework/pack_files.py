"""The files of a pack: gathered into one mapping, and a fault in it traced back to its file and line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

Location = tuple[int | str, ...]
"""A way down into the gathered mapping: ("forms", 2, "areas", 4, "label")."""


class PackError(ValueError):
    """A pack that cannot be used; the message names the file, the place in it and what is wrong."""


@dataclass(frozen=True)
class Fault:
    """Something wrong in a pack: where, and what."""

    location: Location
    message: str


class Faults(ValueError):
    """Faults that checks of a whole pack found; each with its own place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))


@dataclass(frozen=True)
class PackFiles:
    """What the files of a pack say together, and which of them said it.

    `origins` names the file of each top-level key; `forms` are the files of the audit tools, in the pack's order.
    """

    folder: Path
    data: Mapping[str, Any]
    origins: Mapping[str, Path]
    forms: Sequence[Path]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read pack.yaml, the other *.yaml beside it and the forms it lists; PackError if one is no good."""
        data: dict[str, Any] = {}
        origins: dict[str, Path] = {}
        for path in (folder / "pack.yaml", *sorted(folder.glob("*.yaml"))):
            if path.name == "pack.yaml" and data:
                continue
            for key, value in _read(path).items():
                if key in origins:
                    raise PackError(f"{path}: {key!r} stands in {origins[key].name} already.")
                data[key], origins[key] = value, path
        names = data.get("forms")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise PackError(f"{folder / 'pack.yaml'}: forms must be a list of the names of files in forms/.")
        forms = [folder / "forms" / f"{name}.yaml" for name in names]
        data["forms"] = [_form(path) for path in forms]
        return cls(folder, data, origins, forms)

    def explain(self, faults: Iterable[Fault]) -> PackError:
        """The error that names the file, the place and what is wrong, for each fault."""
        lines = [f"  {self._place(fault.location)}: {fault.message}" for fault in faults]
        return PackError("\n".join([f"The pack in {self.folder} cannot be used:", *dict.fromkeys(lines)]))

    def _place(self, location: Location) -> str:
        path, rest = self._file(location)
        line = _line(path, rest)
        words = ".".join(str(step + 1) if isinstance(step, int) else step for step in rest)
        return f"{path.relative_to(self.folder).as_posix()}, line {line}" + (f", {words}" if words else "")

    def _file(self, location: Location) -> tuple[Path, Location]:
        match location:
            case ("forms", int(index), *rest):
                return self.forms[index], tuple(rest)
            case (str(key), *_) if key in self.origins:
                return self.origins[key], location
            case _:
                return self.folder / "pack.yaml", location


def _form(path: Path) -> dict[str, Any]:
    data = _read(path)
    if data.get("id") != path.stem:
        raise PackError(f"{path}: the id of the form must be that of its file, {path.stem!r}.")
    return data


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError as error:
        raise PackError(f"{path}: the file is missing.") from error
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: must be written in UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise PackError(f"{path}{line}: not YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise PackError(f"{path}: not YAML: {error}") from error
    if not isinstance(data, dict):
        raise PackError(f"{path}: must hold names and values, not {type(data).__name__}.")
    return data


_Fastest: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fastest):
    """Reads plain data and refuses a key that stands twice, which YAML would silently let the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            seen: set[Any] = set()
            for key_node, _ in node.value:
                if key_node.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"{key_node.value!r} stands twice", key_node.start_mark
                    )
                seen.add(key_node.value)
        return mapping


def _line(path: Path, location: Location) -> int:
    """The line, from 1, of the deepest node on the way that the file has."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Fastest)
    line = 1
    for found in _way(node, location):
        line = found.start_mark.line + 1
    return line


def _way(node: yaml.Node | None, location: Location) -> Iterator[yaml.Node]:
    for step in location:
        match node, step:
            case yaml.MappingNode(), str():
                entry = next((pair for pair in node.value if pair[0].value == step), None)
                if entry is None:
                    return
                yield entry[0]
                node = entry[1]
            case yaml.SequenceNode(), int() if step < len(node.value):
                item: yaml.Node = node.value[step]
                yield item
                node = item
            case _:
                return
