import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { type StoredTensor, writeSafetensors } from '../../src/training/formats/safetensors';
import { type GivenFile, given, tinyCheckpoint } from './checkpoints';
import { axe, COLOUR_RULES, launch, openPage } from './support';

const PART = '#bring';
const SLOW = 240_000;
const CHECKPOINTS = { llama: tinyCheckpoint('llama'), qwen2: tinyCheckpoint('qwen2') };
const PAIRS = 'the cat → sat\n{"prompt": "the red", "answer": "cat"}\n你好 → 世界';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function openPart(language = 'en', on = browser): Promise<Page> {
  const page = await openPage(on, `${inject('site')}${language}/lab/`);
  await page.click(`${PART} summary`);
  await page.waitForSelector(`${PART} [data-parts]:not([hidden])`);
  return page;
}
const reach = (page: Page, state: string) =>
  page.waitForSelector(`${PART}[data-state="${state}"]`, { timeout: SLOW / 2 });
const choose = (page: Page, files: readonly GivenFile[]) =>
  page.setInputFiles(`${PART} [data-input="files"]`, [...files]);
const value = (page: Page, quantity: string) =>
  page.getAttribute(`${PART} [data-quantity="${quantity}"]`, 'value').then(Number);
const text = async (page: Page, selector: string) => (await page.textContent(`${PART} ${selector}`)) ?? '';
const fault = (page: Page, place: string) =>
  page.getAttribute(`${PART} [data-trouble="${place}"]:not([hidden])`, 'data-fault', { timeout: SLOW / 4 });

async function load(page: Page, files: readonly GivenFile[]): Promise<void> {
  await choose(page, files);
  await page.click(`${PART} [data-load]:enabled`, { timeout: SLOW / 4 });
  await reach(page, 'ready');
}

it('fetches nothing before it is opened, and no engine before files are chosen', {
  timeout: SLOW,
}, async () => {
  const page = await openPage(browser, `${inject('site')}en/lab/`);
  await page.locator(PART).scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.click(`${PART} summary`);
  await page.waitForSelector(`${PART} [data-parts]:not([hidden])`);
  expect(requests.some((url) => /panel/.test(url))).toBe(true);
  expect(page.workers()).toEqual([]);
  expect(requests.filter((url) => /worker|session/.test(url))).toEqual([]);
});

// `brought.test.ts` has each family's numbers on either back end.
describe.each([
  ['llama', false],
  ['qwen2', true],
] as const)('%s, WebGPU %s', (family, webgpu) => {
  it('goes from the files to the adapter', { timeout: 2 * SLOW }, async () => {
    const own = webgpu ? await launch({ webgpu }) : browser;
    if (webgpu) onTestFinished(() => own.close());
    const page = await openPart('en', own);
    const { files, parameters } = CHECKPOINTS[family];
    await choose(page, files);
    await reach(page, 'described');
    expect(await value(page, 'parameters')).toBe(parameters);
    expect(await value(page, 'layers')).toBe(2);
    expect(await text(page, '[data-about]')).toMatch(/4 for queries, 2 for keys and values/);

    // The question, before anything is allocated; other settings, another need.
    await page.waitForSelector(`${PART} [data-load]:enabled`);
    const before = await value(page, 'total');
    const terms = ['weights', 'gradients', 'optimizer', 'activations'];
    const sum = (await Promise.all(terms.map((term) => value(page, term)))).reduce((a, b) => a + b);
    expect(before).toBe(sum);
    expect(await text(page, '[data-question]')).toMatch(
      webgpu ? /of GPU memory: go on\?/ : /processor: go on\?/,
    );
    await page.fill(`${PART} [name="length"]`, '32');
    await expect.poll(() => value(page, 'total')).toBeLessThan(before);
    await page.fill(`${PART} [name="steps"]`, '20');
    await page.fill(`${PART} [name="learningRate"]`, '0.02');
    await page.press(`${PART} [name="learningRate"]`, 'Enter');
    await page.waitForSelector(`${PART} [data-load]:enabled`);
    await page.fill(`${PART} [data-pairs]`, PAIRS);
    await page.click(`${PART} [data-load]`);
    await reach(page, 'ready');

    await page.fill(`${PART} [data-prompt]`, 'the cat');
    await page.selectOption(`${PART} [data-tokens]`, '8');
    await page.click(`${PART} [data-ask]`);
    await expect
      .poll(() => text(page, '[data-ask-told]'), { timeout: SLOW / 4 })
      .toBe('The model has answered.');
    const came = await text(page, '[data-answer="before"]');
    expect(came).not.toMatch(/^[…–]$/);
    expect(await text(page, '[data-answer="after"]')).toContain('Not trained yet');

    expect(await text(page, '[data-train]')).toBe('Train 20 steps');
    await page.click(`${PART} [data-train]`);
    await expect
      .poll(() => text(page, '[data-train-told]'), { timeout: SLOW / 2 })
      .toBe('The adapter has 20 steps of training.');
    await reach(page, 'ready');
    expect(await page.locator(`${PART} [data-curves] .curves-raw path`).count()).toBe(1);

    expect(await text(page, '[data-ask-told]')).toContain('ask again');
    await page.click(`${PART} [data-ask]`);
    await expect.poll(() => text(page, '[data-ask-told]'), { timeout: SLOW / 4 }).toContain('20 steps');
    expect(await text(page, '[data-answer="before"]')).toBe(came);
    expect(await text(page, '[data-answer="after"]')).not.toBe(came);

    const [saved] = await Promise.all([
      page.waitForEvent('download', { timeout: SLOW / 4 }),
      page.click(`${PART} [data-adapter]`),
    ]);
    expect(saved.suggestedFilename()).toMatch(/-lora\.zip$/);
    const zip = unzipSync(readFileSync(await saved.path()));
    const config = JSON.parse(new TextDecoder().decode(zip['adapter/adapter_config.json']));
    expect(config).toMatchObject({ peft_type: 'LORA', r: 8, lora_alpha: 16 });
    expect(zip['adapter/adapter_model.safetensors']?.length).toBeGreaterThan(1000);
    expect(zip['README.md']?.length).toBeGreaterThan(100);
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axe(page, COLOUR_RULES)).toEqual([]);
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(300);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    }
  });
});

it('QLoRA, a folder from the disk, Chinese, stopping, and settings that need loading again', {
  timeout: SLOW,
}, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'brought-'));
  const folder = join(parent, 'Tiny-Qwen');
  onTestFinished(() => rmSync(parent, { recursive: true }));
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const { name, buffer } of CHECKPOINTS.qwen2.files) writeFileSync(join(folder, name), buffer);
  writeFileSync(join(folder, 'onnx', 'config.json'), '{}');
  const page = await openPart('zh');
  await page.setInputFiles(`${PART} [data-input="folder"]`, folder);
  await reach(page, 'described');
  expect(await text(page, '[data-files-told]')).toContain('Tiny-Qwen');
  expect(await page.isVisible(`${PART} [data-template]`)).toBe(true);
  await page.check(`${PART} [value="qlora"]`, { force: true });
  await page.fill(`${PART} [name="steps"]`, '5000');
  await page.click(`${PART} [data-load]:enabled`);
  await reach(page, 'ready');

  // No pairs: told beside them, and the keyboard is there.
  await page.click(`${PART} [data-train]`);
  expect(await page.isVisible(`${PART} [data-trouble="pairs"]`)).toBe(true);
  expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-pairs'))).toBe(true);
  await page.fill(`${PART} [data-pairs]`, `the → cat\n你好 → ${'世界'.repeat(200)}`);
  await page.click(`${PART} [data-train]`);
  await expect.poll(() => text(page, '[data-trouble="pairs"]'), { timeout: SLOW / 4 }).toMatch(/第 2 行.*64/);
  expect(await page.inputValue(`${PART} [data-pairs]`)).toContain('世界世界');

  await page.fill(`${PART} [data-pairs]`, 'the → cat');
  await page.focus(`${PART} [data-train]`);
  await page.keyboard.press('Enter');
  await expect
    .poll(() => text(page, '[data-train-work]'), { timeout: SLOW / 4 })
    .toMatch(/第 \d+ \/ 5,000 步/);
  await page.keyboard.press('Enter');
  await reach(page, 'ready');
  expect(await text(page, '[data-train-told]')).toMatch(/已训练 \d+ 步/);

  await page.fill(`${PART} [name="rank"]`, '4');
  await page.waitForSelector(`${PART} [data-changed]:not([hidden])`);
  await page.click(`${PART} [data-load]:enabled`);
  await expect.poll(() => text(page, '[data-train-told]'), { timeout: SLOW / 4 }).toBe('');
  await reach(page, 'ready');
  expect(await page.inputValue(`${PART} [data-pairs]`)).toBe('the → cat');
  await page.click(`${PART} [data-put-away]`);
  await reach(page, 'empty');
  await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
});

describe('what is not supported is said by name, and nothing is allocated', () => {
  const { files, config, tensors } = CHECKPOINTS.llama;
  const but = (name: string, content: object | Uint8Array | null): readonly GivenFile[] =>
    files.flatMap((file) => (file.name !== name ? [file] : content ? [given(name, content)] : []));
  const whole = { dtype: 'I8' as const, shape: [32], bytes: new Uint8Array(32) };
  const rounded = writeSafetensors(new Map<string, StoredTensor>([...tensors, ['model.norm.weight', whole]]));

  it('in both languages, until the right files come', { timeout: SLOW }, async () => {
    const gpt2 = { ...config, model_type: 'gpt2', architectures: ['GPT2LMHeadModel'] };
    const quantized = { ...config, quantization_config: { quant_method: 'gptq', bits: 4 } };
    const cases: readonly [string, readonly GivenFile[], RegExp][] = [
      ['noConfig', but('config.json', null), /config\.json/],
      ['noTokenizer', but('tokenizer.json', null), /tokenizer\.json/],
      ['noWeights', but('model.safetensors', null), /\.safetensors/],
      ['architecture', but('config.json', gpt2), /GPT2LMHeadModel|gpt2/],
      ['quantized', but('config.json', quantized), /gptq/],
      ['badConfig', but('config.json', { ...config, hidden_size: -1 }), /hidden_size/],
      ['dtype', but('model.safetensors', rounded), /I8|model\.norm/],
      ['file', but('model.safetensors', new Uint8Array(100)), /model\.safetensors/],
      ['tokenizer', but('tokenizer.json', { model: { type: 'WordPiece' } }), /WordPiece/],
    ];
    for (const language of ['en', 'zh']) {
      const page = await openPart(language);
      for (const [kind, chosen, named] of cases) {
        await choose(page, chosen);
        await expect.poll(() => fault(page, 'files'), { timeout: SLOW / 4 }).toBe(kind);
        expect(await text(page, '[data-trouble="files"]'), kind).toMatch(named);
        expect(await page.getAttribute(PART, 'data-state')).toBe('empty');
      }
      expect(await axe(page)).toEqual([]);
      await load(page, files);
      expect(await page.isVisible(`${PART} [data-trouble="files"]`)).toBe(false);
    }
  });

  it('a drop is a choice like another', { timeout: SLOW }, async () => {
    const page = await openPart();
    await page.evaluate(
      (all) => {
        const transfer = new DataTransfer();
        for (const [name, content] of all) {
          const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
          transfer.items.add(new File([bytes], name));
        }
        document
          .querySelector('#bring [data-drop]')
          ?.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      },
      files.map(({ name, buffer }) => [name, buffer.toString('base64')] as const),
    );
    await reach(page, 'described');
  });
});

it('without JavaScript it says what it would need', async () => {
  const page = await openPage(browser, `${inject('site')}zh/lab/`, { javaScriptEnabled: false });
  await page.click(`${PART} summary`);
  expect(await text(page, 'noscript')).toContain('JavaScript');
  expect(await page.isVisible(`${PART} [data-parts]`)).toBe(false);
});
