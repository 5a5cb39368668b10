# Run with `gyro up --allow-missing`: the SDK imports all of Spin's interfaces,
# used or not.
from spin_sdk import http
from spin_sdk.http import Request, Response


class HttpHandler(http.Handler):
    async def handle_request(self, request: Request) -> Response:
        return Response(200, {"content-type": "text/plain"}, b"hello from Python\n")
