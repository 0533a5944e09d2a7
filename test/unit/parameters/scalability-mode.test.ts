import { expect } from 'chai';

import {
  parseScalabilityMode,
  type ScalabilityMode,
} from '../../../src/parameters/scalability-mode.js';

const plain = {
  isThreeHalves: false,
  hasInterLayerDependency: false,
  isKey: false,
  isShifted: false,
};

/** The name of a mode, put together again from what the mode says. */
function nameOf(mode: ScalabilityMode): string {
  const isSimulcast = mode.spatialLayers > 1 && !mode.hasInterLayerDependency;
  return [
    `${isSimulcast ? 'S' : 'L'}${mode.spatialLayers}T${mode.temporalLayers}`,
    mode.isThreeHalves ? 'h' : '',
    mode.isKey ? '_KEY' : '',
    mode.isShifted ? '_SHIFT' : '',
  ].join('');
}

describe('parseScalabilityMode', () => {
  it('reads numbers of layers', () => {
    expect(parseScalabilityMode('L1T3')).to.deep.equal({
      ...plain,
      spatialLayers: 1,
      temporalLayers: 3,
    });
  });

  it('reads dependencies at key frames only', () => {
    expect(parseScalabilityMode('L3T3_KEY')).to.deep.equal({
      ...plain,
      spatialLayers: 3,
      temporalLayers: 3,
      hasInterLayerDependency: true,
      isKey: true,
    });
  });

  it('reads simulcast in one stream', () => {
    expect(parseScalabilityMode('S2T1h')).to.deep.equal({
      ...plain,
      spatialLayers: 2,
      temporalLayers: 1,
      isThreeHalves: true,
    });
  });

  const standard = [
    ...['L1T1', 'L1T2', 'L1T3'],
    ...['L2T1', 'L2T1h', 'L2T1_KEY', 'L2T2', 'L2T2h', 'L2T2_KEY', 'L2T2_KEY_SHIFT'],
    ...[
      'L2T3',
      'L2T3h',
      'L2T3_KEY',
      'L2T3_KEY_SHIFT',
      'L3T1',
      'L3T1h',
      'L3T1_KEY',
      'L3T2',
      'L3T2h',
      'L3T2_KEY',
      'L3T2_KEY_SHIFT',
    ],
    ...[
      'L3T3',
      'L3T3h',
      'L3T3_KEY',
      'L3T3_KEY_SHIFT',
      'S2T1',
      'S2T1h',
      'S2T2',
      'S2T2h',
      'S2T3',
      'S2T3h',
    ],
    ...['S3T1', 'S3T1h', 'S3T2', 'S3T2h', 'S3T3', 'S3T3h'],
  ];
  for (const name of standard) {
    it(`knows ${name}, and its name again`, () => {
      const mode = parseScalabilityMode(name);
      expect(mode && nameOf(mode)).to.equal(name);
    });
  }

  const foreign = [
    ...['', 'L0T1', 'L4T1', 'L1T4', 'l1t1', 'L1T1h', 'L1T3_KEY', 'S1T1', 'S2T1_KEY'],
    ...['L2T1h_KEY', 'L2T1_KEY_SHIFT', 'L2T2_SHIFT', 'L3T3_key', ' L1T1', 'L1T1 '],
  ];
  for (const name of foreign) {
    it(`does not know ${JSON.stringify(name)}`, () => {
      expect(parseScalabilityMode(name)).to.equal(undefined);
    });
  }
});
