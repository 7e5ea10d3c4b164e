"""`make bench`, or one of them: `make bench ARGS=reading`; a number is its size: `ARGS="intake 1000"`."""

import sys
from collections.abc import Callable

from bench import chat, conversions, corpus, home, intake, journey, pdf, reading, scans

BENCHES: dict[str, Callable[..., object]] = {
    "reading": reading.main,
    "conversions": conversions.main,
    "pdf": pdf.main,
    "scans": scans.main,
    "corpus": corpus.main,
    "journey": journey.main,
    "chat": chat.main,
    "home": home.main,
    "intake": intake.main,
}
_BESIDE = {"reading": ("pdf", "conversions")}  # the speed of all reading is asked for by one name


def main() -> None:
    """Run the benches that are named, or all; what follows the name of the bench corpus chooses of it."""
    if sys.argv[1:2] == ["corpus"]:
        print("== corpus")
        corpus.main(*sys.argv[2:])
        return
    names = [word for word in sys.argv[1:] if not word.isdecimal()] or list(BENCHES)
    sizes = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    if sizes and names not in (["intake"], ["chat"]):
        sys.exit("Only the benches intake and chat take a size.")
    if unknown := [name for name in names if name not in BENCHES]:
        sys.exit(f"There is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}.")
    for name in dict.fromkeys(each for asked in names for each in (asked, *_BESIDE.get(asked, ()))):
        print(f"== {name}")
        BENCHES[name](*sizes)


if __name__ == "__main__":
    main()
