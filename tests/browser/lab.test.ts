import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { heard, hurried, listen } from '../../tools/lib/accessibility/liveRegions';
import { asClassroom, atTop, axe, launch, openPage, type PageOptions } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const LAB = 'lr-laboratory';
const TRAINABLE = '[data-button="train"]:enabled';
/** Small enough for a machine with two cores: the task of the fewest tokens. */
const SMALL = 'v=1&task=arithmetic&methods=lora&steps=10&batch=4&backend=wasm';
/** Both of the methods that stand side by side at first, on the first task. */
const BOTH = 'v=1&methods=full,lora&steps=10&batch=4&backend=wasm';
const SLOW = 240_000;

async function openLab(query: string, language = 'en', options: PageOptions = {}): Promise<Page> {
  const page = await openPage(browser, `${inject('site')}${language}/lab/?${query}`, options);
  await page.waitForSelector(TRAINABLE);
  return page;
}
const state = (page: Page) => page.getAttribute(LAB, 'data-state');
const press = (page: Page, name: string) => page.click(`[data-button="${name}"]`);
const reach = (page: Page, name: string) =>
  page.waitForSelector(`${LAB}[data-state="${name}"]`, { timeout: SLOW / 2 });
const quantity = async (page: Page, method: string, name: string): Promise<number> =>
  Number(await page.getAttribute(`tr[data-method="${method}"] [data-quantity="${name}"]`, 'value'));
const told = (page: Page, place: string) => page.textContent(`[data-${place}]`);

describe('a link', () => {
  it('sets the set-up, and starts and fetches nothing', async () => {
    const requests: string[] = [];
    const page = await openPage(browser, `${inject('site')}en/`);
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${inject('site')}en/lab/?v=1&task=arithmetic&methods=lora,own&rank=4&steps=50&seed=7`);
    await page.waitForSelector(TRAINABLE);
    await page.waitForTimeout(1000);
    expect(await state(page)).toBe('idle');
    expect(page.workers()).toEqual([]);
    expect(requests.filter((url) => /models\//.test(url))).toEqual([]);
    expect(await page.inputValue('input[type="text"][name="rank"]')).toBe('4');
    expect(await page.inputValue('input[name="seed"]')).toBe('7');
    expect(await page.inputValue('select[name="task"]')).toBe('arithmetic');
    expect(await page.isVisible('[data-editor]')).toBe(true);
  });

  it.each(LANGUAGES)(
    'that is wrong all through: a message to be seen for each setting (%s)',
    async (language) => {
      const bad = {
        ...{ rank: '0', steps: '9', batch: 'sixteen', methods: 'full,sudo' },
        ...{ targets: 'x', lr: 'fast', seed: '-1', backend: 'tpu' },
      };
      const page = await openLab(`v=1&${new URLSearchParams(bad)}`, language);
      for (const field of Object.keys(bad))
        await expect.poll(() => page.isVisible(`[data-problem="${field}"]`), { message: field }).toBe(true);
    },
  );

  it('keeps a wrong learning rate in its box, and the last good one in the address', async () => {
    const page = await openLab('v=1&lr=lora:0.02');
    await page.click('[data-more] summary');
    const box = page.locator('[data-rate="lora"]');
    expect(await box.inputValue()).toBe('0.02');
    await box.fill('1e9');
    await box.press('Tab');
    expect(await page.isVisible('[data-problem="rate-lora"]')).toBe(true);
    expect(await box.inputValue()).toBe('1e9');
    expect(new URL(page.url()).searchParams.get('lr')).toBe('lora:0.02');
    await page.click('[data-reset]');
    await expect.poll(() => new URL(page.url()).search).toBe('');
    expect(await box.inputValue()).toBe('');
  });
});

describe('a run', () => {
  it('is begun, paused, stepped, resumed and done by the keyboard alone', { timeout: SLOW }, async () => {
    const page = await openLab(BOTH);
    await page.focus('[data-button="train"]');
    await page.keyboard.press('Enter');
    await reach(page, 'training');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-button')))
      .toBe('pause');
    await page.keyboard.press('Enter');
    await reach(page, 'paused');
    const before = await quantity(page, 'lora', 'step');
    await page.focus('[data-button="step"]');
    await page.keyboard.press('Enter');
    await expect.poll(() => quantity(page, 'lora', 'step'), { timeout: 30_000 }).toBe(before + 1);
    await reach(page, 'paused');
    await listen(page);
    await page.focus('[data-button="resume"]');
    await page.keyboard.press('Enter');
    await reach(page, 'done');
    // What is said while it trains is seldom and short, whatever the steps a second.
    const said = await heard(page);
    expect(said.length).toBeGreaterThan(0);
    expect(hurried(said)).toEqual([]);
    for (const method of ['full', 'lora']) {
      expect(await quantity(page, method, 'step')).toBe(10);
      expect(await quantity(page, method, 'loss')).toBeGreaterThan(0);
      expect(await quantity(page, method, 'steps-per-second')).toBeGreaterThan(0);
      expect(await quantity(page, method, 'memory')).toBeGreaterThan(4e6);
    }
    expect(await quantity(page, 'lora', 'trainable')).toBe(4 * 4 * 2 * 128 * 8);
    expect(await quantity(page, 'full', 'trainable')).toBeGreaterThan(900_000);
    expect(await told(page, 'result')).toMatch(/LoRA reached [\d.]+% exact match/);
    expect(await axe(page)).toEqual([]);
  });

  it('answers, merges, checks its gradients and shows its matrices', { timeout: SLOW }, async () => {
    const page = await openLab(SMALL, 'zh');
    await press(page, 'train');
    await reach(page, 'done');
    await page.click('[data-ask]');
    await expect.poll(() => page.locator('[data-says]').count(), { timeout: 60_000 }).toBe(2);
    await page.click('[data-merge-buttons] button');
    await expect.poll(() => told(page, 'merge-told'), { timeout: 60_000 }).toMatch(/舍入误差/);
    await page.click('[data-check-buttons] button');
    await expect.poll(() => told(page, 'check-told'), { timeout: 60_000 }).toMatch(/10⁻/);
    expect(await page.locator('[data-check-rows] tr').count()).toBeGreaterThan(4);
    await page.click('[data-look-show]');
    await expect
      .poll(() => page.locator('[data-matrices] canvas').count(), { timeout: 30_000 })
      .toBeGreaterThan(3);
    const [weights] = await Promise.all([page.waitForEvent('download'), page.click('[data-weights="lora"]')]);
    const file = readFileSync(await weights.path());
    expect(file.readBigUInt64LE(0)).toBeLessThan(100_000n);
    const [csv] = await Promise.all([page.waitForEvent('download'), page.click('[data-save-csv]')]);
    expect(readFileSync(await csv.path(), 'utf8')).toMatch(/^\ufeffmethod,step,loss/);
    const [png] = await Promise.all([page.waitForEvent('download'), page.click('[data-save-png]')]);
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('is not disturbed by new settings, and says that they must wait', { timeout: SLOW }, async () => {
    const page = await openLab(SMALL.replace('steps=10', 'steps=200'));
    await press(page, 'train');
    await reach(page, 'training');
    await page.fill('input[type="text"][name="rank"]', '2');
    await expect.poll(() => page.isVisible('[data-next-run]')).toBe(true);
    expect(await state(page)).toBe('training');
    await press(page, 'stop');
    await reach(page, 'done');
    expect(await page.isVisible('[data-next-run]')).toBe(false);
    expect(await quantity(page, 'lora', 'trainable')).toBe(4 * 4 * 2 * 128 * 8);
    await press(page, 'reset');
    await reach(page, 'idle');
    expect(await page.isVisible('[data-results]')).toBe(false);
  });
});

describe('what goes wrong is a sentence', () => {
  it.each(LANGUAGES)('when the model does not come (%s), and the page works on', async (language) => {
    const page = await openLab(SMALL, language, { expectedErrors: [/404|Failed to load/] });
    await page.route('**/models/tiny/model.safetensors', (route) => route.fulfill({ status: 404 }));
    await press(page, 'train');
    await reach(page, 'error');
    expect((await told(page, 'fault'))?.length).toBeGreaterThan(10);
    expect(await page.isEnabled('[data-button="train"]')).toBe(true);
  });

  it('when it comes damaged', async () => {
    const page = await openLab(SMALL);
    await page.route('**/models/tiny/model.safetensors', (route) => route.fulfill({ body: 'no weights' }));
    await press(page, 'train');
    await reach(page, 'error');
    expect(await told(page, 'fault')).toContain('damaged');
  });

  it('in the reader’s own pairs, at their lines', async () => {
    const page = await openLab('v=1&task=own');
    await page.fill('[data-pairs]', 'a → b\nno arrow\n→ c');
    await expect.poll(() => told(page, 'pairs-problem')).toMatch(/Line 2: .*\nLine 3: /);
    await page.click('[data-pairs-example]');
    await expect.poll(() => page.isVisible('[data-pairs-problem]')).toBe(false);
    expect(page.url()).not.toContain('drum');
  });

  it('in the reader’s own method, at its line; it runs only when it is told to', async () => {
    const page = await openLab('v=1&methods=own');
    await page.click('[data-source-run]');
    await expect.poll(() => told(page, 'source-told'), { timeout: 20_000 }).toContain('32,768');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('function layer({ x }) {\n  return x * 2;\n}');
    await page.click('[data-source-run]');
    await expect.poll(() => told(page, 'source-problem'), { timeout: 20_000 }).toMatch(/^Line 2: /);
  });

  it('on an insecure origin: why it is the processor, and what one thread costs', {
    timeout: SLOW,
  }, async () => {
    const page = await openPage(
      browser,
      asClassroom(`${inject('site')}en/lab/?${SMALL}&backend=auto`.replace('&backend=wasm', '')),
    );
    await page.waitForSelector(TRAINABLE);
    await press(page, 'step');
    await reach(page, 'paused');
    expect(await told(page, 'machine')).toMatch(/https.*one thread/);
  });
});

describe('saved runs', () => {
  it('come back after a reload, can be renamed, compared and deleted', { timeout: SLOW }, async () => {
    // Batch and steps are another task's defaults: opened beside that task, they stay as they were run.
    const asked = 'v=1&task=arithmetic&methods=lora&steps=300&batch=16&backend=wasm';
    const page = await openLab(asked);
    await press(page, 'step');
    await reach(page, 'paused');
    await page.fill('[data-save-name]', 'Mara’s <b>run</b>');
    await page.click('[data-save-button]');
    await expect.poll(() => told(page, 'runs-told')).toContain('Mara’s <b>run</b>');
    await page.goto(`${inject('site')}en/lab/`);
    await atTop(page, TRAINABLE);
    await page.waitForSelector('[data-run-list] li');
    expect(await page.locator('[data-run-list] li').count()).toBe(1);
    expect(await page.locator('[data-run-list] b').count()).toBe(0);
    await page.click('[data-run-button="load"]');
    await expect.poll(() => quantity(page, 'lora', 'step')).toBe(1);
    await expect.poll(() => new URL(page.url()).search).toContain('task=arithmetic');
    // Those of the first task are not in the address.
    expect(new URL(page.url()).search).not.toMatch(/steps|batch/);
    await page.locator('[data-run-list] input[type="checkbox"]').check();
    await page.click('[data-compare]');
    await expect.poll(() => page.locator('.curve[data-method="lora 1"]').count()).toBeGreaterThan(0);
    await page.click('[data-run-button="rename"]');
    await page.keyboard.type('Second');
    await page.keyboard.press('Enter');
    await expect.poll(() => told(page, 'run-list')).toContain('Second');
    await page.click('[data-run-button="delete"]');
    await expect.poll(() => page.locator('[data-run-list] li').count()).toBe(0);
  });

  it('offer to go on with a run that was interrupted, from where it was', { timeout: SLOW }, async () => {
    const page = await openLab(SMALL);
    await press(page, 'step');
    await reach(page, 'paused');
    await press(page, 'step');
    await expect.poll(() => quantity(page, 'lora', 'step'), { timeout: 30_000 }).toBe(2);
    await reach(page, 'paused');
    await page.waitForTimeout(1500);
    await page.goto(`${inject('site')}en/lab/`);
    await expect.poll(() => page.isVisible('[data-offer]')).toBe(true);
    expect(await told(page, 'offer-text')).toContain('step 2 of 10');
    expect(page.workers()).toEqual([]);
    await page.click('[data-offer-take]');
    await reach(page, 'done');
    expect(await quantity(page, 'lora', 'step')).toBe(10);
    await page.reload();
    await atTop(page, TRAINABLE);
    await page.waitForTimeout(500);
    expect(await page.isVisible('[data-offer]')).toBe(false);
  });

  it('refused by the browser: a sentence, and training goes on', { timeout: SLOW }, async () => {
    const page = await openLab(SMALL, 'en', {
      before: () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('refused', 'SecurityError');
        };
      },
    });
    await expect.poll(() => told(page, 'runs-told')).toContain('store nothing');
    await press(page, 'step');
    await reach(page, 'paused');
    expect(await quantity(page, 'lora', 'step')).toBe(1);
  });
});
