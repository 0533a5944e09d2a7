import { expect } from 'chai';

import { emptySection, type MediaSection } from '../../../../sdp/index.js';
import { withoutIdConflicts } from '../../../../src/webrtc/jsep/extension-ids.js';

const section = (kind: string, ...uris: [id: number, uri: string][]): MediaSection => ({
  ...emptySection(kind),
  headerExtensions: uris.map(([id, uri]) => ({ id, uri })),
});

describe('withoutIdConflicts', () => {
  it('keeps the sections of an offer that counts once for all', () => {
    const media = [section('audio', [1, 'mid'], [2, 'level']), section('video', [1, 'MID'])];

    expect(withoutIdConflicts(media)).to.deep.equal(media);
    expect(withoutIdConflicts(media)[1]).to.equal(media[1]);
  });

  it('drops an extension whose id means another one before it', () => {
    const media = [
      section('audio', [1, 'mid'], [2, 'level']),
      section('video', [1, 'mid'], [2, 'abs-send-time']),
    ];

    const [, video] = withoutIdConflicts(media);

    expect(video?.headerExtensions).to.deep.equal([{ id: 1, uri: 'mid' }]);
  });

  it('does not care for what a rejected section says', () => {
    const rejected = { ...section('audio', [2, 'level']), port: 0 };

    const [, video] = withoutIdConflicts([rejected, section('video', [2, 'abs-send-time'])]);

    expect(video?.headerExtensions).to.have.length(1);
  });
});
