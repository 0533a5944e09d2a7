// What became of packets, as dumps count it; mirrors native/router/verdict.h.

/** Of packets that came by a transport and reached no receiver. */
export type TransportVerdict = 'malformed' | 'probe' | 'unknownStream' | 'overMaxBitrate';

/** Of packets that reached a receiver: `accepted` ones are offered to all its senders. */
export type ReceiverVerdict =
  | 'accepted'
  | 'unknownPayloadType'
  | 'emptyRepair'
  | 'earlyRepair'
  | 'malformedRepair'
  | 'duplicate';

/** Of packets that were offered to a sender, and of those that its viewer asked for again. */
export type SenderVerdict =
  | 'forwarded'
  | 'paused'
  | 'notConnected'
  | 'noPayloadType'
  | 'otherEncoding'
  | 'beforeKeyFrame'
  | 'layerAboveLimits'
  | 'tooLate'
  | 'headerTooLong'
  | 'resent'
  | 'resendNotConnected'
  | 'resendWithoutRtx'
  | 'resendUnknown'
  | 'resendForgotten'
  | 'resendTooSoon'
  | 'resendTooOften'
  | 'resendOverBudget'
  | 'resendTooLong';

/** How many packets came to each verdict. The table in native/README.md says what they mean. */
export type Verdicts<Verdict extends string> = Record<Verdict, number>;
