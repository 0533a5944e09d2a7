import { expect } from 'chai';

import { write, type MediaSection } from '../../../../sdp/index.js';
import { offered, session } from '../kit/offers.js';
import { publish, rejection, stage, type Stage } from '../kit/stage.js';

const source = (ssrc: number) => ({ ssrc, cname: 'endpoint' });
const sending = (mid: string, kind: string, others: Partial<MediaSection> = {}): MediaSection =>
  offered(mid, kind, { direction: 'sendonly', ...others });

describe('an offer that our answer could not be applied for', () => {
  let alice: Stage;

  beforeEach(async () => {
    alice = await stage();
  });
  afterEach(() => alice.pc.close());

  const set = (media: MediaSection[]): Promise<void> =>
    alice.pc.setRemoteDescription({ type: 'offer', sdp: write(session(media)) });

  const faulty: [what: string, media: MediaSection[]][] = [
    [
      'one SSRC in two sections',
      [
        sending('a', 'audio', { sources: [source(7)] }),
        sending('b', 'video', { sources: [source(7)] }),
      ],
    ],
    [
      'an SSRC that is another section’s repair',
      [
        sending('a', 'audio', { sources: [source(7)] }),
        sending('b', 'video', {
          sources: [source(8), source(7)],
          sourceGroups: [{ semantics: 'FID', ssrcs: [8, 7] }],
        }),
      ],
    ],
    [
      'one SSRC for two layers',
      [
        sending('a', 'video', {
          sources: [source(7)],
          sourceGroups: [{ semantics: 'SIM', ssrcs: [7, 7] }],
        }),
      ],
    ],
    ['a mid of 17 bytes', [sending('a-mid-of-17-bytes', 'audio')]],
  ];
  for (const [what, media] of faulty) {
    it(`is refused at once for ${what}`, async () => {
      await publish(alice.room, 'audio');

      const { name } = await rejection(set(media));

      expect(name).to.equal('InvalidAccessError');
      expect(alice.pc.signalingState).to.equal('stable');
      expect(alice.pc.getTransceivers().map(({ mid }) => mid)).to.deep.equal([null]);
      expect(alice.peer.rtpReceivers).to.deep.equal([]);
      expect(alice.events).to.deep.equal([]);
    });
  }

  const good: [what: string, media: MediaSection[]][] = [
    [
      'the same SSRC in a section that is rejected',
      [
        sending('a', 'audio', { sources: [source(7)] }),
        sending('b', 'video', { sources: [source(7)], port: 0 }),
      ],
    ],
    ['a mid of 16 bytes', [sending('this-is-16-bytes', 'audio')]],
    [
      'a header extension with the id 15, which is left out',
      [
        sending('a', 'audio', {
          headerExtensions: [{ id: 15, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }],
        }),
      ],
    ],
  ];
  for (const [what, media] of good) {
    it(`is not one with ${what}`, async () => {
      await set(media);
      await alice.pc.setLocalDescription();

      expect(alice.pc.signalingState).to.equal('stable');
      expect(alice.peer.rtpReceivers).to.have.lengthOf(1);
      expect(alice.pc.localDescription!.sdp).to.not.include('extmap:15');
    });
  }
});
