// Buttons that switch the microphone or the camera.

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
