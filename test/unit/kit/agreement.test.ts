// That two ends which did not come to the same are found out.
import { expect } from 'chai';

import type { EndView, TransceiverView } from '../../interop/pages/negotiation.mjs';
import { disagreements } from '../../kit/negotiation/agreement.js';

const describedAs = (direction: string, lines: string[] = []): string =>
  [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=ice-ufrag:EsAw',
    'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
    `a=${direction}`,
    'a=rtpmap:111 opus/48000/2',
    ...lines,
    '',
  ].join('\r\n');

const offer = describedAs('sendonly', ['a=msid:stream track']);
const answer = describedAs('recvonly');

const end = (view: Partial<EndView>, transceiver: Partial<TransceiverView>): EndView => ({
  signalingState: 'stable',
  connectionState: 'connected',
  isPending: false,
  transceivers: [
    { mid: '0', kind: 'audio', direction: '', currentDirection: '', receives: [], ...transceiver },
  ],
  local: undefined,
  remote: undefined,
  streamIds: [],
  keepsTracks: false,
  counts: { offers: 0, ignored: 0, collisions: 0, rollbacks: 0, restarts: 0 },
  errors: [],
  log: [],
  ...view,
});

const sender = (view: Partial<EndView> = {}, transceiver: Partial<TransceiverView> = {}): EndView =>
  end(
    { local: offer, remote: answer, ...view },
    { direction: 'sendonly', currentDirection: 'sendonly', sends: ['stream'], ...transceiver }
  );

const receiver = (
  view: Partial<EndView> = {},
  transceiver: Partial<TransceiverView> = {}
): EndView =>
  end(
    { local: answer, remote: offer, streamIds: ['stream'], ...view },
    {
      direction: 'sendrecv',
      currentDirection: 'recvonly',
      sends: [],
      receives: ['stream'],
      ...transceiver,
    }
  );

describe('disagreements of two ends', () => {
  it('finds none where one sends what the other receives', () => {
    const theirs = receiver({}, { direction: 'recvonly' });

    expect(disagreements(sender(), theirs)).to.deep.equal([]);
  });

  const table: [what: string, one: EndView, other: EndView, fault: RegExp][] = [
    ['an offer without answer', sender({ isPending: true }), receiver(), /one has a pending/],
    ['a state', sender(), receiver({ signalingState: 'have-local-offer' }), /have-local-offer/],
    ['an error', sender({ errors: ['offering: no'] }), receiver(), /one failed: offering: no/],
    ['a missing transceiver', sender(), receiver({ transceivers: [] }), /one alone has the audio/],
    ['another kind', sender(), receiver({}, { kind: 'video' }), /audio here, video/],
    ['a direction', sender(), receiver({}, { currentDirection: 'inactive' }), /0: sendonly and/],
    ['a transceiver without mid', sender({}, { mid: null }), receiver(), /never negotiated/],
    ['a stopped one', sender({}, { direction: 'stopped' }), receiver(), /lists the stopped/],
    ['a stream not described', sender({}, { sends: [] }), receiver(), /describes it as \[stream\]/],
    ['a stream not received', sender(), receiver({}, { receives: [] }), /which arrives in \[\]/],
    ['a description', sender({ remote: offer }), receiver(), /other wrote .*recvonly/],
    ['one description only', sender({ remote: undefined }), receiver(), /other alone has agreed/],
    ['a negotiation that is due', sender(), receiver({}, { direction: 'inactive' }), /became/],
  ];

  for (const [what, one, other, fault] of table) {
    it(`finds ${what}`, () => {
      expect(disagreements(one, other).join('\n')).to.match(fault);
    });
  }
});
