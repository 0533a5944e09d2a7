// Whether two ends of a connection, each by its own account, have come to the same.
import { isRejected, parse, type MediaSection } from '../../../sdp/index.js';
import type { EndView, TransceiverView } from '../../interop/pages/negotiation.mjs';

/** All that is wrong between two ends that say they are through; empty if they agree. */
export function disagreements(one: EndView, other: EndView): string[] {
  return [
    ...aloneFaults('one', one),
    ...aloneFaults('other', other),
    ...transceiverFaults(one, other),
    ...streamFaults('one', one, other),
    ...streamFaults('other', other, one),
    ...descriptionFaults('one', one.local, other.remote),
    ...descriptionFaults('other', other.local, one.remote),
  ];
}

/** What one end should not look like, whatever the other says. */
function aloneFaults(name: string, { signalingState, isPending, transceivers, errors }: EndView) {
  const faults = errors.map(error => `failed: ${error}`);
  if (signalingState !== 'stable') faults.push(`is ${signalingState}`);
  if (isPending) faults.push('has a pending description');
  for (const { mid, direction, currentDirection } of transceivers) {
    if (direction === 'stopped' || currentDirection === 'stopped') {
      faults.push(`lists the stopped transceiver ${mid}`);
    } else if (mid === null || currentDirection === null) {
      faults.push(`has a transceiver that was never negotiated`);
    }
  }
  return faults.map(fault => `${name} ${fault}`);
}

/** The transceivers that live, and where their media flows. */
function transceiverFaults(one: EndView, other: EndView): string[] {
  const faults = transceiversOnlyIn(one, other, 'one').concat(
    transceiversOnlyIn(other, one, 'other')
  );
  for (const [mine, theirs] of pairs(one, other)) {
    const [sends, receives] = [flows(mine, theirs), flows(theirs, mine)];
    const expected = directionOf(sends, receives);
    if (mine.kind !== theirs.kind) faults.push(`${mine.mid}: ${mine.kind} here, ${theirs.kind}`);
    if (mine.currentDirection !== expected || theirs.currentDirection !== mirrored(expected)) {
      faults.push(
        `${mine.mid}: ${mine.direction} and ${theirs.direction} became ` +
          `${mine.currentDirection} and ${theirs.currentDirection}`
      );
    }
  }
  return faults;
}

/** In which streams `here` was told to send, says that it sends, and `there` receives. */
function streamFaults(name: string, here: EndView, there: EndView): string[] {
  if (here.local === undefined) return [];
  const faults: string[] = [];
  const described = new Map(parse(here.local).media.map(media => [media.mid, media]));
  for (const [sender, receiver] of pairs(here, there)) {
    const section = described.get(sender.mid ?? undefined);
    const says = (section?.msids ?? []).map(({ stream }) => stream).filter(id => id !== '-');
    says.sort();
    const sent = sender.sends?.join() ?? says.join();
    if (isSending(sender.direction) && says.join() !== sent) {
      faults.push(`${sender.mid} in [${sent}], and describes it as ${list(says)}`);
    }
    // Streams that came into being without a track event cannot be seen.
    const seen = says.filter(id => there.streamIds.includes(id));
    const expected = isSending(sender.currentDirection) ? seen : [];
    const arrives = receiver.receives.filter(id => !there.keepsTracks || expected.includes(id));
    if (arrives.join() !== expected.join()) {
      faults.push(`${sender.mid} in ${list(expected)}, which arrives in ${list(arrives)}`);
    }
  }
  return faults.map(fault => `${name} sends ${fault}`);
}

/** Whether the text that one end wrote is the text that the other end holds. */
function descriptionFaults(name: string, local = '', remote = ''): string[] {
  if (local === '' || remote === '') return local === remote ? [] : [`${name} alone has agreed`];
  const [written, held] = [local, remote].map(sdp => parse(sdp).media.map(agreedUpon));
  if (written!.length !== held!.length) {
    return [`${name} wrote ${written!.length} m-sections, the other holds ${held!.length}`];
  }
  return written!
    .map((each, at) => [JSON.stringify(each), JSON.stringify(held![at])])
    .filter(([mine, theirs]) => mine !== theirs)
    .map(([mine, theirs]) => `${name} wrote ${mine}, the other holds ${theirs}`);
}

// Candidates come and go, and what nobody knows may be dropped; the rest has to be the same.
function agreedUpon(media: MediaSection): object {
  const { kind, mid, direction, iceUfrag, icePwd, setup, fingerprints, msids } = media;
  // Firefox 153 writes a port that it has gathered into a section that it had rejected.
  if (isRejected(media) || iceUfrag === undefined) return { kind, isRejected: true };
  return {
    ...{ kind, mid, direction, iceUfrag, icePwd, setup, fingerprints },
    msids: msids.map(({ stream, track }) => `${stream} ${track ?? ''}`).sort(),
    codecs: media.codecs.map(({ payloadType, name }) => `${payloadType} ${name}`),
    extensions: media.headerExtensions.map(({ id, uri }) => `${id} ${uri}`).sort(),
    sources: media.sources.map(({ ssrc }) => ssrc).sort(),
  };
}

function transceiversOnlyIn(here: EndView, there: EndView, name: string): string[] {
  return here.transceivers
    .filter(({ mid }) => !there.transceivers.some(theirs => theirs.mid === mid))
    .map(({ mid, kind }) => `${name} alone has the ${kind} transceiver ${mid}`);
}

function pairs(one: EndView, other: EndView): [TransceiverView, TransceiverView][] {
  return one.transceivers.flatMap(mine => {
    const theirs = other.transceivers.find(({ mid }) => mid !== null && mid === mine.mid);
    return theirs ? [[mine, theirs] as [TransceiverView, TransceiverView]] : [];
  });
}

const list = (ids: readonly string[] = []): string => `[${ids.join()}]`;

const isSending = (direction: string | null): boolean =>
  direction === 'sendrecv' || direction === 'sendonly';

const isReceiving = (direction: string): boolean =>
  direction === 'sendrecv' || direction === 'recvonly';

const flows = (from: TransceiverView, to: TransceiverView): boolean =>
  isSending(from.direction) && isReceiving(to.direction);

function directionOf(sends: boolean, receives: boolean): string {
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}

const mirrored = (direction: string): string =>
  ({ sendonly: 'recvonly', recvonly: 'sendonly' })[direction] ?? direction;
