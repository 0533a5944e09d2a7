// An agreement on its way into the engine: all of it, or nothing.
import { isDeepStrictEqual } from 'node:util';

import { createLogger } from '../../base/logger.js';
import type { Peer } from '../../engine/peer.js';
import type { Transport } from '../../engine/transport.js';
import type { Agreement, TransceiverAgreement } from '../jsep/agreement.js';
import { sends } from '../jsep/direction.js';
import { operationFailed } from '../idl/errors.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';
import { admitTracks } from './admit-tracks.js';
import { assertMayAgree } from './track-limit.js';

const logger = createLogger('RTCPeerConnection');

/** What an agreement is applied to. */
export interface Engine {
  peer: Peer;
  transport: Transport;
  transceivers: TransceiverSet;
}

interface Step {
  /** Puts the engine back to what it was; a failure is logged only. */
  undo(): unknown;
  /** Writes down what the step did, once all steps have succeeded. */
  commit(): void;
}

/** What was applied. */
export interface Applied {
  /** The agreement, with the ids of the transceivers that were made for it. */
  agreement: Agreement;
  /** The transceivers that have a new engine receiver. */
  filled: Transceiver[];
}

/**
 * Applies an agreement. If the engine refuses any of it, what was done is undone.
 *
 * @param isConnected true if the engine knows the endpoint's half of DTLS already
 * @throws {DOMException} OperationError
 */
export async function applyToEngine(
  given: Agreement,
  engine: Engine,
  isConnected: boolean
): Promise<Applied> {
  const { agreement, made } = admitTracks(given, engine.transceivers);
  const steps: Step[] = made.map(transceiver => ({
    undo: () => engine.transceivers.retract(transceiver),
    commit: () => {},
  }));
  const transceivers = agreement.transceivers.flatMap(section => {
    const transceiver = engine.transceivers.get(section.transceiver);
    return transceiver ? [{ section, transceiver }] : [];
  });
  try {
    assertMayAgree(agreement.transceivers, engine.transceivers, engine.peer);
    await settleAll(
      transceivers.flatMap(({ section, transceiver }) => [
        applyReceiving(section, transceiver, engine, steps),
        applySending(section, transceiver, engine, steps),
      ])
    );
    // DTLS comes last, as it is the one step that cannot be undone.
    if (agreement.dtls && !isConnected) {
      await engine.transport.setRemoteDtlsParameters(agreement.dtls);
    }
  } catch (error) {
    await undoAll(steps);
    throw operationFailed('the description could not be applied', error);
  }
  const isEmpty = ({ receiving }: Transceiver): boolean => !receiving.rtpReceiver;
  const empty = transceivers.map(({ transceiver }) => transceiver).filter(isEmpty);
  for (const step of steps) step.commit();
  for (const { section, transceiver } of transceivers) {
    // The transceiver forgets the receiver before that closes: its `close` event must not look like
    // the application's doing.
    if (!section.receive) transceiver.receiving.disconnect()?.close();
  }
  return { agreement, filled: empty.filter(transceiver => !isEmpty(transceiver)) };
}

async function applyReceiving(
  { receive }: TransceiverAgreement,
  transceiver: Transceiver,
  { peer, transport }: Engine,
  steps: Step[]
): Promise<void> {
  const { receiving, kind } = transceiver;
  // The application may have stopped the transceiver while the offer was out.
  if (!receive || transceiver.isStopping) return;
  const { received, rtpReceiver: known } = receiving;
  const isMoved = known !== undefined && known.transport !== transport;
  if (known && !isMoved && isDeepStrictEqual(receive, received)) return;

  const rtpReceiver = known ?? peer.RtpReceiver(kind, transport);
  steps.push({
    undo: () => (known && received ? known.receive(received) : rtpReceiver.close()),
    commit: () =>
      transceiver.isStopping ? rtpReceiver.close() : receiving.connect(rtpReceiver, receive),
  });
  if (isMoved) await unlessStopped(transceiver, rtpReceiver.setTransport(transport));
  await unlessStopped(transceiver, rtpReceiver.receive(receive));
}

async function applySending(
  section: TransceiverAgreement,
  transceiver: Transceiver,
  { transport }: Engine,
  steps: Step[]
): Promise<void> {
  const { sending } = transceiver;
  if (transceiver.isStopping) return;
  const { negotiated: before } = sending;
  const muxId = section.isShared ? undefined : section.mid;
  const isSending = sends(section.direction);
  // The room has paused its sender, which goes on later: ended now, its SSRC would begin anew.
  if (!isSending && !section.isRejected && sending.isMutedByRoom && before) return;
  const agreed = isSending ? section.send : undefined;
  const isMoved = before !== undefined && !sending.isOn(transport);
  if (!isMoved && isDeepStrictEqual(agreed, before)) return;

  steps.push({ undo: () => sending.negotiate(before, muxId, transport), commit: () => {} });
  await unlessStopped(transceiver, sending.negotiate(agreed, muxId, transport));
}

/**
 * Waits for a request to the engine, which may fail if the application stops the transceiver
 * meanwhile.
 */
async function unlessStopped(transceiver: Transceiver, done: Promise<unknown>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!transceiver.isStopping) throw error;
  }
}

/** Waits for all promises, also when one has failed: a request that is under way cannot be undone. */
async function settleAll(promises: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(promises)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

async function undoAll(steps: Step[]): Promise<void> {
  for (const step of steps.reverse()) {
    try {
      await step.undo();
    } catch (error) {
      logger.warn('could not undo a part of a description: %o', error);
    }
  }
}
