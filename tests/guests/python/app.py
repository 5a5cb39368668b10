"""An HTTP guest on the generated bindings of spin-sdk 3.4.1, so that bodies
stream; see ../README.md."""

import asyncio
import builtins
import os
import secrets
import sys
import time

from spin_sdk.http import poll_loop
from spin_sdk.http.poll_loop import PollLoop, Sink, Stream
from spin_sdk.wit import exports
from spin_sdk.wit.imports.types import (
    Fields, IncomingRequest, Method_Get, OutgoingBody, OutgoingRequest, OutgoingResponse, ResponseOutparam, Scheme_Http,
)
from spin_sdk.wit.types import Err, Ok


class IncomingHandler(exports.IncomingHandler):
    def handle(self, request: IncomingRequest, response_out: ResponseOutparam):
        loop = PollLoop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve(request, response_out))


async def serve(request, out):
    path = request.path_with_query() or "/"
    headers = request.headers().entries()
    name, _, rest = path.lstrip("/").partition("/")
    if name == "echo":
        sink = respond(out, headers)
        body = Stream(request.consume())
        while (chunk := await body.next()) is not None:
            await sink.send(chunk)
    elif name == "fetch":
        sink = await fetch(out, headers)
    else:
        text = answers.get(name, hello)(path, headers, rest)
        sink = respond(out, headers)
        await sink.send(text.encode())
    sink.close()


def respond(out, request_headers, status=200):
    """Sends the response's headers, those of the request that begin with x-echo- among them."""
    fields = [("content-type", b"text/plain"), ("x-guest", b"python")]
    fields += [(k, v) for k, v in request_headers if k.lower().startswith("x-echo-")]
    response = OutgoingResponse(Fields.from_list(fields))
    response.set_status_code(status)
    body = response.body()
    ResponseOutparam.set(out, Ok(response))
    return Sink(body)


async def fetch(out, headers):
    """Streams what the URL in the x-url header answers."""
    url = next(v for k, v in headers if k == "x-url").decode().removeprefix("http://")
    authority, _, path = url.partition("/")
    request = OutgoingRequest(Fields())
    request.set_method(Method_Get())
    request.set_scheme(Scheme_Http())
    request.set_authority(authority)
    request.set_path_with_query("/" + path)
    OutgoingBody.finish(request.body(), None)
    try:
        response = await poll_loop.send(request)
    except Err as e:
        sink = respond(out, headers, 502)
        await sink.send(f"{e.value}\n".encode())
        return sink
    sink = respond(out, headers, response.status())
    body = Stream(response.consume())
    while (chunk := await body.next()) is not None:
        await sink.send(chunk)
    return sink


def hello(path, headers, rest):
    return f"hello from Python {path}\n"


def show(path, headers, rest):
    return "".join(f"{k}: {v.decode()}\n" for k, v in headers)


def env(path, headers, rest):
    return "".join(f"{k}={v}\n" for k, v in os.environ.items())


def files(path, headers, rest):
    try:
        with open("/" + rest) as f:
            return f.read()
    except OSError as e:
        return f"{e}\n"


def clock(path, headers, rest):
    start = time.monotonic_ns()
    time.sleep(0.001)
    return f"seconds: {int(time.time())}\nslept: {time.monotonic_ns() - start}\n"


def random(path, headers, rest):
    return secrets.token_hex(16) + "\n"


def printed(path, headers, rest):
    print("out one\nout two")
    print("err one", file=sys.stderr)
    return "printed\n"


left = []


def leave(path, headers, rest, default=[]):
    """Puts a text wherever Python lets it, and says first what it finds there."""
    file = os.open("/greeting", os.O_RDONLY)  # stays open
    found = [
        left, default, getattr(builtins, "left", None), os.environ.get("LEFT"), sys.modules.get("left"),
        len(sys.path), getattr(leave, "left", None), os.getcwd(), file, sys.getrecursionlimit(), len(answers),
    ]
    text = "".join(f"{v}\n" for v in found)
    left.append(rest)
    default.append(rest)
    builtins.left = os.environ["LEFT"] = leave.left = rest
    sys.modules["left"] = sys
    sys.path.append(rest)
    os.chdir("/directory")
    sys.setrecursionlimit(sys.getrecursionlimit() + 1)
    answers[rest] = hello
    return text


def trap(path, headers, rest):
    raise RuntimeError("asked to")


answers = {"headers": show, "env": env, "files": files, "clock": clock, "random": random, "print": printed, "leave": leave, "trap": trap}
