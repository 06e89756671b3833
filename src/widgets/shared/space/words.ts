import type { Translate } from '../../../i18n/translate';
import { setText } from '../../base/barsFigure';

/** How long a view must rest before its new viewpoint is said. */
const REST_MS = 1000;

interface From {
  readonly azimuth: number;
  readonly elevation: number;
  /** 1 is the distance from which all is in sight. */
  readonly distance: number;
}

export interface SpaceWords {
  /** @param what what stands in space, in words */
  show(what: string, from: From): void;
  /** The view is gone. */
  clear(): void;
}

/** Puts into words what a view in space shows and from where: for its description at once, aloud when a turn has come to rest. */
export function createSpaceWords(host: HTMLElement, translate: Translate, signal: AbortSignal): SpaceWords {
  const [seen, turned] = [host.querySelector('[data-seen]'), host.querySelector('[data-turned]')];
  if (!seen || !turned) throw new Error('the figure has no place for the words of its view in space');
  let last = '';
  let timer = 0;
  const clear = (): void => {
    clearTimeout(timer);
    last = '';
    setText(turned, '');
  };
  signal.addEventListener('abort', clear);
  return {
    show(what, { azimuth, elevation, distance }) {
      const from = translate('space.from', { azimuth, elevation, distance: Math.round(distance * 100) });
      setText(seen, `${what} ${from}`);
      if (from === last) return;
      const isFirst = last === '';
      last = from;
      if (isFirst) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => setText(turned, from), REST_MS);
    },
    clear,
  };
}
