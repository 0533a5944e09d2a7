import { expect } from 'chai';

import { RTCRtpReceiver } from '../../../../src/webrtc/rtp/rtc-rtp-receiver.js';
import { RTCRtpSender } from '../../../../src/webrtc/rtp/rtc-rtp-sender.js';
import { closeAll, offer, pair, thrownName } from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 5.4.2 setCodecPreferences()', () => {
  afterEach(closeAll);

  const codecs = (kind: string) => RTCRtpReceiver.getCapabilities(kind)!.codecs;
  const namesIn = (sdp: string): string[] =>
    [...sdp.matchAll(/^a=rtpmap:\d+ ([^/]+)/gm)].map(([, name]) => name!);

  it('orders the codecs of offers', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const reversed = codecs('video')
      .filter(({ mimeType }) => !/rtx$/i.test(mimeType))
      .reverse();

    transceiver.setCodecPreferences(reversed);

    const names = namesIn((await a.createOffer()).sdp);
    expect(names[0]).to.equal(reversed[0]!.mimeType.replace('video/', ''));
    expect(names).not.to.include('rtx');
  });

  it('leaves the others out', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const vp8 = codecs('video').filter(({ mimeType }) => mimeType === 'video/VP8');

    transceiver.setCodecPreferences(vp8);

    expect(namesIn((await a.createOffer()).sdp)).to.deep.equal(['VP8']);
  });

  it('decides what an answer says', async () => {
    const { a, b } = await pair();
    a.addTransceiver('video');
    await offer(a, b);
    const vp9 = codecs('video').filter(({ mimeType }) => mimeType === 'video/VP9');

    b.getTransceivers()[0]!.setCodecPreferences(vp9);

    expect(new Set(namesIn((await b.createAnswer()).sdp))).to.deep.equal(new Set(['VP9']));
  });

  it('is undone by an empty list', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const { sdp } = await a.createOffer();
    transceiver.setCodecPreferences(codecs('video').slice(0, 1));

    transceiver.setCodecPreferences([]);

    expect(namesIn((await a.createOffer()).sdp)).to.deep.equal(namesIn(sdp));
  });

  it('takes a codec that is there twice for one', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const [first] = codecs('video');

    transceiver.setCodecPreferences([first!, first!]);

    expect(namesIn((await a.createOffer()).sdp)).to.have.length(1);
  });

  it('takes names in any case', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    const [first] = codecs('audio');

    transceiver.setCodecPreferences([{ ...first!, mimeType: first!.mimeType.toUpperCase() }]);

    expect(namesIn((await a.createOffer()).sdp)).to.have.length(1);
  });

  it('throws an InvalidModificationError for codecs of the other kind', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');

    const set = () => transceiver.setCodecPreferences(codecs('video'));

    expect(thrownName(set)).to.equal('InvalidModificationError');
  });

  it('throws an InvalidModificationError for a codec that was changed', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    const [first] = codecs('audio');

    for (const change of [{ clockRate: 1 }, { channels: 7 }, { sdpFmtpLine: 'x=y' }]) {
      const set = () => transceiver.setCodecPreferences([{ ...first!, ...change }]);
      expect(thrownName(set)).to.equal('InvalidModificationError');
    }
  });

  it('throws an InvalidModificationError for RTX alone', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const rtx = codecs('video').filter(({ mimeType }) => /rtx$/i.test(mimeType));

    expect(thrownName(() => transceiver.setCodecPreferences(rtx))).to.equal(
      'InvalidModificationError'
    );
  });

  it('throws a TypeError for what is no list of codecs', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');

    for (const given of [undefined, null, 1, [1], [{}], [{ mimeType: 'video/VP8' }]]) {
      expect(thrownName(() => transceiver.setCodecPreferences(given as never))).to.equal(
        'TypeError'
      );
    }
  });
});

describe('W3C WebRTC 1.0, 5.2 and 5.3 getCapabilities()', () => {
  it('is the caller’s to change', () => {
    RTCRtpSender.getCapabilities('audio')!.codecs.pop();

    expect(RTCRtpSender.getCapabilities('audio')).to.deep.equal(
      RTCRtpReceiver.getCapabilities('audio')
    );
  });
});
