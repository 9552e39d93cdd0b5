// Runs function.js for the addresses on stdin, for the test: a list of
// [host, address] comes in, a list of what the function returned goes out. The
// function gets nothing of Node, as it gets nothing at the CDN.
const fs = require('node:fs');
const vm = require('node:vm');

const [, , file, name] = process.argv;
const source = fs.readFileSync(file, 'utf8').replaceAll('${DomainName}', name);
const context = vm.createContext(Object.create(null));
const handler = vm.runInContext(source + '\nhandler', context, { timeout: 1000 });
const results = JSON.parse(fs.readFileSync(0, 'utf8')).map(([host, address]) => {
  const [uri, query] = address.split('?');
  const querystring = {};
  new URLSearchParams(query).forEach((value, key) => {
    querystring[key] = { value };
  });
  return handler({
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '192.0.2.1' },
    request: { method: 'GET', uri, querystring, cookies: {}, headers: { host: { value: host } } },
  });
});
process.stdout.write(JSON.stringify(results));
