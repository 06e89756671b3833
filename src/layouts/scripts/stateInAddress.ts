import { STATE_EVENT, type StateEventDetail } from '../../widgets/base/widget';

const QUIET_MS = 300;

/** Keeps the address in step with the figure that the reader last changed, so that reload and language switch keep it. */
export function followFigures(): void {
  // The address of a window of a deck says which slide it shows; that of a frame is the business of the page around it.
  if (document.querySelector('[data-window]')) return;
  let timer = 0;
  let write = (): void => {};
  document.addEventListener(STATE_EVENT, (event) => {
    const { figure, main, query } = (event as CustomEvent<StateEventDetail>).detail;
    clearTimeout(timer);
    // Browsers limit how often an address may change; a slider would soon reach that.
    write = () => {
      const address = new URL(location.href);
      const state = main || query === '' ? query : `figure=${figure}&${query}`;
      // The exercises' variant stays, and stays first.
      const [seed] = /^.seed=\d+/.exec(address.search) ?? [];
      address.search = seed ? `${seed}&${state}` : state;
      history.replaceState(history.state, '', address);
    };
    timer = window.setTimeout(write, QUIET_MS);
  });
  // The link to the other language takes the address as it is.
  addEventListener('click', () => write(), true);
}
