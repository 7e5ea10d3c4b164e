"""The settings that LibreOffice converts with: nothing runs, nothing is fetched, nothing is tried out first."""

from pathlib import Path
from xml.sax.saxutils import escape

_SETTINGS = {
    # As if this version had been started before: otherwise every start draws some sixty test pictures first,
    # which takes three times as long as a conversion.
    ("Setup/Product", "ooSetupLastVersion"): "999.9",
    ("Office.Common/Misc", "FirstRun"): "false",
    ("Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("Office.Common/Security/Scripting", "DisableActiveContent"): "true",
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("Office.Common/Security/Scripting", "DisablePythonRuntime"): "true",
    ("Office.Writer/Content/Update", "Link"): "0",
    ("Office.Writer/Content/Update", "Field"): "false",
    ("Office.Writer/Content/Update", "Chart"): "false",
    ("Office.Calc/Content/Update", "Link"): "2",
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode"): "1",
    ("Office.Calc/Formula/Load", "ODFRecalcMode"): "1",
    ("Office.Java/VirtualMachine", "Enable"): "false",
    # Linked pictures are fetched whatever else is set. Where the kernel does not keep LibreOffice from the network,
    # all goes to a proxy that is not there: port 9 discards.
    ("Inet/Settings", "ooInetProxyType"): "2",
    ("Inet/Settings", "ooInetHTTPProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPProxyPort"): "9",
    ("Inet/Settings", "ooInetHTTPSProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPSProxyPort"): "9",
    ("Inet/Settings", "ooInetFTPProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetFTPProxyPort"): "9",
    ("Inet/Settings", "ooInetNoProxy"): "",
}


def write_profile(folder: Path) -> None:
    """A profile with the settings, in a folder that is not there yet."""
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")


def _registry() -> str:
    items = [
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for (path, name), value in _SETTINGS.items()
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{chr(10).join(items)}\n</oor:items>\n"
    )
