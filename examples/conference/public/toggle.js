// Buttons that switch the microphone, the camera or the screen.

const names = { mic: 'microphone', camera: 'camera' };
const keys = { mic: 'M', camera: 'V' };

/** Shows a button as on or off; `isThere` is false if there is nothing to switch. */
export function showToggle(button, icon, isOff, isThere) {
  const label = isThere ? `Turn the ${names[icon]} ${isOff ? 'on' : 'off'}` : `No ${names[icon]}`;
  button.disabled = !isThere;
  button.classList.toggle('off', isOff);
  button.setAttribute('aria-pressed', String(isOff));
  button.setAttribute('aria-label', label);
  button.title = isThere ? `${label} (${keys[icon]})` : label;
  button.querySelector('use').setAttribute('href', `#icon-${icon}${isOff ? '-off' : ''}`);
}

/** Shows whether the screen is shared; hidden where the browser cannot. */
export function showSharing(button, isSharing) {
  const label = isSharing ? 'Stop sharing the screen' : 'Share the screen';
  button.hidden = !navigator.mediaDevices?.getDisplayMedia;
  button.classList.toggle('on', isSharing);
  button.setAttribute('aria-pressed', String(isSharing));
  button.setAttribute('aria-label', label);
  button.title = `${label} (S)`;
}
