import { expect } from 'chai';

import {
  extensionUris,
  hasUri,
  isUriIn,
  sameUri,
  supportedExtensions,
} from '../../../src/parameters/header-extensions.js';

describe('Header extensions', () => {
  it('of rooms are all that the library knows, each once', () => {
    expect(supportedExtensions.map(({ uri }) => uri)).to.have.members(Object.values(extensionUris));
  });

  it('of rooms have ids of their own that fit the one-byte form', () => {
    const ids = supportedExtensions.map(({ preferredId }) => preferredId);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.every(id => id >= 1 && id <= 14)).to.equal(true);
  });

  it('are the same whatever the case of their URIs', () => {
    expect(sameUri(extensionUris.mid, extensionUris.mid.toUpperCase())).to.equal(true);
    expect(sameUri(extensionUris.rid, extensionUris.repairedRid)).to.equal(false);
  });

  it('are found among URIs and among extensions', () => {
    const { mid, rid } = extensionUris;
    expect([isUriIn(mid.toUpperCase(), [rid, mid]), isUriIn(mid, [rid])]).to.deep.equal([
      true,
      false,
    ]);
    expect([hasUri([{ uri: mid }], mid), hasUri([], mid)]).to.deep.equal([true, false]);
  });
});
