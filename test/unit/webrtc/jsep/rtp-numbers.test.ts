import { expect } from 'chai';

import { supportedExtensions } from '../../../../src/parameters/header-extensions.js';
import { RtpNumbers } from '../../../../src/webrtc/jsep/rtp-numbers.js';

const level = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const mid = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const captureTime = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

const all = supportedExtensions.map(({ uri, preferredId }) => ({ uri, id: preferredId }));

describe('the header-extension ids of a connection', () => {
  it('are those that Chromium gives, where we offer first', () => {
    const mapped = new RtpNumbers().mapExtensions(all);

    const ids = mapped.map(({ id }) => id);
    expect(mapped).to.deep.include.members([
      { uri: level, id: 1 },
      { uri: mid, id: 4 },
    ]);
    expect(new Set(ids)).to.have.property('size', ids.length);
  });

  it('leave out 7 and 8, which Chromium keeps for what we do not know', () => {
    const ids = new RtpNumbers().mapExtensions(all).map(({ id }) => id);

    expect(ids).not.to.include.members([7]);
    expect(ids).not.to.include.members([8]);
  });

  it('leave out an extension that has no id of its own', () => {
    const uris = new RtpNumbers().mapExtensions(all).map(({ uri }) => uri);

    expect(uris).not.to.include(captureTime);
  });

  it('are those of the endpoint, where it offered before', () => {
    const numbers = new RtpNumbers();
    numbers.learn(
      [],
      [
        { uri: captureTime, id: 7 },
        { uri: mid, id: 1 },
      ]
    );

    const mapped = numbers.mapExtensions(all);

    expect(mapped).to.deep.include.members([
      { uri: captureTime, id: 7 },
      { uri: mid, id: 1 },
    ]);
    expect(mapped.find(({ uri }) => uri === level)?.id).not.to.equal(1);
  });
});
