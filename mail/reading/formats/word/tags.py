"""The names of a Word document's elements that its blocks and its lines share."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, TBL, TR, TC, SDT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}sdt"
R_PR = f"{W}rPr"
CONTENT = f"{W}sdtContent"
PUT_IN = frozenset({f"{W}ins", f"{W}moveTo"})
TAKEN_OUT = frozenset({f"{W}del", f"{W}moveFrom"})
WRAPPERS = frozenset(
    f"{W}{name}"
    for name in (
        "hyperlink",
        "smartTag",
        "fldSimple",
        "customXml",
        "dir",
        "bdo",
        "sdtContent",
        "ruby",
        "rubyBase",
    )
)
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
