// Two lists to choose camera and microphone from; the choice is remembered.

const kinds = { audio: 'audioinput', video: 'videoinput' };
const names = { audio: 'Microphone', video: 'Camera' };

/** The devices chosen last: { audio, video }, ids or undefined. */
export const chosenDevices = () => ({
  audio: localStorage.getItem('audio-device') ?? undefined,
  video: localStorage.getItem('video-device') ?? undefined,
});

/** Event: `choose` (detail: { kind, deviceId }); kind is audio or video. */
export class DevicePicker extends EventTarget {
  #selects;

  /** `element` holds a select for each kind, under the name of it. */
  constructor(element) {
    super();
    this.#selects = Object.keys(kinds).map(kind => element.querySelector(`[name=${kind}]`));
    for (const select of this.#selects) {
      select.addEventListener('change', () => this.#handleChange(select));
    }
    navigator.mediaDevices?.addEventListener('devicechange', () => this.refresh());
  }

  /** Lists what there is; browsers tell names only after they were allowed to open one. */
  async refresh(tracks = []) {
    const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    for (const select of this.#selects) this.#fill(select, devices, tracks);
  }

  #fill(select, devices, tracks) {
    const track = tracks.find(({ kind }) => kind === select.name);
    const current = track?.getSettings().deviceId ?? select.value;
    const options = devices
      .filter(({ kind, deviceId }) => kind === kinds[select.name] && deviceId !== '')
      .map(({ deviceId, label }, index) => {
        const name = label || `${names[select.name]} ${index + 1}`;
        return new Option(name, deviceId, false, deviceId === current);
      });
    if (options.length === 0)
      options.push(new Option(`No ${names[select.name].toLowerCase()}`, ''));
    select.replaceChildren(...options);
    select.disabled = options.length < 2 && !options[0].value;
  }

  #handleChange({ name: kind, value: deviceId }) {
    localStorage.setItem(`${kind}-device`, deviceId);
    this.dispatchEvent(new CustomEvent('choose', { detail: { kind, deviceId } }));
  }
}
