import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BANK } from '../../src/exercises/bank';
import type { ExerciseResult } from '../../src/exercises/result';
import type { Cell, Definition, Kind, VariantOf } from '../../src/exercises/types';
import { drawVariant, FIRST_SEED } from '../../src/exercises/variant';
import { LANGUAGES } from '../../src/i18n/languages';
import { wholeNow } from '../../tools/lib/until';
import { spellings } from '../exercises/answers';
import { axe, COLOUR_RULES, launch, openPage } from './support';
import { eachInTurn } from './thorough';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** The first exercise of each kind that needs nothing but its form. */
const FIRST = (['number', 'formula', 'choice', 'order', 'match', 'shape', 'table'] as const).flatMap(
  (kind) => {
    const all = Object.entries(BANK).flatMap(([lesson, exercises]) =>
      Object.entries(exercises).map(([name, definition]) => ({ lesson, name, definition })),
    );
    const found = all.find(({ definition }) => definition.kind === kind);
    return found ? [{ kind, ...found }] : [];
  },
);

async function openLesson(language: string, lesson: string, query = ''): Promise<Page> {
  const page = await openPage(browser, `${inject('site')}${language}/lessons/${lesson}/${query}`);
  // Playwright gives the focus to a field that is not there yet, without a word.
  await wholeNow(page);
  await page.evaluate(() => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    document.addEventListener('exercise-result', (event) => told.push((event as CustomEvent).detail));
  });
  return page;
}

const results = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { told: ExerciseResult[] }).told);
const exerciseOf = (page: Page, lesson: string, name: string): Locator =>
  page.locator(`[data-exercise="${lesson}/${name}"]`);
const verdictOf = (exercise: Locator): Locator => exercise.locator('[data-verdict]');

async function type(page: Page, input: Locator, text: string): Promise<void> {
  await input.focus();
  await page.keyboard.type(text);
}

const cellText = (cell: Cell): string =>
  'measure' in cell ? (spellings(cell.key, cell.measure)[0] ?? '') : cell.key;

/** Gives the right answer by the keyboard alone. */
async function answer(
  page: Page,
  exercise: Locator,
  definition: Definition,
  variant: unknown,
): Promise<void> {
  const input = exercise.locator('.exercise-form input[type="text"]');
  const drawn = <K extends Kind>() => variant as VariantOf<K>;
  switch (definition.kind) {
    case 'number':
      await type(page, input, spellings(drawn<'number'>().key, definition.measure)[0] ?? '');
      return page.keyboard.press('Enter');
    case 'formula':
      await type(page, input, drawn<'formula'>().key);
      await exercise.locator('[data-preview] math').waitFor();
      return page.keyboard.press('Enter');
    case 'choice':
      for (const name of drawn<'choice'>().key) {
        await exercise.locator(`input[value="${name}"]`).focus();
        await page.keyboard.press('Space');
      }
      break;
    case 'order':
      for (const [place, name] of drawn<'order'>().key.entries()) {
        const up = exercise.locator(`[data-item="${name}"] [data-move="up"]`);
        await up.focus();
        for (let moves = 0; moves < 10; moves += 1) {
          const order = await exercise
            .locator('[data-item]')
            .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['item']));
          if (order[place] === name) break;
          await page.keyboard.press('Enter');
        }
      }
      break;
    case 'match':
      for (const [option, target] of Object.entries(drawn<'match'>().key)) {
        const select = exercise.locator(`select[data-part="${option}"]`);
        const text = await select.locator(`option[value="${target}"]`).textContent();
        await select.focus();
        await page.keyboard.press((text ?? '').trim().slice(0, 1));
      }
      break;
    case 'shape':
      for (const [index, part] of drawn<'shape'>().key.entries()) await type(page, input.nth(index), part);
      return page.keyboard.press('Enter');
    case 'table':
      for (const [name, cell] of Object.entries(drawn<'table'>().key))
        await type(page, exercise.locator(`input[data-part="${name}"]`), cellText(cell));
      return page.keyboard.press('Enter');
    default:
      throw new Error(`no answer to ${definition.kind}`);
  }
  await exercise.locator('[data-check]').focus();
  await page.keyboard.press('Enter');
}

/** They mostly stand in one lesson: a page is opened once. */
const LESSONS_OF_FIRST = [...new Set(FIRST.map(({ lesson }) => lesson))];

it.each(eachInTurn(LESSONS_OF_FIRST, LANGUAGES))(
  'exercises of every kind are answered by keyboard, and pass axe: %s, %s',
  async (lesson, language) => {
    const page = await openLesson(language, lesson);
    const here = FIRST.filter((each) => each.lesson === lesson);
    for (const { kind, name, definition } of here) {
      const exercise = exerciseOf(page, lesson, name);
      await exercise.locator('[data-check]').focus();
      await exercise.and(page.locator('[data-awake]')).waitFor();
      // Empty is not wrong; an order is never empty.
      if (kind !== 'order') {
        await page.keyboard.press('Enter');
        await expect.poll(() => verdictOf(exercise).getAttribute('data-is'), { message: kind }).toBe('empty');
        expect(await exercise.getAttribute('data-state'), kind).toBe('untouched');
      }
      await answer(page, exercise, definition, drawVariant(`${lesson}/${name}`, definition, FIRST_SEED));
      await expect.poll(() => exercise.getAttribute('data-state'), { message: kind }).toBe('right');
      expect(await verdictOf(exercise).getAttribute('role'), kind).toBe('status');
      expect(await verdictOf(exercise).textContent(), kind).toContain(
        language === 'en' ? 'Right.' : '正确。',
      );
    }
    expect(await results(page)).toMatchObject(
      here.map(({ kind, name }) => ({
        ...{ exercise: `${lesson}/${name}`, kind, seed: FIRST_SEED },
        ...{ state: 'right', score: 1, hints: 0 },
      })),
    );
    // A wrong number, a wrong table and a formula that cannot be read, so that every look of an input is seen.
    for (const { kind, name } of here.filter((each) => /number|table|formula/.test(each.kind))) {
      const exercise = exerciseOf(page, lesson, name);
      for (const input of await exercise.locator('input[type="text"]').all())
        await input.fill(kind === 'formula' ? '2 Ω' : '3.3 bytes');
      await exercise.locator('[data-check]').press('Enter');
      await verdictOf(exercise).locator('.verdict-head').waitFor();
    }
    expect(await axe(page, undefined, '.exercise')).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axe(page, COLOUR_RULES, '.exercise')).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  },
);

describe('exercises about a figure', () => {
  it('a prediction is locked, and held against the figure once that has measured', async () => {
    const page = await openLesson('en', 'memory');
    const exercise = exerciseOf(page, 'memory', 'sixteen-sequences');
    const definition = BANK['memory']?.['sixteen-sequences'];
    if (definition?.kind !== 'predict') throw new Error('no prediction');
    const { sample } = drawVariant('memory/sixteen-sequences', definition, FIRST_SEED);
    const total = sample.numbers[0]?.value ?? 0;
    await type(page, exercise.locator('input[type="text"]'), `${total / 1e9} GB`);
    await page.keyboard.press('Enter');
    await exercise.and(page.locator('[data-committed]')).waitFor();
    expect(await exercise.locator('input[type="text"]').getAttribute('readonly')).not.toBeNull();
    expect(await exercise.getAttribute('data-state')).toBe('untouched');
    const figure = page.locator('#memory-calculator');
    await figure.scrollIntoViewIfNeeded();
    await figure.and(page.locator('[data-state="ready"]')).waitFor();
    for (const field of ['gpus', 'batch', 'sequence'])
      await figure.locator(`input[type="text"][name="${field}"]`).fill(sample.fields[field] ?? '');
    await expect.poll(() => exercise.getAttribute('data-state')).toBe('right');
    expect(await verdictOf(exercise).textContent()).toMatch(/GB/);

    // Who comes back and predicts once more is told just as well.
    await page.goto(page.url().replace(/[?#].*/, ''));
    await wholeNow(page);
    await expect.poll(() => exercise.getAttribute('data-state')).toBe('right');
    await type(page, exercise.locator('input[type="text"]'), `${(2 * total) / 1e9} GB`);
    await page.keyboard.press('Enter');
    await exercise.and(page.locator('[data-committed]')).waitFor();
    await figure.scrollIntoViewIfNeeded();
    await figure.and(page.locator('[data-state="ready"]')).waitFor();
    for (const field of ['gpus', 'batch', 'sequence'])
      await figure.locator(`input[type="text"][name="${field}"]`).fill(sample.fields[field] ?? '');
    await expect.poll(() => verdictOf(exercise).getAttribute('data-is')).toBe('wrong');
  });

  it('a goal is graded by the state of the figure', async () => {
    const definition = BANK['memory']?.['fill-the-cards'];
    if (definition?.kind !== 'configure') throw new Error('no goal');
    const { right, wrong } = drawVariant('memory/fill-the-cards', definition, FIRST_SEED);
    const query = (fields: Readonly<Record<string, string>> = {}) =>
      `?${new URLSearchParams({ v: '1', ...fields })}`;
    for (const [fields, state] of [
      [right[0]?.fields, 'right'],
      [wrong[1]?.answer.fields, 'wrong'],
    ] as const) {
      const page = await openLesson('en', 'memory', query(fields));
      const figure = page.locator('#memory-calculator');
      await figure.scrollIntoViewIfNeeded();
      await figure.and(page.locator('[data-state="ready"]')).waitFor();
      const exercise = exerciseOf(page, 'memory', 'fill-the-cards');
      await exercise.locator('[data-check]').focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => exercise.getAttribute('data-state')).toBe(state);
    }
  });
});

describe('every exercise', () => {
  it('tells a misconception, opens hints in steps, is retried, and goes on to another like it', async () => {
    const page = await openLesson('en', 'memory');
    const exercise = exerciseOf(page, 'memory', 'sixteen-bytes');
    const input = exercise.locator('input[type="text"]');
    const parameters = Number(
      await exercise.locator('[data-given="parameters"]').first().getAttribute('value'),
    );
    await type(page, input, `${(4 * parameters) / 1e9} GB`);
    await page.keyboard.press('Enter');
    await expect.poll(() => exercise.getAttribute('data-state')).toBe('wrong');
    expect(await verdictOf(exercise).textContent()).toContain('Adam');
    const hints = exercise.locator('[data-hint]');
    expect(await hints.nth(1).isVisible()).toBe(false);
    await hints.nth(0).locator('summary').press('Enter');
    expect(await hints.nth(1).isVisible()).toBe(true);
    await input.fill(`${(16 * parameters) / 1e9} GB`);
    expect(await verdictOf(exercise).textContent()).toBe('');
    await input.press('Enter');
    await expect.poll(() => exercise.getAttribute('data-state')).toBe('right');
    await exercise.locator('[data-another]').press('Enter');
    expect(await exercise.getAttribute('data-state')).toBe('untouched');
    expect(await exercise.getAttribute('data-seed')).toBe('2');
    expect(await input.inputValue()).toBe('');
    expect(await hints.nth(0).getAttribute('open')).toBeNull();
    expect((await results(page)).map(({ state, hints: opened }) => [state, opened])).toEqual([
      ['wrong', 0],
      ['right', 1],
    ]);
    await exercise.locator('[data-solution] summary').press('Enter');
    await expect.poll(() => exercise.getAttribute('data-state')).toBe('shown');
    expect((await results(page)).at(-1)).toMatchObject({ state: 'shown', score: 0, seed: 2 });
  });

  it('keeps the verdict on an order while nothing is moved', async () => {
    const page = await openLesson('en', 'memory');
    const exercise = page.locator('[data-kind="order"]').first();
    await exercise.locator('[data-check]').focus();
    await exercise.and(page.locator('[data-awake]')).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => exercise.getAttribute('data-state')).toMatch(/right|wrong/);
    const told = await verdictOf(exercise).textContent();
    await exercise.locator('[data-item] .exercise-item').nth(1).click();
    expect(await verdictOf(exercise).textContent()).toBe(told);
    const [from, to] = [
      await exercise.locator('[data-item]').nth(0).boundingBox(),
      await exercise.locator('[data-item]').nth(1).boundingBox(),
    ];
    await page.mouse.move((from?.x ?? 0) + 60, (from?.y ?? 0) + (from?.height ?? 0) / 2);
    await page.mouse.down();
    await page.mouse.move((to?.x ?? 0) + 60, (to?.y ?? 0) + (to?.height ?? 0) - 4, { steps: 6 });
    await page.mouse.up();
    expect(await verdictOf(exercise).textContent()).toContain('place 2');
  });

  it('shows the variant that the address names', async () => {
    const page = await openLesson('en', 'memory', '?seed=7');
    const exercise = exerciseOf(page, 'memory', 'sixteen-bytes');
    await exercise.and(page.locator('[data-awake]')).waitFor();
    const definition = BANK['memory']?.['sixteen-bytes'];
    if (definition?.kind !== 'number') throw new Error('no number');
    const { given } = drawVariant('memory/sixteen-bytes', definition, 7);
    const shown = await exercise.locator('[data-given="parameters"]').first().getAttribute('value');
    expect(given['parameters']).toMatchObject({ value: Number(shown) });
    expect(await exercise.getAttribute('data-seed')).toBe('7');
  });

  it('does not lose the press that woke it', async () => {
    const page = await openLesson('en', 'memory');
    const exercise = exerciseOf(page, 'memory', 'thirteen-billion');
    await exercise.locator('[data-another]').click();
    await expect.poll(() => exercise.getAttribute('data-seed')).toBe('2');
  });
});
