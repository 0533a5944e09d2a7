// Serves the files of public/, and nothing else.
import { readFileSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';

const folder = new URL('./public/', import.meta.url);

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const headers = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:",
  'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)',
  'x-content-type-options': 'nosniff',
};

// They are few and small, and a name that is not among them cannot lead anywhere else.
const names = new Set(readdirSync(folder));

/** A request handler of node:http. */
export function serveFile(request, response) {
  const [pathname] = (request.url ?? '/').split('?', 1);
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (!isReading || !names.has(name)) {
    response.writeHead(isReading ? 404 : 405, { 'content-type': 'text/plain' });
    return response.end(isReading ? 'There is no such page.\n' : 'This is for reading only.\n');
  }
  response.writeHead(200, { ...headers, 'content-type': types[extname(name)] ?? 'text/plain' });
  response.end(request.method === 'HEAD' ? undefined : readFileSync(new URL(name, folder)));
}
