import { expect } from 'chai';

import { readTree, SdpError, writeTree } from '../../../sdp/index.js';
import { assertSingleLines, readGrammar } from '../../../sdp/tree.js';

describe('readTree', () => {
  it('reads what writeTree() writes', () => {
    const tree = readTree(
      'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n'
    );
    expect(readTree(writeTree(tree))).to.deep.equal(tree);
  });

  it('throws nothing but SdpError', () => {
    expect(() => readTree(undefined as never)).to.throw(SdpError);
    expect(() => writeTree(undefined as never)).to.throw(SdpError);
  });
});

describe('readGrammar', () => {
  it('takes several blanks for one', () => {
    const { media } = readGrammar(['m=audio  9 RTP/AVP\t0', 'a=rtpmap:0  PCMU/8000']);
    expect(media[0]).to.include({ type: 'audio', port: 9, payloads: 0 });
    expect(media[0]!.rtp).to.deep.equal([{ payload: 0, codec: 'PCMU', rate: 8000 }]);
  });

  it('does not look at lines that the model reads otherwise', () => {
    const { media } = readGrammar(['m=audio 9 RTP/AVP 0', 'a=rid:a send', 'a=what', 'i=x']);
    expect(media).to.deep.equal([
      { rtp: [], fmtp: [], type: 'audio', port: 9, protocol: 'RTP/AVP', payloads: 0 },
    ]);
  });
});

describe('assertSingleLines', () => {
  it('finds a line break however deep', () => {
    expect(() => assertSingleLines({ a: [{ b: 'x\ny' }] }, 'it')).to.throw(SdpError, 'it: a value');
  });

  it('takes what has none', () => {
    expect(() => assertSingleLines({ a: [1, 'x', undefined, null] }, 'it')).not.to.throw();
  });
});
