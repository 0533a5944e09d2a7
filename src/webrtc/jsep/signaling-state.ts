// The state table of JSEP. RFC 9429, section 3.2. Pure.

/** Where the offer/answer exchange stands. W3C WebRTC 1.0, section 4.3. */
export type SignalingState =
  | 'stable'
  | 'have-local-offer'
  | 'have-remote-offer'
  | 'have-local-pranswer'
  | 'have-remote-pranswer'
  | 'closed';

/** The types of a description. W3C WebRTC 1.0, section 4.6. */
export type SdpType = 'offer' | 'pranswer' | 'answer' | 'rollback';
export type Side = 'local' | 'remote';

const transitions: Record<SignalingState, Partial<Record<`${Side} ${SdpType}`, SignalingState>>> = {
  stable: {
    'local offer': 'have-local-offer',
    'remote offer': 'have-remote-offer',
  },
  'have-local-offer': {
    'local offer': 'have-local-offer',
    'local rollback': 'stable',
    'remote answer': 'stable',
    'remote pranswer': 'have-remote-pranswer',
  },
  'have-remote-offer': {
    'remote offer': 'have-remote-offer',
    'remote rollback': 'stable',
    'local answer': 'stable',
    'local pranswer': 'have-local-pranswer',
  },
  'have-local-pranswer': {
    'local answer': 'stable',
    'local pranswer': 'have-local-pranswer',
  },
  'have-remote-pranswer': {
    'remote answer': 'stable',
    'remote pranswer': 'have-remote-pranswer',
  },
  closed: {},
};

/** The state after a description was set; undefined if it must not be set now. */
export const nextState = (
  state: SignalingState,
  side: Side,
  type: SdpType
): SignalingState | undefined => transitions[state][`${side} ${type}`];
