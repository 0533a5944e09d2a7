// Whatever one endpoint writes, the offers to the others are taken by the strictest of them.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';

import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';
import { luckOf, mutated } from '../kit/mutator.js';
import { faultsOf } from '../kit/strict-reader.js';

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 40);
const folder = new URL('../../../vectors/sdp/', import.meta.url);
const offers = readdirSync(folder)
  .filter(name => /offer.*\.sdp$/.test(name) && !/plan-b|recvonly/.test(name))
  .map(name => ({ name, sdp: readFileSync(new URL(name, folder), 'utf8') }));

/** What a viewer is offered after these; undefined if none was taken. */
async function offeredAfter(descriptions: readonly string[]): Promise<string | undefined> {
  const { server } = fakeServer();
  const room = await server.createRoom(roomOptions);
  let taken = 0;
  for (const [at, sdp] of descriptions.entries()) {
    const publisher = new RTCPeerConnection({ peer: room.Peer(`publisher ${at}`) });
    try {
      await publisher.setRemoteDescription({ type: 'offer', sdp });
      await publisher.setLocalDescription();
      taken++;
    } catch (error) {
      // A fault is told by its name, and is never one of ours.
      expect(error).to.be.instanceOf(DOMException);
    }
  }
  const viewer = new RTCPeerConnection({ peer: room.Peer('viewer') });
  const { sdp } = await viewer.createOffer();
  server.close();
  // The fake worker has short words.
  return taken > 0
    ? sdp.replaceAll('a=ice-pwd:password', `a=ice-pwd:${'p'.repeat(22)}`)
    : undefined;
}

describe('offers to others', function () {
  this.timeout(60_000 + 300 * rounds);

  it('are without fault after offers of real endpoints', async () => {
    for (const { name, sdp } of offers) {
      const offered = await offeredAfter([sdp, sdp]);
      expect(offered && faultsOf(offered), name).to.deep.equal([]);
    }
  });

  it(`are without fault after ${rounds} offers that were tampered with`, async () => {
    let taken = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const luck = luckOf(seed);
      const { name, sdp } = offers[luck(offers.length)]!;
      const changed = mutated(sdp, luck);
      const offered = await offeredAfter([changed, changed, sdp]);
      if (offered === undefined) continue;
      taken++;
      expect(faultsOf(offered), `seed ${seed} of ${name}:\n${changed}\n${offered}`).to.deep.equal(
        []
      );
    }
    expect(taken).to.be.above(rounds / 2);
  });
});

describe('the strict reader', () => {
  const { sdp: real } = offers.find(({ name }) => name === 'chromium-156-offer-data.sdp')!;
  let good: string;

  before(async () => {
    good = (await offeredAfter([real, real]))!;
  });

  const faults: [what: string, change: (sdp: string) => string][] = [
    ['a NUL', sdp => sdp.replace(/^s=-/m, 's=\0')],
    ['a letter that is no ASCII', sdp => sdp.replace(/ cname:/, ' cname:\u00e9')],
    ['an msid of two sections', sdp => sdp.replace(/^a=msid:.*$/gm, 'a=msid:s t')],
    ['an msid that is no token', sdp => sdp.replace(/^a=msid:.*$/m, 'a=msid:a:b t')],
    ['a payload type twice in a section', sdp => sdp.replace(/^(m=.* )(\d+)\r$/m, '$1$2 $2\r')],
    ['a payload type of no format', sdp => sdp.replace(/^a=rtpmap:\d+/m, 'a=rtpmap:1')],
    ['a mid twice', sdp => sdp.replace(/^a=mid:.*$/gm, 'a=mid:0')],
    ['an SSRC in two sections', sdp => sdp.replace(/^a=ssrc:\d+/gm, 'a=ssrc:7')],
    ['a parameter that is no token', sdp => sdp.replace(/^(a=fmtp:\d+ )/m, '$1a b=')],
    ['a bare line feed', sdp => sdp.replace('\r\n', '\n')],
  ];

  it('finds nothing in what is offered after two browsers', () => {
    expect(faultsOf(good)).to.deep.equal([]);
  });
  for (const [what, change] of faults) {
    it(`finds ${what}`, () => {
      expect(change(good)).to.not.equal(good);
      expect(faultsOf(change(good))).to.not.deep.equal([]);
    });
  }
});
