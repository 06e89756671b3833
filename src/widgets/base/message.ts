/** Says a sentence at the head of a figure; an empty one takes the last away. */
export function showMessage(host: HTMLElement, sentence: string): void {
  const place = host.querySelector<HTMLElement>('[data-message]');
  if (!place) return;
  place.textContent = sentence;
  place.hidden = sentence === '';
}
