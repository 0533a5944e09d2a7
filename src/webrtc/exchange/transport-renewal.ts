// When the next description needs other ICE credentials, or another transport.
import type { Transport } from '../../engine/transport.js';
import { operationFailed } from '../idl/errors.js';
import type { SectionState } from '../jsep/section-state.js';
import { endsIn, endsTransport } from '../jsep/succession.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';
import type { ConnectionPath } from './connection-path.js';
import type { Negotiation } from './negotiation.js';

/** What the renewal looks at. */
export interface RenewalView {
  readonly path: ConnectionPath;
  readonly transceivers: TransceiverSet;
}

/**
 * ICE restarts (W3C WebRTC 1.0, section 4.4.2) and successors of a transport (RFC 9143, section
 * 7.5.3).
 */
export class TransportRenewal {
  // The user name fragments of our descriptions that `restartIce()` wants to see replaced.
  #ufragsToReplace: ReadonlySet<string> = new Set();

  /** @param canSucceed false where the transport outlives its sections */
  constructor(
    private readonly view: RenewalView,
    private readonly negotiation: Negotiation,
    private readonly canSucceed: boolean
  ) {}

  /** True if an offer is due for other ICE credentials. */
  get isOfferNeeded(): boolean {
    const { agreedUfrag } = this.negotiation;
    const ufrag = this.view.path.transport?.iceLocalParameters.usernameFragment;
    const hasNewIce = agreedUfrag !== undefined && agreedUfrag !== ufrag;
    return this.#ufragsToReplace.size > 0 || hasNewIce;
  }

  /** True if what was created before may still be set: no other credentials, and no other transport. */
  get isUpToDate(): boolean {
    const { path } = this.view;
    if (!path.transport || this.#isToBeReplaced(path.transport)) return false;
    return this.needsSuccessor === (path.successorUfrag !== undefined);
  }

  /** True if the next description ends the transport under sections that stay. */
  get needsSuccessor(): boolean {
    if (!this.canSucceed) return false;
    const { path, transceivers } = this.view;
    const { agreedSections, remoteOffer } = this.negotiation;
    const isStopping = endsIn(id => transceivers.get(id)?.isStopping ?? true);
    const rejected = new Set(
      remoteOffer?.sections.flatMap(({ isRejected, mid }) => (isRejected ? [mid] : []))
    );
    const isEnding = (state: SectionState): boolean => rejected.has(state.mid) || isStopping(state);
    return path.isEnded || endsTransport(agreedSections, isEnding);
  }

  /** The ICE credentials of our descriptions are to be replaced. */
  restartIce(): void {
    this.#ufragsToReplace = new Set(this.negotiation.localUfrags);
  }

  /** An exchange has ended: `restartIce()` is done if it agreed on other credentials. */
  settle(): void {
    const { agreedUfrag = '' } = this.negotiation;
    if (!this.#ufragsToReplace.has(agreedUfrag)) this.#ufragsToReplace = new Set();
  }

  /** Prepares the transport for an offer. @param isAsked the application asks for an ICE restart */
  async prepareOffer(isAsked: boolean): Promise<void> {
    const isFirst = this.negotiation.agreedUfrag === undefined;
    const transport = await this.view.path.open();
    if ((isAsked && !isFirst) || this.#isToBeReplaced(transport)) await this.#changeCredentials();
    await this.#prepareSuccessor();
  }

  /** Prepares the transport for an answer. Returns true if the answer is about another transport. */
  async prepareAnswer(): Promise<boolean> {
    const { negotiation } = this;
    const transport = await this.view.path.open();
    const isAnswered = negotiation.agreedUfrag !== transport.iceLocalParameters.usernameFragment;
    const succeeds = await this.#prepareSuccessor();
    if (!succeeds && negotiation.isIceRestarted && !isAnswered) await this.#changeCredentials();
    return succeeds;
  }

  /** The description that named another transport has been taken back. */
  dropSuccessor(): void {
    if (this.view.path.successorUfrag === undefined) return;
    this.view.path.dropSuccessor();
    this.#renewSources(false);
  }

  async #prepareSuccessor(): Promise<boolean> {
    const { path } = this.view;
    const isNeeded = this.needsSuccessor;
    if (!isNeeded) this.dropSuccessor();
    else if (path.successorUfrag === undefined) {
      await path.prepareSuccessor();
      this.#renewSources(true);
    }
    return isNeeded;
  }

  #renewSources(isRenewed: boolean): void {
    for (const { sending } of this.view.transceivers) sending.renewSources(isRenewed);
  }

  #isToBeReplaced({ iceLocalParameters }: Transport): boolean {
    return this.#ufragsToReplace.has(iceLocalParameters.usernameFragment);
  }

  async #changeCredentials(): Promise<void> {
    const transport = await this.view.path.open();
    try {
      await transport.changeUfragPwd();
    } catch (error) {
      throw operationFailed('could not restart ICE', error);
    }
  }
}
