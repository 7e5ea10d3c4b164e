"""Files as they are handed out."""

import mimetypes

from starlette.responses import Response

from bot.workspace.model import Upload


def file_response(file: Upload) -> Response:
    """Always to be saved, never to be shown: it may hold anything."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    ascii_name = file.name.encode("ascii", "replace").decode().replace('"', "'")
    return Response(
        file.content,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{ascii_name}"'},
    )
