// An agreement on its way into the engine: all of it, or nothing.
import { isDeepStrictEqual } from 'node:util';

import { createLogger } from '../../base/logger.js';
import type { Peer } from '../../engine/peer.js';
import type { Transport } from '../../engine/transport.js';
import type { Agreement, TransceiverAgreement } from '../jsep/agreement.js';
import { sends } from '../jsep/direction.js';
import { operationFailed } from '../idl/errors.js';
import type { RTCRtpTransceiver } from '../rtp/rtc-rtp-transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

const logger = createLogger('RTCPeerConnection');

/** What an agreement is applied to. */
export interface Engine {
  peer: Peer;
  transport: Transport;
  transceivers: TransceiverSet;
}

interface Step {
  /** Puts the engine back; what it reports is logged only. */
  undo(): unknown;
  /** Writes down what was done, once everything is. */
  commit(): void;
}

/**
 * Applies an agreement. If the engine refuses any of it, what was done is undone.
 *
 * @param isConnected true if the engine knows the peer's end of DTLS already
 * @returns the transceivers that have a new receiver
 * @throws {DOMException} OperationError
 */
export async function applyToEngine(
  agreement: Agreement,
  engine: Engine,
  isConnected: boolean
): Promise<RTCRtpTransceiver[]> {
  const steps: Step[] = [];
  const transceivers = agreement.transceivers.flatMap(section => {
    const transceiver = engine.transceivers.get(section.transceiver);
    return transceiver ? [{ section, transceiver }] : [];
  });
  try {
    await settleAll(
      transceivers.flatMap(({ section, transceiver }) => [
        applyReceiving(section, transceiver, engine, steps),
        applySending(section, transceiver, engine, steps),
      ])
    );
    // Last, as it is the one thing that cannot be undone.
    if (agreement.dtls && !isConnected) {
      await engine.transport.setRemoteDtlsParameters(agreement.dtls);
    }
  } catch (error) {
    await undoAll(steps);
    throw operationFailed('the description could not be applied', error);
  }
  const isEmpty = ({ receiver }: RTCRtpTransceiver): boolean => receiver.rtpReceiver === undefined;
  const empty = transceivers.map(({ transceiver }) => transceiver).filter(isEmpty);
  for (const step of steps) step.commit();
  for (const { section, transceiver } of transceivers) {
    // Forgotten first: its close event must not look like the application's doing.
    if (!section.receive) transceiver.receiver.disconnect()?.close();
  }
  return empty.filter(transceiver => !isEmpty(transceiver));
}

async function applyReceiving(
  { receive }: TransceiverAgreement,
  transceiver: RTCRtpTransceiver,
  { peer, transport }: Engine,
  steps: Step[]
): Promise<void> {
  const { receiver, kind } = transceiver;
  // The application may have stopped it while the offer was out.
  if (!receive || transceiver.isStopping) return;
  const { received, rtpReceiver: known } = receiver;
  const isMoved = known !== undefined && known.transport !== transport;
  if (known && !isMoved && isDeepStrictEqual(receive, received)) return;

  const rtpReceiver = known ?? peer.RtpReceiver(kind, transport);
  steps.push({
    undo: () => (known && received ? known.receive(received) : rtpReceiver.close()),
    commit: () =>
      transceiver.isStopping ? rtpReceiver.close() : receiver.connect(rtpReceiver, receive),
  });
  if (isMoved) await unlessStopped(transceiver, rtpReceiver.setTransport(transport));
  await unlessStopped(transceiver, rtpReceiver.receive(receive));
}

async function applySending(
  section: TransceiverAgreement,
  transceiver: RTCRtpTransceiver,
  { transport }: Engine,
  steps: Step[]
): Promise<void> {
  const { sender } = transceiver;
  if (transceiver.isStopping) return;
  const { negotiated: before } = sender;
  const muxId = section.isShared ? undefined : section.mid;
  const isSending = sends(section.direction);
  // Paused already, and to go on later: to end it now would make its SSRC begin anew.
  if (!isSending && !section.isRejected && sender.isMutedByRoom && before) return;
  const agreed = isSending ? section.send : undefined;
  const isMoved = before !== undefined && !sender.isOn(transport);
  if (!isMoved && isDeepStrictEqual(agreed, before)) return;

  steps.push({ undo: () => sender.negotiate(before, muxId, transport), commit: () => {} });
  await unlessStopped(transceiver, sender.negotiate(agreed, muxId, transport));
}

/** Waits. The application may stop a transceiver meanwhile; what the engine then refuses is over. */
async function unlessStopped(
  transceiver: RTCRtpTransceiver,
  done: Promise<unknown>
): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!transceiver.isStopping) throw error;
  }
}

/** Waits for all, also when one has failed: what is under way cannot be undone. */
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
