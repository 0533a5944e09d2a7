// What the room sends to the peer by itself, as transceivers of its connection.
import type { Peer } from '../../engine/peer.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import type { Msid } from '../../../sdp/index.js';
import { directionOf, receives } from '../jsep/direction.js';
import { isSectionKind } from '../jsep/codec-words.js';
import { namedMsid } from '../jsep/section-media.js';
import { trackOf } from '../media/engine-tracks.js';
import type { RTCRtpTransceiver } from '../rtp/rtc-rtp-transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/**
 * Makes a transceiver for each engine sender of the peer, and lets it follow what becomes of the
 * sender. A sender whose section was rejected gets another chance when its codecs change.
 */
export class RoomFeed {
  readonly #fed = new Map<RtpSender, RTCRtpTransceiver>();

  /** @param changed called when an offer may be due */
  constructor(
    peer: Peer,
    private readonly transceivers: TransceiverSet,
    private readonly changed: () => void
  ) {
    peer.on('newrtpsender', sender => this.#watch(sender));
    for (const sender of peer.rtpSenders) this.#watch(sender);
  }

  /** A description is due: everyone's picture. A track that was muted without a word stays as it was. */
  handleDescription(): void {
    for (const [sender, transceiver] of this.#fed) {
      if (!sender.disabled && !transceiver.isStopping) direct(transceiver, true);
    }
  }

  #watch(sender: RtpSender): void {
    this.#add(sender);
    sender.on('close', () => {
      const transceiver = this.#fed.get(sender);
      this.#fed.delete(sender);
      if (transceiver) end(transceiver);
      this.changed();
    });
    sender.on('activechange', () => {
      const transceiver = this.#fed.get(sender);
      if (transceiver?.isStopping === false) direct(transceiver, !sender.disabled);
      this.changed();
    });
    sender.on('parameterschange', () => {
      this.#add(sender);
      this.changed();
    });
    this.changed();
  }

  #add(sender: RtpSender): void {
    // `depth` has no word in SDP.
    if (sender.closed || !isSectionKind(sender.kind)) return;
    const known = this.#fed.get(sender);
    const transceiver = known?.isStopping === false ? known : this.#make(sender);
    transceiver.sender.setLabel(labelOf(sender));
    const { encodings = [], codecs, headerExtensions = [] } = sender.rtpParameters;
    transceiver.fedFormats = {
      // Without an encoding there is nothing that the peer could take.
      codecs: encodings.length > 0 ? codecs : [],
      headerExtensions,
      isOrdered: false,
    };
  }

  #make(sender: RtpSender): RTCRtpTransceiver {
    const kind = sender.kind as 'audio' | 'video';
    const transceiver = this.transceivers.add({
      kind,
      direction: sender.disabled ? 'inactive' : 'sendonly',
      origin: 'room',
      track: trackOf(sender.associatedRtpReceiver),
    });
    transceiver.sender.adopt(sender, labelOf(sender));
    this.#fed.set(sender, transceiver);
    return transceiver;
  }
}

function direct(transceiver: RTCRtpTransceiver, isSending: boolean): void {
  transceiver.setDirection(directionOf(isSending, receives(transceiver.wantedDirection)));
}

// The section goes with what was sent in it, unless the endpoint uses it as well.
function end(transceiver: RTCRtpTransceiver): void {
  if (!transceiver.receiver.rtpReceiver || transceiver.isStopping)
    return transceiver.beginStop(true);
  transceiver.origin = 'slot';
  transceiver.fedFormats = undefined;
  transceiver.sender.release();
  direct(transceiver, false);
}

// A track that nobody named goes by the ids of the engine: tracks of one peer share a stream, so
// that browsers play them in sync.
const labelOf = ({ id, rtpParameters, associatedRtpReceiver }: RtpSender): Msid =>
  namedMsid(rtpParameters.userParameters?.['msid']) ?? {
    stream: associatedRtpReceiver.peer.id,
    track: id,
  };
