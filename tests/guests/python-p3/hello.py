"""An HTTP guest as the Spin documentation has it: spin-sdk 5.0.0, WASI 0.3."""

from spin_sdk import http
from spin_sdk.http import Request, Response


class HttpHandler(http.Handler):
    async def handle_request(self, request: Request) -> Response:
        headers = {"content-type": "text/plain", "x-guest": "python"}
        headers.update((k, v) for k, v in request.headers.items() if k.startswith("x-echo-"))
        return Response(200, headers, f"hello from Python {request.uri}\n".encode())
