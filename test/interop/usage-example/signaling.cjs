// The `./signaling` that app.js.txt leaves to the application, for the test page: rooms by the name
// in the URL of the WebSocket. Prints where the page is.
const { EventEmitter } = require('node:events');
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { WebSocketServer } = require('ws');

const { RTCPeerConnection } = require('crosspoint').webrtc;

// Whose is which stream: an application that has its peers at hand reads it off their senders. This
// one, whose code is given, is watched for them.
const peers = new Map(); // by name
const { setCapabilities } = RTCPeerConnection.prototype;
RTCPeerConnection.prototype.setCapabilities = function (sdp) {
  peers.set(this.peer.name, this.peer);
  return setCapabilities.call(this, sdp);
};

const signaling = new EventEmitter();
const appRooms = new Map();

const server = createServer((request, response) => {
  const isScript = request.url === '/client.mjs';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(readFileSync(join(process.env.PAGES, isScript ? 'client.mjs' : 'index.html')));
});

new WebSocketServer({ server }).on('connection', (socket, { url }) => {
  const { searchParams } = new URL(url, 'http://localhost');
  const appRoom = appRooms.get(searchParams.get('room')) ?? openRoom(searchParams.get('room'));
  const participant = new Participant(socket, searchParams.get('name'));
  socket.once('message', data => {
    participant.capabilities = JSON.parse(data).capabilities;
    socket.on('message', answer => participant.handleAnswer(JSON.parse(answer)));
    const request = { accept() {}, reject: error => socket.close(1008, error.message) };
    appRoom.ready.then(() => appRoom.emit('join', participant, request));
  });
});

/** Tells the application of a new room; it is ready once somebody waits for its participants. */
function openRoom(name) {
  const appRoom = new EventEmitter();
  appRoom.ready = new Promise(resolve => {
    appRoom.on('newListener', event => event === 'join' && setImmediate(resolve));
  });
  appRooms.set(name, appRoom);
  signaling.emit('createroom', appRoom);
  return appRoom;
}

class Participant extends EventEmitter {
  #socket;
  #resolve = () => {};
  usePlanB = false;

  constructor(socket, username) {
    super();
    this.#socket = socket;
    this.username = username;
    socket.on('close', () => this.emit('leave'));
  }

  /** Sends an offer; resolves with the answer. */
  send({ offer }) {
    this.#socket.send(JSON.stringify({ sdp: offer.sdp, streams: this.#owners() }));
    return new Promise(resolve => (this.#resolve = resolve));
  }

  /** Stream id → participant. */
  #owners() {
    const { rtpSenders } = peers.get(this.username);
    return Object.fromEntries(
      rtpSenders.map(({ msid, associatedPeer }) => [msid.stream, associatedPeer.name])
    );
  }

  handleAnswer({ sdp }) {
    this.#resolve({ answer: { type: 'answer', sdp } });
  }
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));

module.exports = signaling;
