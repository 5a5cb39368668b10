"""An HTTP guest on the generated bindings of spin-sdk 5.0.0, so that bodies
stream; see ../README.md."""

from urllib.parse import parse_qs, urlsplit

from componentize_py_async_support import spawn
from componentize_py_types import Err, Ok
from spin_sdk import wit
from spin_sdk.wit import exports
from spin_sdk.wit.imports import wasi_clocks_monotonic_clock_0_3_0 as clock
from spin_sdk.wit.imports import wasi_http_client_0_3_0 as client
from spin_sdk.wit.imports.wasi_http_types_0_3_0 import (
    ErrorCode_ConfigurationError, ErrorCode_HttpResponseIncomplete, Fields, Method_Get, Method_Head, Request, Response, Scheme_Http,
)

CHUNK = 64 << 10


class HttpHandler(exports.HttpHandler):
    async def handle(self, request: Request) -> Response:
        path = urlsplit(request.get_path_with_query() or "/")
        query = parse_qs(path.query)
        ms = int(query.get("ms", ["0"])[0])
        headers = request.get_headers().copy_all()
        name, _, rest = path.path.removeprefix("/").partition("/")
        match name:
            case "echo":
                body, trailers = Request.consume_body(request, fine())
                return respond(headers, sent(copy, body), trailers)
            case "pass":  # no byte of it comes here
                body, trailers = Request.consume_body(request, fine())
                return respond(headers, body, trailers)
            case "trailers":
                body, trailers = Request.consume_body(request, fine())
                told, result = trailers_future()
                spawn(extend(trailers, told))
                return respond(headers, sent(copy, body), result)
            case "wait":
                await clock.wait_for(ms * 1_000_000)
                return text(headers, "waited\n")
            case "drip" | "late-panic":
                return respond(headers, sent(drip, ms, name == "late-panic"))
            case "large":
                return respond(headers, sent(large, int(rest)))
            case "late-fail":
                told, result = trailers_future()
                spawn(told.write(Err(ErrorCode_HttpResponseIncomplete())))
                return respond(headers, sent(write, b"before\n"), result)
            case "headers":
                return text(headers, "".join(f"{k}: {v.decode()}\n" for k, v in headers))
            case "proxy":
                try:
                    got = await client.send(outgoing(request, headers))
                except Err as e:
                    return text(headers, f"{e.value}\n", 502)
                status = got.get_status_code()
                body, trailers = Response.consume_body(got, fine())
                return respond(headers, sent(copy, body), trailers, status)
            case "forward":
                return await client.send(outgoing(request, headers))
            case "fail":
                raise Err(ErrorCode_ConfigurationError())
            case "panic":
                raise RuntimeError("asked to")
        return text(headers, f"hello from Python {path.path}\n")


def respond(request_headers, body, trailers=None, status=200) -> Response:
    """The response with those of the request's headers that begin with x-echo-."""
    fields = [("content-type", b"text/plain"), ("x-guest", b"python")]
    fields += [(k, v) for k, v in request_headers if k.startswith("x-echo-")]
    response, _ = Response.new(Fields.from_list(fields), body, trailers or trailers_future()[1])
    response.set_status_code(status)
    return response


def text(request_headers, s, status=200) -> Response:
    return respond(request_headers, sent(write, s.encode()), status=status)


def outgoing(request, headers) -> Request:
    """The request to the URL in the header x-url, with this one's method and body."""
    url = urlsplit(next(v for k, v in headers if k == "x-url").decode())
    method = request.get_method()
    body, trailers = None, trailers_future()[1]
    if not isinstance(method, (Method_Get, Method_Head)):
        body, trailers = Request.consume_body(request, fine())
        body = sent(copy, body)
    out, _ = Request.new(Fields(), body, trailers, None)
    out.set_method(method)
    out.set_scheme(Scheme_Http())
    out.set_authority(url.netloc)
    out.set_path_with_query(url.path + (f"?{url.query}" if url.query else ""))
    return out


def sent(write, *args):
    """What write(stream, *args) writes, while the caller goes on."""
    to, stream = wit.byte_stream()

    async def run():
        with to:
            await write(to, *args)

    spawn(run())
    return stream


async def write(to, data):
    await to.write_all(data)


async def copy(to, body):
    with body:
        while not body.writer_dropped and not to.reader_dropped:
            await to.write_all(await body.read(CHUNK))


async def drip(to, ms, panic):
    """Three parts, each after a pause."""
    for i in range(3):
        await clock.wait_for(ms * 1_000_000)
        await to.write_all(f"part {i}\n".encode())
    if panic:
        await clock.wait_for(ms * 1_000_000)
        raise RuntimeError("asked to")


async def large(to, n):
    """n bytes, each the low byte of its position."""
    chunk = bytes(range(256)) * (CHUNK // 256)
    while n > 0 and not to.reader_dropped:
        n -= await to.write_all(chunk[:n])


async def extend(trailers, told):
    """Tells the trailers, and one more."""
    match await trailers.read():
        case Ok(fields):
            fields = fields.clone() if fields else Fields()
            fields.append("x-trailer", b"python")
            await told.write(Ok(fields))
        case failed:
            await told.write(failed)


def trailers_future():
    return wit.result_option_wasi_http_types_0_3_0_fields_wasi_http_types_0_3_0_error_code_future(lambda: Ok(None))


def fine():
    """That the body was worth its while."""
    return wit.result_unit_wasi_http_types_0_3_0_error_code_future(lambda: Ok(None))[1]
