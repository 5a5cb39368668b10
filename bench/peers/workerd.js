// hello by workerd
export default {
  fetch: (request) => new Response(`hello from workerd ${new URL(request.url).pathname}\n`, { headers: { 'content-type': 'text/plain' } }),
};
