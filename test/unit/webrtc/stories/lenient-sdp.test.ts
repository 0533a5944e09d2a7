// What endpoints write that no grammar allows, and both browsers (Chromium 156, Firefox 153) take.
import { expect } from 'chai';

import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';
import { answerTo, midsThatAre, sectionsOf } from '../kit/endpoint.js';
import { offerOf, video } from '../kit/sending-endpoint.js';
import { stage } from '../kit/stage.js';

/** Our answer to an offer. */
async function answered(sdp: string): Promise<string> {
  const { server } = fakeServer();
  const room = await server.createRoom(roomOptions);
  const pc = new RTCPeerConnection({ peer: room.Peer('endpoint') });
  await pc.setRemoteDescription({ type: 'offer', sdp });
  await pc.setLocalDescription();
  return pc.localDescription!.sdp;
}

const usual = offerOf(video(0));
const withRtx = offerOf(
  video(0, 'rtpmap:97 rtx/90000', 'fmtp:97 apt=96').map(line =>
    line.replace('SAVPF 96', 'SAVPF 96 97')
  )
);

describe('an offer is taken', () => {
  const offers: [what: string, sdp: string][] = [
    ['as it should be', usual],
    ['with a payload type twice in the m-line', usual.replace('SAVPF 96', 'SAVPF 96 96')],
    ['with a payload type of no codec twice', usual.replace('SAVPF 96', 'SAVPF 0 101 4 4 96')],
    ['with a payload type mapped twice', usual.replace(/(a=rtpmap:96.*\r\n)/, '$1$1')],
    [
      'with the RTX type mapped twice',
      withRtx.replace(/(a=rtpmap:97.*\r\na=fmtp:97.*\r\n)/, '$1$1'),
    ],
    ['with a blank behind v=0', usual.replace('v=0', 'v=0 ')],
    ['with a tab behind v=0', usual.replace('v=0', 'v=0\t')],
    ['with blanks behind all lines', usual.replaceAll('\r\n', '  \r\n')],
    ['with LF alone', usual.replaceAll('\r\n', '\n')],
    ['without an end of its last line', usual.trimEnd()],
    ['with empty lines between', usual.replaceAll('\r\n', '\r\n\r\n')],
    ['without s= and t=', usual.replace('s=-\r\nt=0 0\r\n', '')],
    ['with another name and time', usual.replace('s=-\r\nt=0 0', 's= \r\ni=x\r\nt=1 2\r\nr=1 2 3')],
    ['with setup:ACTPASS', usual.replace('setup:active', 'setup:ACTPASS')],
    ['with setup:Active', usual.replace('setup:active', 'setup:Active')],
    ['with a blank before the word of setup', usual.replace('setup:active', 'setup: active')],
    ['with a blank before its mid', usual.replace('a=mid:0', 'a=mid: 0')],
    ['with its mid twice', usual.replace('a=mid:0', 'a=mid:0\r\na=mid:0')],
    ['with rtcp-mux twice', usual.replace('a=rtcp-mux', 'a=rtcp-mux\r\na=rtcp-mux')],
    ['with unknown attributes', usual.replace('a=rtcp-mux', 'a=rtcp-mux\r\na=x\r\na=y:z\r\na=:')],
    ['with an unknown kind of line', usual.replace('t=0 0', 't=0 0\r\nz=0 0\r\nk=prompt')],
    ['with a codec in small letters', usual.replace('VP8/90000', 'vp8/90000')],
    ['with two blanks in an rtpmap', usual.replace('rtpmap:96 VP8', 'rtpmap:96  VP8')],
    ['with two blanks in the m-line', usual.replace('video 9 UDP', 'video  9  UDP')],
    [
      'with blanks around what fmtp separates',
      offerOf(video(0, 'fmtp:96  max-fs = 12 ; max-fr=30 ;')),
    ],
    ['with an empty fmtp', offerOf(video(0, 'fmtp:96 ;'))],
    ['with feedback for an unknown format', offerOf(video(0, 'rtcp-fb:127 nack', 'fmtp:127 x=1'))],
    ['with an rtpmap of an unknown format', offerOf(video(0, 'rtpmap:127 H264/90000'))],
    ['with three words in an msid', offerOf(video(0, 'msid:s t more'))],
    ['with the same msid twice', offerOf(video(0, 'msid:s t', 'msid:s t'))],
    ['with a candidate that is none', offerOf(video(0, 'candidate:what is this', 'candidate:'))],
    [
      'with an extension twice',
      offerOf(video(0, 'extmap:4 urn:a', 'extmap:4 urn:a', 'extmap:5 urn:a')),
    ],
    ['with malformed simulcast', offerOf(video(0, 'simulcast:what', 'rid:a', 'rid:b send pt=x'))],
    ['with a mid twice in its group', usual.replace('BUNDLE 0', 'BUNDLE 0 0')],
    ['with a group that is empty', usual.replace('a=group', 'a=group:BUNDLE\r\na=group')],
    ['with a group of another kind', usual.replace('a=group', 'a=group:LS 0 9\r\na=group')],
    ['with SSRC 0', offerOf(video(0, 'ssrc:0 cname:x', 'ssrc-group:FID 0 0'))],
  ];
  for (const [what, sdp] of offers) {
    it(what, async () => {
      expect(midsThatAre(await answered(sdp), 'recvonly')).to.deep.equal(['0']);
    });
  }

  it('with a kind of media that nobody knows, which is rejected', async () => {
    const image = ['m=image 9 udptl t38', 'a=mid:0', 'c=IN IP4 1.2.3.4'];

    const sdp = await answered(offerOf(image, video(1)));

    expect(midsThatAre(sdp, 'rejected')).to.deep.equal(['0']);
    expect(midsThatAre(sdp, 'recvonly')).to.deep.equal(['1']);
  });

  it('and what is there twice is answered once', async () => {
    const [section] = sectionsOf(await answered(usual.replace('SAVPF 96', 'SAVPF 96 96')));

    expect(section!.mLine).to.match(/ 96$/);
  });

  it('and RTX is found by apt in any case', async () => {
    const [section] = sectionsOf(await answered(withRtx.replace('apt=96', 'APT=96')));

    expect(section!.mLine).to.match(/ 96 97$/);
  });
});

describe('an answer is taken', () => {
  const changes: [what: string, change: (sdp: string) => string][] = [
    ['with a format that nobody offered', sdp => sdp.replace(/^(m=video.*)$/m, '$1 0 126')],
    [
      'with a codec that nobody offered',
      sdp => sdp.replace(/^(m=video.*)$/m, '$1 126').replace(/(a=mid:1)/, '$1\r\na=rtpmap:126 X/1'),
    ],
    ['with a format twice', sdp => sdp.replace(/^(m=audio \S+ \S+ (\d+).*)$/m, '$1 $2')],
    ['with setup:ACTIVE', sdp => sdp.replaceAll('setup:active', 'setup:ACTIVE')],
    ['with blanks behind all lines', sdp => sdp.replaceAll('\r\n', ' \r\n')],
    ['with LF alone', sdp => sdp.replaceAll('\r\n', '\n')],
    [
      'with codecs in capitals',
      sdp =>
        sdp.replaceAll(/(rtpmap:\d+ )(\S+)/g, (_, a: string, b: string) => a + b.toUpperCase()),
    ],
    [
      'with feedback for an unknown format',
      sdp => sdp.replaceAll('a=rtcp-mux', 'a=rtcp-fb:1 nack\r\na=rtcp-mux'),
    ],
    ['with an unknown mid in its group', sdp => sdp.replace('BUNDLE 0', 'BUNDLE 0 what')],
  ];
  for (const [what, change] of changes) {
    it(what, async () => {
      const { pc } = await stage();
      await pc.setLocalDescription(await pc.createOffer());

      const sdp = change(answerTo(pc.localDescription!.sdp));
      await pc.setRemoteDescription({ type: 'answer', sdp });

      expect(pc.signalingState).to.equal('stable');
      expect(pc.getTransceivers().every(({ stopped }) => !stopped)).to.equal(true);
    });
  }
});
