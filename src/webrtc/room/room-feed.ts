// What the room feeds: the tracks that it sends to an endpoint by itself, as transceivers of the connection.
import type { Peer } from '../../engine/peer.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import { isSectionKind, type SectionKind } from '../jsep/codec-words.js';
import { trackOf } from '../media/engine-tracks.js';
import type { NegotiationNeededFlag } from '../rtp/owning-connection.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/**
 * Finds a transceiver for each engine sender of the peer, and lets it follow what becomes of the
 * sender: one in which the endpoint has offered to receive, and gets nothing yet, or else a new one.
 * A sender whose section was rejected gets another chance when its codecs change.
 */
export class RoomFeed {
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
      const transceiver = this.transceivers.fedBy(sender);
      if (transceiver) end(transceiver);
      this.needed.update();
    });
    sender.on('activechange', () => {
      const transceiver = this.transceivers.fedBy(sender);
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
    const { kind } = sender;
    // `depth` has no word in SDP.
    if (sender.closed || !isSectionKind(kind)) return;
    const known = this.transceivers.fedBy(sender);
    const transceiver = known?.isStopping === false ? known : this.#seat(sender, kind);
    transceiver.sending.setLabel(sender.msid);
    const { encodings = [], codecs, headerExtensions = [] } = sender.rtpParameters;
    transceiver.fedFormats = {
      // Without an encoding there is nothing that the endpoint could take.
      codecs: encodings.length > 0 ? codecs : [],
      headerExtensions,
      isOrdered: false,
    };
  }

  #seat(sender: RtpSender, kind: SectionKind): Transceiver {
    const track = trackOf(sender.associatedRtpReceiver);
    const transceiver =
      this.transceivers.freeForFeed(kind) ??
      this.transceivers.add({ kind, direction: 'inactive', origin: 'room', track });
    transceiver.feed(sender, track, sender.msid);
    transceiver.wantSending(!sender.disabled);
    return transceiver;
  }
}

// The section goes with what was sent in it, unless the endpoint sends there, or offers to.
function end(transceiver: Transceiver): void {
  const isUsed = transceiver.receiving.rtpReceiver !== undefined || transceiver.hasFired;
  if (isUsed && !transceiver.isStopping) transceiver.starve();
  else transceiver.beginStop(true);
}
