import { expect } from 'chai';

import { RtpNumbers } from '../../../../src/webrtc/jsep/rtp-numbers.js';
import { formatsOf, planB } from '../../../../src/webrtc/plan-b/dialect.js';
import { capabilities, sending, summary, wanting } from '../kit/plans.js';

describe('formatsOf', () => {
  it("has the room's numbers for answers, and the connection's for offers", () => {
    const numbers = new RtpNumbers();
    numbers.learn([{ name: 'video/VP8', payloadType: 96, clockRate: 90000 }], []);

    const { formats, media } = formatsOf('video', capabilities, numbers);

    expect(formats.codecs[0]).to.include({ name: 'video/VP8', payloadType: 110 });
    expect(media.codecs[0]).to.include({ name: 'VP8', payloadType: 96 });
  });

  it('has only what is of the kind', () => {
    const { formats } = formatsOf('audio', capabilities, new RtpNumbers());

    expect(formats.codecs.every(({ name }) => name.startsWith('audio/'))).to.equal(true);
  });
});

describe('planB', () => {
  it('offers one section for all tracks of a kind', () => {
    const dialect = planB(kind => formatsOf(kind, capabilities, new RtpNumbers()));
    const wanted = wanting([sending(1, 'video'), sending(2, 'video')]);

    const { sections } = dialect.planLocalOffer([], wanted, 0);

    expect(summary(sections)).to.deep.equal(['audio audio inactive', 'video video sendonly']);
  });
});
