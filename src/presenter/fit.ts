/** Units of a slide's shorter side: a slide is laid out as on a screen of 1280 × 720, and enlarged as a whole. */
const WIDTH = 1280;
const HEIGHT = 720;

export interface SlideSize {
  /** Factor from the slide's units to the screen's pixels. */
  readonly zoom: number;
  /** In the slide's units; one of them is 1280 or 720, the other at least that. */
  readonly width: number;
  readonly height: number;
}

/** How slides are laid out on a surface of so many pixels: the same for all surfaces of a shape. */
export function slideSize(width: number, height: number): SlideSize {
  const zoom = Math.min(width / WIDTH, height / HEIGHT);
  return { zoom, width: width / zoom, height: height / zoom };
}

const TEXT = { least: 0.7, most: 1.45 };
/** A question with its form, and code with what it is held against, need more room. */
const QUESTION = { least: 0.45, most: 1.2 };
/** Text beside a figure is made smaller where the figure would be too small to read. */
const TEXT_BESIDE = 0.85;
const FIGURE = { least: 0.45, most: 1.5, good: 0.95 };
/** A figure whose picture fills its width, as two square maps do, is as high as it is wide: it gets less of it. */
const SHARES = [1, 0.8, 0.64, 0.5];
const STEP = 0.05;
const FIRST_WAIT_MS = 150;

interface Arrangement {
  readonly layout: 'stacked' | 'beside';
  readonly text: number;
  readonly share: number;
}

/**
 * Makes text and figures of a slide as large as they fit. Both are reflowed at each size, not only drawn smaller, and
 * pointers stay true: `zoom` is known to the browser. A figure may stand below its text or beside it. Yields after each
 * layout that it tries.
 */
function* fitSlide(slide: HTMLElement): Generator<void, void> {
  const body = slide.querySelector<HTMLElement>('.slide-body');
  const content = slide.querySelector<HTMLElement>('.slide-content');
  if (!body || !content || body.clientHeight === 0) return;
  const fits = (): boolean =>
    !isTooHigh(content) &&
    // A formula beside a figure would run on below it.
    [content, ...content.querySelectorAll(':scope > .katex-display, .fragment > .katex-display')].every(
      ({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth + 1,
    );
  const set = (name: string) => (value: number) => body.style.setProperty(name, String(value));
  const [setText, setFigure, setShare] = [set('--text-zoom'), set('--figure-zoom'), set('--figure-share')];
  const arrange = ({ layout, text, share }: Arrangement): void => {
    body.dataset['layout'] = layout;
    setText(text);
    setShare(share);
  };
  setFigure(1);
  arrange({ layout: 'stacked', text: 1, share: 1 });
  if (!content.querySelector('.figure')) {
    const { least, most } = slide.dataset['kind'] === 'exercise' ? QUESTION : TEXT;
    // Most slides of text have room for the largest: one layout, where halving takes five.
    setText(most);
    if (fits()) return;
    yield;
    yield* largest(least, most, setText, fits);
    return;
  }
  const hasText = content.querySelector(':scope > :not(.figure)') !== null;
  let best: { readonly arrangement: Arrangement; readonly figure: number } | null = null;
  for (const arrangement of arrangements(hasText)) {
    arrange(arrangement);
    const figure = yield* largest(FIGURE.least, FIGURE.most, setFigure, fits);
    // A narrower one has to be worth it.
    if (fits() && (!best || figure > best.figure * 1.1)) best = { arrangement, figure };
    if (best && best.figure >= FIGURE.good) break;
  }
  if (!best) return;
  arrange(best.arrangement);
  setFigure(best.figure);
}

/**
 * Keeps slides fitted that come into view or grow there, as a figure does that comes alive or says more. Returns a call that fits
 * anew what is in view, a slide a frame; a next slide that is new, a layout a frame.
 *
 * @param inView slides as they stand now
 */
export function keepFitted(inView: () => readonly (HTMLElement | null)[]): () => void {
  let frame = 0;
  let timer = 0;
  let wait = FIRST_WAIT_MS;
  /** Heights after the last fit: what could not be made to fit is not tried again as it is. */
  const settled = new WeakMap<Element, number>();
  let waiting: HTMLElement[] = [];
  const begin = (): void => {
    watcher.disconnect();
    waiting = inView().filter((slide) => slide !== null);
    fitNext();
  };
  const fitNext = (): void => {
    const slide = waiting.shift();
    if (!slide) return;
    // A next slide that is new has content from here on, which is seen when it fits: src/styles/present.css.
    const isUnseen = slide.matches('.desk .is-next') && slide.dataset['fitted'] !== '';
    if (isUnseen) slide.dataset['fitted'] = 'soon';
    const layouts = fitSlide(slide);
    const go = (): void => {
      let { done } = layouts.next();
      while (!done && !isUnseen) ({ done } = layouts.next());
      if (done) watch(slide);
      frame = requestAnimationFrame(done ? fitNext : go);
    };
    go();
  };
  const watch = (slide: HTMLElement): void => {
    slide.dataset['fitted'] = '';
    for (const box of slide.querySelectorAll<HTMLElement>('.slide-content > *')) {
      settled.set(box, box.offsetHeight);
      watcher.observe(box);
    }
    // What it is written in may have been asked for only now.
    if (document.fonts.status === 'loading') void document.fonts.ready.then(soon);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = 0;
    wait = FIRST_WAIT_MS;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(begin);
  };
  const watcher = new ResizeObserver((entries) => {
    const hasGrown = entries.some(({ target }) => {
      const content = target.closest('.slide-content');
      const hasChanged = Math.abs((target as HTMLElement).offsetHeight - (settled.get(target) ?? 0)) > 1;
      return hasChanged && content !== null && isTooHigh(content);
    });
    if (!hasGrown || timer !== 0) return;
    // A figure redraws itself in its new size, and grows while it trains: each time with more patience.
    timer = window.setTimeout(() => {
      timer = 0;
      wait *= 2;
      for (const slide of inView()) if (slide) shrink(slide);
    }, wait);
  });
  return soon;
}

/** As far down as it takes, from the size that the slide has. */
function shrink(slide: HTMLElement): void {
  const body = slide.querySelector<HTMLElement>('.slide-body');
  const content = slide.querySelector<HTMLElement>('.slide-content');
  if (!body || !content) return;
  const name = content.querySelector('.figure') ? '--figure-zoom' : '--text-zoom';
  const least = name === '--figure-zoom' ? FIGURE.least : QUESTION.least;
  let size = Number(body.style.getPropertyValue(name));
  while (size > least && isTooHigh(content)) {
    size = Math.round(100 * (size - STEP)) / 100;
    body.style.setProperty(name, String(size));
  }
}

/** Sizes are rounded: one unit over is none. */
const isTooHigh = ({ scrollHeight, clientHeight }: Element): boolean => scrollHeight > clientHeight + 1;

function* arrangements(hasText: boolean): Generator<Arrangement> {
  for (const share of SHARES) {
    for (const text of hasText ? [1, TEXT_BESIDE] : [1]) {
      yield { layout: 'stacked', text, share };
      if (hasText) yield { layout: 'beside', text, share };
    }
  }
}

/** The largest size that fits, by halving; the least one where none does. */
function* largest(
  least: number,
  most: number,
  apply: (size: number) => void,
  fits: () => boolean,
): Generator<void, number> {
  let low = 0;
  let high = Math.round((most - least) / STEP);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    apply(least + middle * STEP);
    if (fits()) low = middle;
    else high = middle - 1;
    yield;
  }
  const size = Math.round(100 * (least + low * STEP)) / 100;
  apply(size);
  return size;
}
