// A video conference: one page, one WebSocket a participant, media through crosspoint.
//
//   npm run demo
//
// Environment, all optional:
//   PORT           of the page (3000)         HOST          address of the page (all)
//   LISTEN_IP      address of the media (the first found)
//   ANNOUNCED_IP   what browsers are told instead of it: the public address behind a NAT
//   MIN_PORT, MAX_PORT   range of the media ports (40000 to 49999)
//   WORKERS        media processes (one a CPU core)
//   TLS_CERT, TLS_KEY    PEM files: serves https, which cameras need anywhere but on localhost
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import crosspoint from 'crosspoint';
import { WebSocketServer } from 'ws';

import { Rooms } from './rooms.mjs';
import { greet } from './session.mjs';
import { serveFile } from './static-files.mjs';

const heartbeatMs = 10_000;
const farewellMs = 500;
const { PORT = '3000', HOST, TLS_CERT, TLS_KEY } = process.env;

const mediaServer = crosspoint.Server(mediaOptions(process.env));
mediaServer.on('close', error => {
  if (error) stop(`The media workers do not run: ${error.message}`);
});

const rooms = new Rooms(mediaServer);
const isSecure = Boolean(TLS_CERT && TLS_KEY);
const webServer = isSecure
  ? createHttpsServer({ cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) }, serveFile)
  : createHttpServer(serveFile);
webServer.on('error', error => {
  const isTaken = error.code === 'EADDRINUSE';
  stop(isTaken ? `Port ${PORT} is in use: set PORT to another one.` : error.message);
});

const sockets = new WebSocketServer({ server: webServer, path: '/signaling', maxPayload: 65_536 });
sockets.on('error', () => {}); // The same error comes from the web server.
sockets.on('connection', socket => {
  socket.isAlive = true;
  socket.on('pong', () => (socket.isAlive = true));
  socket.on('error', () => socket.terminate());
  greet(socket, rooms);
});

// A socket whose other end vanished without a word would stay open for many minutes.
const heartbeat = setInterval(() => {
  for (const socket of sockets.clients) {
    if (!socket.isAlive) socket.terminate();
    socket.isAlive = false;
    socket.ping();
  }
}, heartbeatMs);

webServer.listen(Number(PORT), HOST, () => {
  const { port } = webServer.address();
  const url = `${isSecure ? 'https' : 'http'}://${HOST ?? 'localhost'}:${port}/`;
  console.log(`The conference is at ${url} (Ctrl+C ends it)`);
});

process.once('SIGINT', () => stop());
process.once('SIGTERM', () => stop());

/** Ends everything; with an error if there is a message. */
function stop(message) {
  if (message) console.error(message);
  process.exitCode = message ? 1 : 0;
  clearInterval(heartbeat);
  // The pages first: they look for the server again, and hear nothing of others who leave.
  for (const socket of sockets.clients) socket.close(1012, 'the server ends');
  mediaServer.close();
  sockets.close();
  webServer.close();
  setTimeout(() => sockets.clients.forEach(socket => socket.terminate()), farewellMs).unref();
  webServer.closeAllConnections(); // Browsers open some in advance, and leave them open.
}

/** The environment in the words of `crosspoint.Server()`. */
function mediaOptions({ LISTEN_IP, ANNOUNCED_IP, MIN_PORT, MAX_PORT, WORKERS }) {
  const isIPv6 = LISTEN_IP?.includes(':') ?? false;
  return {
    logLevel: 'warn',
    rtcIPv4: isIPv6 ? false : (LISTEN_IP ?? true),
    rtcIPv6: isIPv6 ? LISTEN_IP : false,
    ...(ANNOUNCED_IP && { [isIPv6 ? 'rtcAnnouncedIPv6' : 'rtcAnnouncedIPv4']: ANNOUNCED_IP }),
    rtcMinPort: Number(MIN_PORT ?? 40_000),
    rtcMaxPort: Number(MAX_PORT ?? 49_999),
    ...(WORKERS && { numWorkers: Number(WORKERS) }),
  };
}
