import { expect } from 'chai';

import { parse } from '../../../../sdp/index.js';
import { planSharedRemoteAnswer } from '../../../../src/webrtc/plan-b/remote-answer.js';
import { planSharedLocalOffer } from '../../../../src/webrtc/plan-b/local-offer.js';
import { vector } from '../../sdp/vectors.js';
import { slot, transceiver, wanting } from '../kit/plans.js';

describe('the answer of a real endpoint of Plan B', () => {
  const answer = parse(vector('wrtc-0.10-plan-b-answer'));
  const transceivers = [slot(1, 'video'), transceiver(2, 'audio', 'sendonly')];
  const { sections } = planSharedLocalOffer(
    [],
    wanting(transceivers, { hasDataChannels: true }),
    0,
    kind => answer.media.find(section => section.kind === kind)!
  );
  const agreement = planSharedRemoteAnswer(sections, answer, undefined);

  it('has sections for ours', () => {
    expect(agreement.sections.map(({ mid, isEstablished }) => [mid, isEstablished])).to.deep.equal([
      ['audio', true],
      ['video', true],
      ['data', true],
    ]);
  });

  it('fills the slot with its first camera', () => {
    const [filled] = agreement.transceivers.filter(section => section.receive);

    expect(filled?.transceiver).to.equal(1);
    expect(filled?.receive?.encodings).to.deep.equal([
      { ssrc: 1817533241, rtx: { ssrc: 3643045709 } },
    ]);
    expect(filled?.streamIds).to.deep.equal(['ee2a8968-a26c-424d-a625-73724ea76dd5']);
  });

  it('brings the second camera by itself, and no sound where none was asked for', () => {
    expect(
      agreement.appeared?.map(({ kind, trackId, remote }) => [kind, trackId, remote.ssrcs])
    ).to.deep.equal([['video', '72634a79-163d-49e7-a37f-67627ccb8589', [3017790464, 3135928982]]]);
  });

  it('tells DTLS, ICE and how large messages may be', () => {
    expect(agreement.dtls?.role).to.equal('client');
    expect(agreement.ice).to.deep.equal({ ufrag: '36cl', pwd: 'Q4YM47KxyEDjxkSHg7zcVdtH' });
    expect(agreement.candidates).to.have.lengthOf(4);
    expect(agreement.maxMessageSize).to.equal(262144);
  });
});
