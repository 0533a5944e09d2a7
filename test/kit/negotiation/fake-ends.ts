// Two ends of our own on workers that are not there: quick enough for hundreds of runs.
import type { Room } from '../../../src/engine/room.js';
import { MediaStream } from '../../../src/webrtc/media/media-stream.js';
import { RTCPeerConnection } from '../../../src/webrtc/rtc-peer-connection.js';
import {
  abandon,
  look,
  run,
  type Globals,
  type TextChannel,
} from '../../interop/pages/negotiation.mjs';
import { fakeServer, roomOptions, type FakeWorker } from '../fake-channel.js';
import type { End } from './runs.js';

/** Two ends of one seed, which meet in a room of a fake server until `close()`. */
export async function fakeEnds(): Promise<{ polite: End; impolite: End; close: () => void }> {
  const { server, workers } = fakeServer();
  const room = await server.createRoom({ ...roomOptions, routing: 'by hand' });
  countRestarts(workers[0]!);
  const globals = globalsIn(room);
  const [one, other] = channels();
  const end = (channel: TextChannel): End => ({
    name: 'ours',
    run: options => run(options, globals, channel),
    look: options => Promise.resolve(look(options)),
    abandon: options => Promise.resolve(abandon(options)),
  });
  return { polite: end(one), impolite: end(other), close: () => server.close() };
}

/** What a page would find in its window. */
function globalsIn(room: Room): Globals {
  return {
    MediaStream,
    RTCPeerConnection: class extends RTCPeerConnection {
      constructor() {
        super({ peer: room.Peer(`peer ${room.peers.length}`) });
      }
    },
  };
}

// Each restart has to give other credentials, or nobody would notice it.
function countRestarts(worker: FakeWorker): void {
  let restarts = 0;
  worker.answers.set('transport.restartIce', () => ({
    iceParameters: { usernameFragment: `ufrag${++restarts}`, password: 'p'.repeat(22) },
  }));
}

/** In order and without loss; the two ends, both ICE-lite, take each other for full agents. */
function channels(): [TextChannel, TextChannel] {
  const listeners: ((text: string) => void)[] = [];
  const early: string[][] = [[], []];
  const end = (mine: number): TextChannel => ({
    send(text) {
      const theirs = 1 - mine;
      const sent = text.replaceAll('a=ice-lite\\r\\n', '');
      const listener = listeners[theirs];
      if (listener) queueMicrotask(() => listener(sent));
      else early[theirs]!.push(sent);
    },
    listen(handleText) {
      listeners[mine] = handleText;
      for (const text of early[mine]!.splice(0)) queueMicrotask(() => handleText(text));
    },
    close() {},
  });
  return [end(0), end(1)];
}
