// wasi:http in AssemblyScript on the raw canonical ABI; see ../README.md.
@external("wasi:http/types@0.2.0", "[constructor]fields") declare function fieldsNew(): i32;
@external("wasi:http/types@0.2.0", "[method]fields.append") declare function fieldsAppend(s: i32, k: usize, kn: i32, v: usize, vn: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[method]fields.entries") declare function fieldsEntries(s: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[resource-drop]fields") declare function fieldsDrop(s: i32): void;
@external("wasi:http/types@0.2.0", "[constructor]outgoing-response") declare function responseNew(h: i32): i32;
@external("wasi:http/types@0.2.0", "[method]outgoing-response.body") declare function responseBody(s: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[method]outgoing-body.write") declare function bodyWrite(s: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[static]outgoing-body.finish") declare function bodyFinish(s: i32, some: i32, t: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[static]response-outparam.set") declare function outparamSet(o: i32, d: i32, a: i32, b: i32, c: i64, e: i32, f: i32, g: i32, h: i32): void;
@external("wasi:http/types@0.2.0", "[method]incoming-request.path-with-query") declare function requestPath(s: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[method]incoming-request.headers") declare function requestHeaders(s: i32): i32;
@external("wasi:http/types@0.2.0", "[method]incoming-request.consume") declare function requestConsume(s: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[resource-drop]incoming-request") declare function requestDrop(s: i32): void;
@external("wasi:http/types@0.2.0", "[method]incoming-body.stream") declare function bodyStream(s: i32, ret: usize): void;
@external("wasi:http/types@0.2.0", "[static]incoming-body.finish") declare function bodyDone(s: i32): i32;
@external("wasi:http/types@0.2.0", "[resource-drop]future-trailers") declare function trailersDrop(s: i32): void;
@external("wasi:io/streams@0.2.0", "[method]output-stream.blocking-write-and-flush") declare function write(s: i32, p: usize, n: i32, ret: usize): void;
@external("wasi:io/streams@0.2.0", "[resource-drop]output-stream") declare function outputDrop(s: i32): void;
@external("wasi:io/streams@0.2.0", "[method]input-stream.blocking-read") declare function read(s: i32, n: i64, ret: usize): void;
@external("wasi:io/streams@0.2.0", "[resource-drop]input-stream") declare function inputDrop(s: i32): void;
@external("wasi:io/error@0.2.0", "[resource-drop]error") declare function errorDrop(s: i32): void;

const scratch = memory.data(128, 8);
let count = 0;

export function cabi_realloc(old: usize, oldSize: usize, align: usize, n: usize): usize {
  const p = heap.alloc(n);
  if (old) memory.copy(p, old, oldSize);
  return p;
}

function onAbort(m: usize, f: usize, l: u32, c: u32): void { unreachable(); }

function send(out: i32, p: usize, n: i32): bool {
  while (n > 0) {
    const k = n < 4096 ? n : 4096; // the most that the call takes
    write(out, p, k, scratch);
    if (load<u8>(scratch)) {
      if (!load<u8>(scratch, 4)) errorDrop(load<i32>(scratch, 8));
      return false;
    }
    p += k;
    n -= k;
  }
  return true;
}

function print(out: i32, s: string): void {
  const b = String.UTF8.encode(s);
  send(out, changetype<usize>(b), b.byteLength);
}

function echo(req: i32, out: i32): void {
  requestConsume(req, scratch);
  const body = load<i32>(scratch, 4);
  bodyStream(body, scratch);
  const stream = load<i32>(scratch, 4);
  for (let open = true; open; ) {
    read(stream, 65536, scratch);
    if (load<u8>(scratch)) {
      if (!load<u8>(scratch, 4)) errorDrop(load<i32>(scratch, 8));
      break;
    }
    const p = load<usize>(scratch, 4), n = load<i32>(scratch, 8);
    open = send(out, p, n);
    if (n) heap.free(p);
  }
  inputDrop(stream);
  trailersDrop(bodyDone(body));
}

function headers(fields: i32, out: i32): void {
  fieldsEntries(fields, scratch);
  const p = load<usize>(scratch), n = load<u32>(scratch, 4);
  for (let e = p; e < p + n * 16; e += 16) {
    send(out, load<usize>(e), load<i32>(e, 4));
    print(out, ": ");
    send(out, load<usize>(e, 8), load<i32>(e, 12));
    print(out, "\n");
  }
}

// respond sends the headers, those of the request that begin with x-echo- among them.
function respond(fields: i32, outparam: i32): i32 {
  const f = fieldsNew();
  const type = String.UTF8.encode("content-typetext/plainx-guestassemblyscript");
  const t = changetype<usize>(type);
  fieldsAppend(f, t, 12, t + 12, 10, scratch);
  fieldsAppend(f, t + 22, 7, t + 29, 14, scratch);
  fieldsEntries(fields, scratch);
  const p = load<usize>(scratch), n = load<u32>(scratch, 4);
  for (let e = p; e < p + n * 16; e += 16) {
    const k = load<usize>(e), kn = load<i32>(e, 4);
    if (String.UTF8.decodeUnsafe(k, kn).startsWith("x-echo-")) fieldsAppend(f, k, kn, load<usize>(e, 8), load<i32>(e, 12), scratch);
  }
  const response = responseNew(f);
  responseBody(response, scratch);
  const body = load<i32>(scratch, 4);
  outparamSet(outparam, 0, response, 0, 0, 0, 0, 0, 0);
  return body;
}

export function handle(req: i32, outparam: i32): void {
  requestPath(req, scratch);
  let path = "/";
  if (load<u8>(scratch)) {
    path = String.UTF8.decodeUnsafe(load<usize>(scratch, 4), load<u32>(scratch, 8));
    heap.free(load<usize>(scratch, 4));
  }
  const fields = requestHeaders(req);
  const body = respond(fields, outparam);
  bodyWrite(body, scratch);
  const out = load<i32>(scratch, 4);
  if (path.startsWith("/echo")) echo(req, out);
  else if (path.startsWith("/headers")) headers(fields, out);
  else if (path.startsWith("/trap")) unreachable();
  else print(out, "hello from AssemblyScript " + path + " count=" + (++count).toString() + "\n");
  fieldsDrop(fields);
  outputDrop(out);
  bodyFinish(body, 0, 0, scratch);
  requestDrop(req);
}
