addEventListener('fetch', (event) => event.respondWith(handle(event.request)));

async function handle(request) {
  return new Response('hello from JavaScript\n', { headers: { 'content-type': 'text/plain' } });
}
