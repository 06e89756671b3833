import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { axe, launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const LAB = 'lr-laboratory';
const SLOW = 240_000;

async function openLab(query: string, language = 'en'): Promise<Page> {
  const page = await openPage(browser, `${inject('site')}${language}/lab/?${query}`);
  await page.waitForSelector('[data-button="train"]:enabled');
  return page;
}
const done = (page: Page) => page.waitForSelector(`${LAB}[data-state="done"]`, { timeout: SLOW / 2 });
const accuracy = (page: Page, method: string) =>
  page.getAttribute(`tr[data-method="${method}"] [data-quantity="accuracy"]`, 'value');
const told = (page: Page) => page.textContent('[data-adapters-told]');
const bytes = (file: string) => readFileSync(`public/models/tiny/${file}`);

it('what was trained goes out as a zip for Python, and comes back to another page', {
  timeout: SLOW,
}, async () => {
  const page = await openLab('v=1&methods=lora,prompt&steps=10&batch=4&backend=wasm');
  expect(await page.textContent('[data-export-adapters]')).toContain('Train a method');
  await page.click('[data-button="train"]');
  await done(page);
  const [saved] = await Promise.all([
    page.waitForEvent('download', { timeout: SLOW / 4 }),
    page.click('[data-export-adapter="lora"]'),
  ]);
  expect(saved.suggestedFilename()).toBe('low-rank-lora.zip');
  await expect.poll(() => told(page)).toContain('low-rank-lora.zip is saved');
  const zip = readFileSync(await saved.path());
  const files = unzipSync(zip);
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']) {
    expect(Buffer.from(files[`base/${name}`] as Uint8Array).equals(bytes(name)), name).toBe(true);
  }
  const readme = new TextDecoder().decode(files['README.md']);
  expect(readme).toContain('# LoRA, trained in the laboratory of Low Rank');
  expect(readme).toContain('model = PeftModel.from_pretrained(model, "adapter")');
  expect(readme).not.toMatch(/\{\w+\}/);
  const config = JSON.parse(new TextDecoder().decode(files['adapter/adapter_config.json']));
  expect(config).toMatchObject({ peft_type: 'LORA', r: 8, lora_alpha: 16 });
  const before = await accuracy(page, 'lora');

  const other = await openLab('v=1&task=arithmetic&methods=ia3&backend=wasm');
  await other.setInputFiles('[data-adapter-files]', {
    ...{ name: 'low-rank-lora.zip', mimeType: 'application/zip', buffer: zip },
  });
  await done(other);
  await expect.poll(() => told(other), { timeout: SLOW / 4 }).toContain('LoRA is on the base');
  expect(await accuracy(other, 'lora')).toBe(before);
  await other.click('[data-ask]');
  await expect.poll(() => other.locator('[data-says]').count(), { timeout: SLOW / 4 }).toBe(2);
  expect(await axe(other)).toEqual([]);
});

it('what is no adapter of ours is a sentence, in Chinese too, and the page works on', {
  timeout: SLOW,
}, async () => {
  const page = await openLab('v=1&methods=lora&steps=10&batch=4&backend=wasm', 'zh');
  const config = (fields: object) => ({
    ...{ name: 'adapter_config.json', mimeType: 'application/json' },
    buffer: Buffer.from(JSON.stringify({ peft_type: 'LORA', r: 3, lora_alpha: 6, ...fields })),
  });
  const weights = {
    ...{ name: 'adapter_model.safetensors', mimeType: 'application/octet-stream' },
    buffer: readFileSync('tests/fixtures/peft/lora/adapter_model.safetensors'),
  };
  const problem = () => page.textContent('[data-adapters-problem]');
  await page.setInputFiles('[data-adapter-files]', [config({ lora_bias: true }), weights]);
  await expect.poll(problem, { timeout: SLOW / 4 }).toContain('lora_bias');
  expect(await page.getAttribute(LAB, 'data-state')).toBe('idle');
  // A drop of the same files without that field, as of a folder that PEFT has saved.
  const names = ['adapter_config.json', 'adapter_model.safetensors'];
  const contents = names.map((name) => readFileSync(`tests/fixtures/peft/lora/${name}`).toString('base64'));
  await page.evaluate(
    ([files, texts]) => {
      const transfer = new DataTransfer();
      for (const [at, name] of (files as string[]).entries()) {
        const data = Uint8Array.from(atob((texts as string[])[at] ?? ''), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([data], name));
      }
      const panel = document.querySelector('[data-panel="adapters"]');
      panel?.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    },
    [names, contents],
  );
  await expect.poll(() => told(page), { timeout: SLOW / 2 }).toMatch(/已装到基础模型上/);
  expect(Number(await accuracy(page, 'lora'))).toBeGreaterThanOrEqual(0);
  expect(await page.isVisible('[data-adapters-problem]')).toBe(false);
  await page.click('[data-button="train"]');
  await done(page);
});
