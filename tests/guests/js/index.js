// An HTTP guest as a service worker (StarlingMonkey); see ../README.md.
addEventListener('fetch', (event) => event.respondWith(serve(event.request)));

async function serve(request) {
  const { pathname: path } = new URL(request.url);
  const headers = new Headers({ 'content-type': 'text/plain', 'x-guest': 'js' });
  for (const [k, v] of request.headers) if (k.startsWith('x-echo-')) headers.append(k, v);
  const answer = answers[path.split('/')[1]] ?? hello;
  return answer(request, headers, path);
}

const hello = (request, headers, path) => new Response(`hello from JS ${path}\n`, { headers });

let left;
const leftItems = new Map();

// Puts a text wherever JavaScript lets it, and says first what it finds there.
function leave(request, headers, path) {
  const text = path.split('/')[2];
  const found = {
    variable: left, items: leftItems.size, global: globalThis.left, prototype: [].left,
    replaced: String(Math.max).length, regexp: RegExp.$1, header: headers.get('x-left'),
  };
  left = text;
  leftItems.set(text, text.repeat(100_000));
  globalThis.left = Array.prototype.left = text;
  Math.max = () => text;
  /(.*)/.exec(text);
  Headers.prototype.get = () => text;
  setTimeout(() => (left = text), 0);
  return new Response(Object.entries(found).map(([k, v]) => `${k}: ${v}\n`).join(''), { headers });
}

const answers = {
  leave,
  headers: (request, headers) => new Response([...request.headers].map(([k, v]) => `${k}: ${v}\n`).join(''), { headers }),
  echo: (request, headers) => new Response(request.body, { headers }),
  method: (request, headers) => new Response(request.method + '\n', { headers }),
  async large(request, headers, path) {
    let n = Number(path.split('/')[2]);
    const block = Uint8Array.from({ length: 65536 }, (_, i) => i);
    const body = new ReadableStream({
      pull(to) {
        if (!n) return to.close();
        const k = Math.min(n, block.length);
        to.enqueue(block.slice(0, k));
        n -= k;
      },
    });
    return new Response(body, { headers });
  },
  async fetch(request, headers) {
    try {
      const response = await fetch(request.headers.get('x-url'));
      return new Response(response.body, { status: response.status, headers });
    } catch (e) {
      return new Response(`${e}\n`, { status: 502, headers });
    }
  },
  async clock(request, headers) {
    const start = performance.now();
    await new Promise((done) => setTimeout(done, 1));
    return new Response(`seconds: ${Math.floor(Date.now() / 1000)}\nslept: ${Math.round((performance.now() - start) * 1e6)}\n`, { headers });
  },
  cpu(request, headers, path) {
    // x ^= x << 13, x ^= x >>> 7, x ^= x << 17 on 64 bits, in halves.
    let low = Number(88172645463325252n & 0xffffffffn), high = Number(88172645463325252n >> 32n);
    for (let n = Number(path.split('/')[2]) * 1000; n; n--) {
      high ^= (high << 13) | (low >>> 19);
      low ^= low << 13;
      low ^= (low >>> 7) | (high << 25);
      high ^= high >>> 7;
      high ^= (high << 17) | (low >>> 15);
      low ^= low << 17;
    }
    return new Response(`xorshift: ${(BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)}\n`, { headers });
  },
  random: (request, headers) =>
    new Response([...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('') + '\n', { headers }),
  print(request, headers) {
    console.log('out one\nout two');
    console.error('err one');
    return new Response('printed\n', { headers });
  },
  trap: () => {
    throw new Error('asked to');
  },
};
