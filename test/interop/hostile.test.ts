// What one participant, or a stranger, does wrong does not concern the others.
import { expect } from 'chai';
import { createSocket, type Socket } from 'node:dgram';

import { describeWith } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import type { ConferenceClient } from '../kit/conference-client.js';
import type { ConferenceServer, ServerParticipant } from '../kit/conference-server.js';
import { eventually } from '../kit/eventually.js';
import { lobby } from '../kit/lobby.js';

describeWith([chromium], 'a room with trouble', function () {
  this.timeout(60_000);
  let server: ConferenceServer;
  let alice: ConferenceClient;
  let bob: ConferenceClient;
  let mallory: ConferenceClient;

  lobby('mallory', made => ({ server, alice, bob, outsider: mallory } = made));

  /** The two who did nothing go on seeing and hearing each other. */
  async function expectUndisturbed(): Promise<void> {
    await Promise.all([alice.seeFrames('bob'), bob.seeFrames('alice')]);
    await Promise.all([alice.hear('bob'), bob.hear('alice')]);
    expect(server.participant('alice').peerConnection.closed).to.equal(false);
    expect(server.participant('bob').peerConnection.closed).to.equal(false);
  }

  it('closes the connection of one whose certificate is not the announced one', async () => {
    const eve = mallory.as('eve');
    server.tampering.set('eve', sdp =>
      sdp.replace(/(a=fingerprint:sha-256 )\S+/g, (_, head: string) => head + wrongFingerprint)
    );

    await eve.join('lobby');

    await eventually(
      'the connection closes',
      () => server.participant('eve').peerConnection.closed
    );
    await expectUndisturbed();
  });

  it('takes the good answer after bad ones', async () => {
    const bad = ['', 'v=0\r\n', 'chicken', 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n'];
    const garbled = [...bad];
    server.tampering.set('mallory', sdp => garbled.shift() ?? sdp);

    await mallory.join('lobby');

    await mallory.seeFrames('alice');
    await alice.seeFrames('mallory');
    expect(server.participant('mallory').errors).to.have.length(bad.length);
    await expectUndisturbed();
  });

  it('counts and drops what strangers send to the media port', async () => {
    const before = await countersOf(server, server.participant('alice'));
    const stranger = createSocket('udp4');

    for (const datagram of strangeDatagrams(before.ufrag)) {
      for (let times = 0; times < 50; times++) await send(stranger, datagram, before.port);
    }

    await eventually('they are counted', async () => {
      const now = await countersOf(server, server.participant('alice'));
      return now.unrouted > before.unrouted && now.iceRejected > before.iceRejected;
    });
    stranger.close();
    await expectUndisturbed();
  });
});

const wrongFingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

interface Counters {
  ufrag: string;
  port: number;
  unrouted: number;
  iceRejected: number;
}

async function countersOf(
  server: ConferenceServer,
  { peerConnection }: ServerParticipant
): Promise<Counters> {
  const [transport] = peerConnection.peer.transports;
  const dump = (await transport!.dump()) as { counters: { iceRejected: number } };
  const { workers } = await server.mediaServer.dump();
  return {
    ufrag: transport!.iceLocalParameters.usernameFragment,
    port: transport!.iceLocalCandidates[0]!.port,
    unrouted: Number(workers[0]!['unroutedDatagrams']),
    iceRejected: dump.counters.iceRejected,
  };
}

const send = (socket: Socket, datagram: Buffer, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.send(datagram, port, '127.0.0.1', error => (error ? reject(error) : resolve()));
  });

/** Nothing, rubbish, cut-off headers, and a check that knows the user name but not the password. */
function strangeDatagrams(ufrag: string): Buffer[] {
  const rtp = Buffer.from([0x80, 100, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3, 4, 5, 6, 7, 8]);
  const senderReport = Buffer.from([0x80, 200, 0, 6, ...new Array<number>(24).fill(7)]);
  const dtls = Buffer.from([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1]);
  const check = bindingRequest(`${ufrag}:chicken`);
  const whole = [rtp, senderReport, dtls, check];
  return [
    Buffer.alloc(0),
    Buffer.alloc(1),
    Buffer.alloc(1500, 0xff),
    ...whole,
    ...whole.map(datagram => datagram.subarray(0, datagram.length - 3)),
    ...whole.map(datagram => datagram.subarray(0, 3)),
  ];
}

/** A STUN binding request with a MESSAGE-INTEGRITY that is wrong. RFC 8489, section 5. */
function bindingRequest(username: string): Buffer {
  const name = Buffer.from(username);
  const padded = Buffer.concat([name, Buffer.alloc(-name.length & 3)]);
  const attributes = Buffer.concat([
    Buffer.from([0x00, 0x06, 0, name.length]),
    padded,
    Buffer.from([0x00, 0x24, 0, 4, 0, 0, 0, 1]), // PRIORITY
    Buffer.from([0x80, 0x2a, 0, 8, 0, 0, 0, 0, 0, 0, 0, 9]), // ICE-CONTROLLING
    Buffer.from([0x00, 0x08, 0, 20]),
    Buffer.alloc(20, 0x55),
  ]);
  const header = Buffer.from([0, 1, 0, attributes.length, 0x21, 0x12, 0xa4, 0x42]);
  return Buffer.concat([header, Buffer.alloc(12, 0x33), attributes]);
}
