// Which payload types may be given to codecs that have none of their own; pure.

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** True for those that, with the marker bit, would be taken for RTCP. RFC 5761, section 4. */
export const collidesWithRtcp = (payloadType: number): boolean =>
  payloadType >= 64 && payloadType <= 95;

/** In the order in which browsers take them. RFC 5761, section 4, and RFC 3551, section 3. */
export const dynamicPayloadTypes: readonly number[] = [...range(96, 127), ...range(35, 63)];

/** In the order in which rooms take them: version 0 of this API began at 100. */
export const roomPayloadTypes: readonly number[] = [
  ...range(100, 127),
  ...range(96, 99),
  ...range(35, 63),
];
