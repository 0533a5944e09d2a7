// An SFU made of nothing but the API of browsers: whoever opens the page sees all others.
//
//   node examples/sfu-in-30-lines/server.mjs        PORT: where the page is (3000)
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { webrtc } from 'crosspoint';
import { WebSocketServer } from 'ws';

Object.assign(globalThis, webrtc);
const page = readFileSync(new URL('page.html', import.meta.url));
const web = createServer((request, response) => response.end(page));
const present = new Map(); // RTCPeerConnection → what comes from there: track → its streams

new WebSocketServer({ server: web, maxPayload: 262_144 }).on('connection', socket => {
  const pc = new RTCPeerConnection();
  const tracks = new Map();
  const orHangUp = work => event => work(event).catch(() => socket.close());
  const describe = orHangUp(async () => {
    await pc.setLocalDescription();
    socket.send(JSON.stringify(pc.localDescription));
  });
  // The polite end of perfect negotiation: an offer of the page makes ours give way.
  const receive = orHangUp(async message => {
    await pc.setRemoteDescription(JSON.parse(message));
    if (pc.signalingState === 'have-remote-offer') await describe();
  });
  const leave = () => {
    socket.close();
    if (present.delete(pc)) pc.close();
    for (const other of present.keys())
      for (const sender of other.getSenders())
        if (tracks.has(sender.track)) other.removeTrack(sender);
  };
  pc.onnegotiationneeded = describe;
  pc.ontrack = ({ track, streams }) => {
    tracks.set(track, streams);
    for (const other of present.keys()) if (other !== pc) other.addTrack(track, ...streams);
  };
  pc.onconnectionstatechange = () => /failed|closed/.test(pc.connectionState) && leave();
  socket.on('message', receive).on('close', leave);
  for (const others of present.values())
    for (const [track, streams] of others) pc.addTrack(track, ...streams);
  present.set(pc, tracks);
});

web.listen(process.env.PORT ?? 3000, () => {
  console.log(`The SFU is at http://localhost:${web.address().port}/ (Ctrl+C ends it)`);
});
