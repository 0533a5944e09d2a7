// An accepted answer on its way into the engine: all of it, or nothing.
import { isDeepStrictEqual } from 'node:util';

import { createLogger } from '../base/logger.js';
import type { Peer } from '../engine/peer.js';
import type { Transport } from '../engine/transport.js';
import type { AnswerPlan, SectionAnswer } from './answer-plan.js';
import { sends } from './direction.js';
import { operationFailed } from './errors.js';
import type { Negotiated, RtpTransceiver } from './rtp-transceiver.js';

const logger = createLogger('RTCPeerConnection');

/** What a plan is applied to. */
export interface Engine {
  peer: Peer;
  transport: Transport;
  transceiver(id: number): RtpTransceiver | undefined;
}

interface Step {
  /** Puts the engine back; what it reports is logged only. */
  undo(): unknown;
  /** Writes down what was done, once everything is. */
  commit(): void;
}

/**
 * Applies a plan. If the engine refuses any of it, what was done is undone.
 *
 * @param isConnected true if the engine knows the peer's end of DTLS already
 * @returns the transceivers that have a new receiver
 * @throws {DOMException} OperationError
 */
export async function applyAnswer(
  plan: AnswerPlan,
  engine: Engine,
  isConnected: boolean
): Promise<RtpTransceiver[]> {
  const steps: Step[] = [];
  const sections = plan.sections.flatMap(section => {
    const transceiver = engine.transceiver(section.transceiver);
    return transceiver ? [{ section, transceiver }] : [];
  });
  try {
    await settleAll(
      sections.flatMap(({ section, transceiver }) => [
        applyReceiving(section, transceiver, engine, steps),
        applySending(section, transceiver, engine, steps),
      ])
    );
    // Last, as it is the one thing that cannot be undone.
    if (plan.dtls && !isConnected) await engine.transport.setRemoteDtlsParameters(plan.dtls);
  } catch (error) {
    await undoAll(steps);
    throw operationFailed('the answer could not be applied', error);
  }
  const isEmpty = ({ receiver }: RtpTransceiver): boolean => receiver === undefined;
  const empty = sections.map(({ transceiver }) => transceiver).filter(isEmpty);
  for (const step of steps) step.commit();
  for (const { section, transceiver } of sections) {
    if (!section.receive) closeReceiver(transceiver);
    transceiver.handleAnswer(section);
  }
  return empty.filter(transceiver => !isEmpty(transceiver));
}

async function applyReceiving(
  { receive }: SectionAnswer,
  transceiver: RtpTransceiver,
  { peer, transport }: Engine,
  steps: Step[]
): Promise<void> {
  // The application may have closed the receiver while the offer was out.
  if (!receive || transceiver.isStopped) return;
  const { received } = transceiver;
  if (transceiver.receiver && isDeepStrictEqual(receive, received)) return;

  const known = transceiver.receiver;
  const receiver = known ?? peer.RtpReceiver(transceiver.kind, transport);
  steps.push({
    undo: () => (known && received ? known.receive(received) : receiver.close()),
    commit: () => {
      transceiver.receiver = receiver;
      transceiver.received = receive;
    },
  });
  await receiver.receive(receive);
}

async function applySending(
  section: SectionAnswer,
  transceiver: RtpTransceiver,
  { transport }: Engine,
  steps: Step[]
): Promise<void> {
  const { sender, negotiated: before } = transceiver;
  if (!sender || sender.closed) return;
  const isSending = sends(section.direction);
  const { mid: muxId, headerExtensions } = section;
  // Paused already, and to go on later: to end it now would make its SSRC begin anew.
  if (!isSending && !section.isRejected && sender.disabled && before) return;
  const { codecs: ours } = sender.rtpParameters;
  const codecs = isSending
    ? ours.filter(({ payloadType }) => section.payloadTypes.includes(payloadType))
    : [];
  const negotiated: Negotiated = { muxId, codecs, headerExtensions };
  if (isDeepStrictEqual(negotiated, before)) return;

  steps.push({
    undo: () => sender.negotiate(before ?? { muxId, codecs: [], headerExtensions: [] }),
    commit: () => {
      transceiver.negotiated = negotiated;
    },
  });
  try {
    await sender.negotiate(negotiated);
    if (isSending && sender.transport !== transport) await sender.setTransport(transport);
  } catch (error) {
    // Whoever it came from has left meanwhile: that is no fault of this answer.
    if (!sender.closed) throw error;
  }
}

function closeReceiver(transceiver: RtpTransceiver): void {
  const { receiver } = transceiver;
  // Forgotten first: its close event must not look like the application's doing.
  transceiver.receiver = undefined;
  transceiver.received = undefined;
  receiver?.close();
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
      logger.warn('could not undo a part of an answer: %o', error);
    }
  }
}
