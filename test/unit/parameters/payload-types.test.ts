import { expect } from 'chai';

import {
  collidesWithRtcp,
  dynamicPayloadTypes,
  roomPayloadTypes,
} from '../../../src/parameters/payload-types.js';

describe('Payload types', () => {
  it('that look like RTCP are 64 to 95', () => {
    const colliding = Array.from({ length: 128 }, (_, type) => type).filter(collidesWithRtcp);
    expect([colliding[0], colliding.at(-1), colliding.length]).to.deep.equal([64, 95, 32]);
  });

  it('for codecs without one are all others from 35 on', () => {
    expect(dynamicPayloadTypes).to.have.length(61);
    expect(new Set(dynamicPayloadTypes).size).to.equal(61);
    expect(dynamicPayloadTypes.some(collidesWithRtcp)).to.equal(false);
  });

  it('of rooms are the same, and begin at 100', () => {
    expect(roomPayloadTypes).to.have.members([...dynamicPayloadTypes]);
    expect(roomPayloadTypes[0]).to.equal(100);
  });
});
