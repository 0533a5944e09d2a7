// Codecs: the m-line's formats with `rtpmap`, `fmtp` and `rtcp-fb`. RFC 8866, section 6.6; RFC 4585.
import type { MediaDescription } from 'sdp-transform';

import { valuesOf, type RawSection } from './lines.js';
import { SdpError, type Codec, type Feedback, type FormatParameters } from './session.js';

type CodecLines = Pick<MediaDescription, 'rtp' | 'fmtp'>;

// RFC 3551, section 6: payload types that need no rtpmap.
const staticCodecs = new Map<number, [name: string, clockRate: number]>([
  [0, ['PCMU', 8000]],
  [8, ['PCMA', 8000]],
  [9, ['G722', 8000]],
  [13, ['CN', 8000]],
]);

/** Reads `a=1;b=2`; a name without value becomes `true`. Names and values are printable ASCII. */
export function parseParameters(text: string): FormatParameters {
  const parameters: FormatParameters = {};
  for (const expression of text.split(';')) {
    const equals = expression.indexOf('=');
    const name = (equals < 0 ? expression : expression.slice(0, equals)).trim();
    const value = equals < 0 ? undefined : expression.slice(equals + 1).trim();
    if (!isToken(name) || !isPrintable(value ?? '') || name === '__proto__') continue;
    // RFC 4855, section 3: names are in any case. This is the one that we have to find.
    const word = /^apt$/i.test(name) ? 'apt' : name;
    parameters[word] = value === undefined ? true : numberOrText(value);
  }
  return parameters;
}

// What one endpoint says here others are told: anything but printable ASCII is left out.
const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
const isPrintable = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Writes what `parseParameters` reads. */
export const writeParameters = (parameters: FormatParameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => (value === true ? name : `${name}=${value}`))
    .join(';');

// Only what comes back as the same text may become a number: 42001f stays text, and so does 007.
const numberOrText = (text: string): number | string =>
  /^-?\d+(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;

// Several times the longest that endpoints write. What one says here, all others are told.
const maxConfigLength = 1024;

/** The codecs of a section in the order of its formats. */
export function parseCodecs(tree: CodecLines, raw: RawSection, payloadTypes: number[]): Codec[] {
  const { line } = raw;
  const rtpmaps = new Map(tree.rtp.map(rtpmap => [rtpmap.payload, rtpmap]));
  const fmtps = new Map(tree.fmtp.map(fmtp => [fmtp.payload, fmtp.config]));
  const feedback = feedbackByPayloadType(raw);
  const forAll = feedback.get('*') ?? [];

  return payloadTypes.flatMap(payloadType => {
    const rtpmap = rtpmaps.get(payloadType);
    const wellKnown = staticCodecs.get(payloadType);
    const name = rtpmap ? String(rtpmap.codec) : wellKnown?.[0];
    const clockRate = rtpmap ? rtpmap.rate : wellKnown?.[1];
    if (name === undefined) return [];
    if (name === '' || !Number.isInteger(clockRate) || Number(clockRate) <= 0) {
      throw new SdpError(`section at line ${line}: malformed rtpmap of format ${payloadType}`);
    }
    const config = String(fmtps.get(payloadType) ?? '');
    if (config.length > maxConfigLength) {
      throw new SdpError(`section at line ${line}: fmtp of format ${payloadType} is too long`);
    }
    const channels = Number(rtpmap?.encoding ?? 1);
    return {
      payloadType,
      name,
      clockRate: Number(clockRate),
      ...(Number.isInteger(channels) && channels > 1 && { channels }),
      parameters: parseParameters(config),
      feedback: uniqueFeedback([...(feedback.get(String(payloadType)) ?? []), ...forAll]),
    };
  });
}

/** The lines of codecs, for the writer. */
export const writeCodecs = (
  codecs: Codec[]
): Required<Pick<MediaDescription, 'rtp' | 'fmtp' | 'rtcpFb'>> => ({
  rtp: codecs.map(({ payloadType, name, clockRate, channels }) => ({
    payload: payloadType,
    codec: name,
    rate: clockRate,
    ...(channels !== undefined && channels > 1 && { encoding: channels }),
  })),
  fmtp: codecs
    .filter(({ parameters }) => Object.keys(parameters).length > 0)
    .map(({ payloadType, parameters }) => ({
      payload: payloadType,
      config: writeParameters(parameters),
    })),
  rtcpFb: codecs.flatMap(({ payloadType, feedback }) =>
    feedback.map(({ type, parameter }) => ({
      payload: payloadType,
      type,
      ...(parameter !== undefined && { subtype: parameter }),
    }))
  ),
});

// Read here and not by the grammar, which knows no second parameter. Malformed ones are ignored.
function feedbackByPayloadType(raw: RawSection): Map<string, Feedback[]> {
  const feedback = new Map<string, Feedback[]>();
  for (const { value } of valuesOf(raw, 'rtcp-fb')) {
    const match = /^(\*|\d{1,3}) +(\S+)(?: +(\S.*))?$/.exec(value);
    if (!match?.[1] || !match[2]) continue;
    const list = feedback.get(match[1]) ?? [];
    list.push({ type: match[2], ...(match[3] && { parameter: match[3] }) });
    feedback.set(match[1], list);
  }
  return feedback;
}

const uniqueFeedback = (all: readonly Feedback[]): Feedback[] => [
  ...new Map(all.map(each => [`${each.type} ${each.parameter ?? ''}`, each])).values(),
];
