/** What runs in the page: opens, operates and closes one figure. Stands alone: it is sent to the page as text. */

export interface Rounds {
  tag: string;
  first: number;
  count: number;
  /** In every round whose number is a multiple of this, its training is begun, and the figure closed in the middle of it. */
  trainEvery: number;
}

/**
 * Each round puts a fresh copy of the figure, as the build wrote it, into the page; waits until it is alive; opens what is folded, moves
 * every control to another value, presses every button that stays within the figure; and takes the copy away.
 */
export async function figureRounds({ tag, first, count, trainEvery }: Rounds): Promise<void> {
  const LIMIT_MS = 60_000;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const until = async (what: string, holds: () => boolean) => {
    for (const began = performance.now(); !holds(); await frame())
      if (performance.now() - began > LIMIT_MS) throw new Error(`waited too long for ${what}`);
  };
  const tell = (control: Element, type: string) => control.dispatchEvent(new Event(type, { bubbles: true }));

  const kept = window as unknown as { figureAsBuilt?: string };
  const place = document.querySelector('main');
  if (!place) throw new Error('the page has no main');
  if (kept.figureAsBuilt === undefined) {
    const built = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    const figure = built.querySelector(tag);
    if (!figure) throw new Error(`no ${tag}`);
    kept.figureAsBuilt = figure.outerHTML;
    for (const figure of document.querySelectorAll(tag)) figure.remove();
  }

  const move = (control: HTMLInputElement | HTMLSelectElement, round: number) => {
    if (control.disabled || control.closest('fieldset:disabled')) return;
    if (control instanceof HTMLSelectElement) {
      control.selectedIndex = round % control.options.length;
      return tell(control, 'change');
    }
    if (control.type === 'checkbox') return control.click();
    // The last of a group that is clicked is the one that stays.
    if (control.type === 'radio') {
      if (round % 2 === 0) control.click();
      return;
    }
    if (control.type !== 'range') return;
    const [least, most] = [Number(control.min || 0), Number(control.max || 100)];
    control.value = String(least + (round % (most - least + 1)));
    tell(control, 'input');
    tell(control, 'change');
  };

  /** Not those that fetch from the reader's disk, save to it, copy, or train. */
  const STAYING = [
    ...['tool', 'save', 'save-csv', 'save-png', 'save-button', 'bring', 'choose', 'link', 'button', 'train'],
    ...['load', 'ask', 'configuration-take'],
  ]
    .map((name) => `:not([data-${name}])`)
    .join('');

  for (let round = first; round < first + count; round++) {
    const copy = document.createElement('template');
    copy.innerHTML = kept.figureAsBuilt;
    place.append(document.importNode(copy.content, true));
    const figure = place.querySelector<HTMLElement>(tag);
    if (!figure) throw new Error(`no ${tag}`);
    figure.scrollIntoView();
    await until(`${tag} to come alive`, () => figure.dataset['state'] !== undefined);
    if (figure.dataset['state'] === 'error') throw new Error(`${tag} failed in round ${round}`);

    for (const details of figure.querySelectorAll('details')) details.open = true;
    for (const control of figure.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select'))
      move(control, round);
    await frame();
    for (const button of figure.querySelectorAll<HTMLButtonElement>(`button${STAYING}:not(:disabled)`))
      button.click();
    await frame();
    const inSpace = figure.querySelector<HTMLInputElement>('input[value="space"]');
    if (inSpace && round % 2 === 0) {
      if (!inSpace.checked) inSpace.click();
      await until('the view in space', () => figure.querySelector('canvas') !== null);
      await frame();
    }
    if (round % trainEvery === 0) {
      const train = figure.querySelector<HTMLButtonElement>(
        '[data-train]:not(:disabled), [data-button="train"]:not(:disabled)',
      );
      if (train) {
        train.click();
        await until('a run', () => [figure.dataset['run'], figure.dataset['state']].includes('training'));
      }
    }
    figure.remove();
    await frame();
  }
}
