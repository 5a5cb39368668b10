addEventListener('fetch', (e) => {
  const event = e as FetchEvent;
  event.respondWith(handle(event.request));
});

async function handle(request: Request): Promise<Response> {
  return new Response('hello from TypeScript\n', { headers: { 'content-type': 'text/plain' } });
}
