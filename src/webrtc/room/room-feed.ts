// What the room feeds: the tracks that it sends to an endpoint by itself, as transceivers of the connection.
import type { Peer } from '../../engine/peer.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import type { Msid } from '../../../sdp/index.js';
import { isSectionKind } from '../jsep/codec-words.js';
import { namedMsid } from '../jsep/section-media.js';
import { trackOf } from '../media/engine-tracks.js';
import type { NegotiationNeededFlag } from '../rtp/owning-connection.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/**
 * Makes a transceiver for each engine sender of the peer, and lets it follow what becomes of the
 * sender. A sender whose section was rejected gets another chance when its codecs change.
 */
export class RoomFeed {
  readonly #fed = new Map<RtpSender, Transceiver>();

  constructor(
    peer: Peer,
    private readonly transceivers: TransceiverSet,
    private readonly needed: NegotiationNeededFlag
  ) {
    peer.on('newrtpsender', sender => this.#watch(sender));
    for (const sender of peer.rtpSenders) this.#watch(sender);
  }

  #watch(sender: RtpSender): void {
    this.#add(sender);
    sender.on('close', () => {
      const transceiver = this.#fed.get(sender);
      this.#fed.delete(sender);
      if (transceiver) end(transceiver);
      this.needed.update();
    });
    sender.on('activechange', () => {
      const transceiver = this.#fed.get(sender);
      if (transceiver?.isStopping === false) transceiver.wantSending(!sender.disabled);
      this.needed.update();
    });
    sender.on('parameterschange', () => {
      this.#add(sender);
      this.needed.update();
    });
    this.needed.update();
  }

  #add(sender: RtpSender): void {
    // `depth` has no word in SDP.
    if (sender.closed || !isSectionKind(sender.kind)) return;
    const known = this.#fed.get(sender);
    const transceiver = known?.isStopping === false ? known : this.#make(sender);
    transceiver.sending.setLabel(labelOf(sender));
    const { encodings = [], codecs, headerExtensions = [] } = sender.rtpParameters;
    transceiver.fedFormats = {
      // Without an encoding there is nothing that the peer could take.
      codecs: encodings.length > 0 ? codecs : [],
      headerExtensions,
      isOrdered: false,
    };
  }

  #make(sender: RtpSender): Transceiver {
    const kind = sender.kind as 'audio' | 'video';
    const transceiver = this.transceivers.add({
      kind,
      direction: sender.disabled ? 'inactive' : 'sendonly',
      origin: 'room',
      track: trackOf(sender.associatedRtpReceiver),
    });
    transceiver.sending.adopt(sender, labelOf(sender));
    this.#fed.set(sender, transceiver);
    return transceiver;
  }
}

// The section goes with what was sent in it, unless the endpoint uses it as well.
function end(transceiver: Transceiver): void {
  if (!transceiver.receiving.rtpReceiver || transceiver.isStopping) {
    return transceiver.beginStop(true);
  }
  transceiver.origin = 'slot';
  transceiver.fedFormats = undefined;
  transceiver.sending.release();
  transceiver.wantSending(false);
}

// A track that nobody named goes by the ids of the engine: tracks of one peer share a stream, so
// that browsers play them in sync.
const labelOf = ({ id, rtpParameters, associatedRtpReceiver }: RtpSender): Msid =>
  namedMsid(rtpParameters.userParameters?.['msid']) ?? {
    stream: associatedRtpReceiver.peer.id,
    track: id,
  };
