import { expect } from 'chai';

import { admitTracks } from '../../../../src/webrtc/exchange/admit-tracks.js';
import type { RemoteAnswer } from '../../../../src/webrtc/jsep/remote-answer.js';
import type { SharedRemoteAnswer } from '../../../../src/webrtc/plan-b/remote-answer.js';
import { usualOffer } from '../kit/plans.js';
import { owner } from '../kit/owner.js';

const answer = (): RemoteAnswer => ({
  sections: [usualOffer()[0]!],
  transceivers: [],
  dtls: undefined,
  ice: undefined,
  candidates: [],
  maxMessageSize: undefined,
  canTrickle: false,
});

describe('admitTracks', () => {
  it('leaves an answer alone in which no track appeared', async () => {
    const { transceivers } = await owner();
    const given = answer();

    expect(admitTracks(given, transceivers)).to.deep.equal({ agreement: given, made: [] });
  });

  it('makes a transceiver for a track that appeared, which has a part in its section', async () => {
    const { transceivers } = await owner();
    const remote = { id: 'one', ssrcs: [7] };
    const given: SharedRemoteAnswer = {
      ...answer(),
      appeared: [
        {
          index: 0,
          kind: 'audio',
          trackId: 'one',
          remote,
          agreed: {
            mid: 'audio',
            isShared: true,
            isRejected: false,
            direction: 'recvonly',
            send: { codecs: [], headerExtensions: [], rids: [] },
            receive: undefined,
            streamIds: [],
          },
        },
      ],
    };

    const { agreement, made } = admitTracks(given, transceivers);

    const [transceiver] = transceivers.list;
    expect(made).to.deep.equal([transceiver]);
    expect(transceiver!.receiving.track.id).to.equal('one');
    expect(agreement.transceivers.map(agreed => agreed.transceiver)).to.deep.equal([
      transceiver!.id,
    ]);
    expect(agreement.sections[0]!.tracks).to.deep.include({
      transceiver: transceiver!.id,
      direction: 'recvonly',
      isStopped: false,
      codecs: [],
      remote,
    });
  });
});
