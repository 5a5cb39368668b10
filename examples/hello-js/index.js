// An HTTP function in JavaScript: a service worker.
addEventListener('fetch', (event) => event.respondWith(hello(event.request)));

function hello(request) {
  return new Response('hello from JavaScript\n', { headers: { 'content-type': 'text/plain' } });
}
