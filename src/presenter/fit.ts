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

const TEXT = { least: 0.7, most: 1.2 };
/** Text beside a figure is made smaller only where the figure would be too small to read. */
const TEXT_BESIDE = 0.8;
const FIGURE = { least: 0.45, most: 1.45, good: 0.75 };
const STEP = 0.05;

/**
 * Makes text and figures of a slide as large as they fit. Both are reflowed at each size, not only drawn smaller, and
 * pointers stay true: `zoom` is known to the browser.
 */
export function fitSlide(slide: HTMLElement): void {
  const body = slide.querySelector<HTMLElement>('.slide-body');
  const content = slide.querySelector<HTMLElement>('.slide-content');
  if (!body || !content || body.clientHeight === 0) return;
  const fits = (): boolean =>
    content.scrollHeight <= content.clientHeight + 1 && content.scrollWidth <= content.clientWidth + 1;
  const set = (name: string) => (value: number) => body.style.setProperty(name, String(value));
  const [text, figure] = [set('--text-zoom'), set('--figure-zoom')];
  figure(1);
  text(1);
  if (!content.querySelector('.figure')) {
    largest(TEXT.least, TEXT.most, text, fits);
    return;
  }
  const found = largest(FIGURE.least, FIGURE.most, figure, fits);
  if (found >= FIGURE.good || content.querySelector(':scope > :not(.figure)') === null) return;
  text(TEXT_BESIDE);
  largest(FIGURE.least, FIGURE.most, figure, fits);
}

/** The largest size that fits, by halving; the least one where none does. */
function largest(least: number, most: number, apply: (size: number) => void, fits: () => boolean): number {
  let low = 0;
  let high = Math.round((most - least) / STEP);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    apply(least + middle * STEP);
    if (fits()) low = middle;
    else high = middle - 1;
  }
  const size = least + low * STEP;
  apply(size);
  return size;
}
