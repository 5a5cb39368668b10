"""The HTTP guest as the Spin documentation has it: spin-sdk 3.4.1, WASI 0.2."""

from spin_sdk.http import IncomingHandler as Handler, Request, Response


class IncomingHandler(Handler):
    def handle_request(self, request: Request) -> Response:
        headers = {"content-type": "text/plain", "x-guest": "python"}
        headers.update((k, v) for k, v in request.headers.items() if k.startswith("x-echo-"))
        if request.uri.startswith("/headers"):
            text = "".join(f"{k}: {v}\n" for k, v in request.headers.items())
            return Response(200, headers, text.encode())
        if request.uri.startswith("/echo"):
            return Response(200, headers, request.body)
        return Response(200, headers, f"hello from Python {request.uri}\n".encode())
