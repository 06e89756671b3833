import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { decodeEntities } from '../../tools/package-scorm/site';
import { PAGES } from '../site/pages';
import { asClassroom, launch, openPage } from './support';
import { inTurn } from './thorough';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const HTML = PAGES.find(({ path }) => path === '/en/gallery/')?.html ?? '';

/** The figures of the gallery with the states that it links to, `v=1&gpus=64`. */
const FIGURES = HTML.split('<section class="gallery-figure"')
  .slice(1)
  .map((section) => ({
    name: / data-gallery="([^"]+)"/.exec(section)?.[1] ?? '',
    states: [...section.matchAll(/<a href="\?figure=[a-z-]+&amp;([^#"]*)#[^"]*"/g)].map(([, state = '']) =>
      decodeEntities(state),
    ),
  }));

interface Drawn {
  /** How many colours the picture has, of the 4,096 that four bits a channel tell apart. */
  readonly colours: number;
  /** The share of its points that are not of its commonest colour. */
  readonly inked: number;
}

/** What can be seen of a figure's picture. */
async function drawn(page: Page, selector: string): Promise<Drawn> {
  const png = await page.locator(selector).first().screenshot({ animations: 'disabled' });
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = new Map<number, number>();
    for (let i = 0; i < data.length; i += 4) {
      const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
      const colour = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return { colours: counts.size, inked: 1 - Math.max(...counts.values()) / (data.length / 4) };
  }, png.toString('base64'));
}

function expectDrawing({ colours, inked }: Drawn, what: string): void {
  expect(colours, what).toBeGreaterThan(3);
  expect(inked, what).toBeGreaterThan(0.01);
}

describe('the gallery', () => {
  it('has every figure that can be embedded, each with other states', () => {
    const embedded = PAGES.flatMap(({ path }) => /^\/en\/embed\/([^/]+)\/$/.exec(path)?.[1] ?? []);
    expect(FIGURES.map(({ name }) => name).sort()).toEqual(embedded.sort());
    expect(FIGURES.filter(({ states }) => states.length === 0)).toEqual([]);
  });

  it('draws each figure when it comes near, without an error', { timeout: 240_000 }, async () => {
    const page = await openPage(browser, `${inject('site')}en/gallery/`);
    // The last is far away, and nothing of it is fetched yet.
    const last = FIGURES.at(-1)?.name;
    expect(await page.locator(`#${last}`).getAttribute('data-state')).toBeNull();
    for (const { name } of FIGURES) {
      const figure = page.locator(`#${name}`);
      await figure.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await expect.poll(() => figure.getAttribute('data-state'), { message: name }).toBe('ready');
      expectDrawing(await drawn(page, `#${name} .figure-picture`), name);
    }
  });

  it('gives code that shows elsewhere what the gallery shows, started as the first place does', async () => {
    // An insecure origin has no clipboard: the code is shown.
    const page = await openPage(browser, asClassroom(`${inject('site')}en/gallery/`));
    const figure = page.locator('#lab-run');
    expect(await figure.getAttribute('data-defaults')).not.toBe('');
    await figure.evaluate((element) => element.scrollIntoView());
    await expect.poll(() => figure.getAttribute('data-state')).toBe('ready');
    const title = await figure.locator('.figure-title').textContent();
    await figure.locator('[data-tool="embed"]').click();
    const code = await page.inputValue('dialog.embed-code textarea');
    await page.goto(decodeEntities(/src="([^"]*)"/.exec(code)?.[1] ?? ''));
    await expect.poll(() => page.locator('.figure').getAttribute('data-state')).toBe('ready');
    expect(await page.locator('.figure-title').textContent()).toBe(title);
    expect(await page.locator('.figure [data-message]').first().isHidden()).toBe(true);
  });

  it('opens a figure in another state by its link', async () => {
    const page = await openPage(browser, `${inject('site')}en/gallery/`);
    const link = page.locator('[data-gallery="zero-stages"] a[href^="?figure"]').last();
    const state = (await link.textContent())?.trim() ?? '';
    expect(state).toMatch(/^gpus=\d+$/);
    await link.click();
    await expect.poll(() => page.locator('#zero-stages').getAttribute('data-state')).toBe('ready');
    expect(
      await page.inputValue('#zero-stages input[name="gpus"], #zero-stages [data-field="gpus"] input'),
    ).toBe(state.replace('gpus=', ''));
  });
});

/** Alone, as in a frame: one of them is quicker to open than the gallery. */
describe.each(FIGURES.map((figure, turn) => ({ ...figure, turn })))('$name', ({ name, states, turn }) => {
  it('is another picture in each of its states, and takes their links without a word', {
    timeout: 120_000,
  }, async () => {
    const seen = new Map<string, string>();
    const address = `${inject('site')}en/embed/${name}/`;
    const page = await openPage(browser, address);
    const figure = page.locator('.figure');
    for (const state of ['', ...inTurn(states, turn)]) {
      if (state) await page.goto(`${address}?${state}`);
      await expect.poll(() => figure.getAttribute('data-state')).toBe('ready');
      expect(await page.locator('.figure [data-message]').first().isHidden(), state).toBe(true);
      expectDrawing(await drawn(page, '.figure .figure-picture'), state);
      const picture = (await figure.screenshot({ animations: 'disabled' })).toString('base64');
      expect(seen.get(picture), `${state} looks as another state does`).toBeUndefined();
      seen.set(picture, state);
    }
  });
});
