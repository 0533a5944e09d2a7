// The names of W3C webrtc-svc, section 6, and what they say; pure.

/** How one encoding is layered. */
export interface ScalabilityMode {
  spatialLayers: number;
  temporalLayers: number;
  /** The ratio of sizes between spatial layers is 1.5 instead of 2. */
  isThreeHalves: boolean;
  /** Spatial layers depend on one another: not in the S modes, which are simulcast in one stream. */
  hasInterLayerDependency: boolean;
  /** They do so at key frames only (K-SVC). */
  isKey: boolean;
  /** Temporal layers of the spatial ones are shifted against each other. */
  isShifted: boolean;
}

const pattern = /^([LS])([1-3])T([1-3])(h?)((?:_KEY)?)((?:_SHIFT)?)$/;

/** Undefined for a name that the standard does not have. */
export function parseScalabilityMode(name: string): ScalabilityMode | undefined {
  const [, kind, spatial, temporal, half, key, shift] = pattern.exec(name) ?? [];
  if (!kind) return undefined;
  const mode: ScalabilityMode = {
    spatialLayers: Number(spatial),
    temporalLayers: Number(temporal),
    isThreeHalves: half !== '',
    hasInterLayerDependency: kind === 'L' && spatial !== '1',
    isKey: key !== '',
    isShifted: shift !== '',
  };
  return isStandard(kind, mode) ? mode : undefined;
}

function isStandard(kind: string, mode: ScalabilityMode): boolean {
  if (mode.spatialLayers === 1) return kind === 'L' && !mode.isThreeHalves && !mode.isKey;
  if (mode.isKey) {
    const isPlain = kind === 'L' && !mode.isThreeHalves;
    return isPlain && (!mode.isShifted || mode.temporalLayers > 1);
  }
  return !mode.isShifted;
}
