// hello by node: node node.js PORT
require('node:http')
  .createServer((request, response) => {
    response.setHeader('content-type', 'text/plain');
    response.end(`hello from node ${request.url}\n`);
  })
  .listen(Number(process.argv[2]), '127.0.0.1', 4096);
