import type { Locator, Page } from 'playwright-core';
import { atTop, until, wholeNow } from '../until.ts';

/** Brings a page from one state to the next, and names each as soon as it stands. */
export type Tour = (page: Page) => AsyncGenerator<string>;

const FIGURE_WAIT = { timeout: 30_000 };

/** Until the page is laid out as a whole, and each of its figures, brought into sight one after the other, has mounted. */
export async function readThrough(page: Page): Promise<void> {
  await wholeNow(page);
  for (const figure of await page.locator('.figure, .lab').all()) {
    await figure.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await until(async () => (await figure.getAttribute('data-state')) !== null, 'a figure');
  }
  await page.evaluate(() => scrollTo(0, 0));
}

const openDetails = (page: Page, selector = 'details'): Promise<void> =>
  page.locator(selector).evaluateAll((all) => {
    for (const details of all) (details as HTMLDetailsElement).open = true;
  });

/** What the reader may choose in a place, each once, and what follows from it. */
async function* everyChoice(place: Locator): AsyncGenerator<string> {
  const boxes = place.locator('input[type="radio"], input[type="checkbox"]');
  for (const box of await boxes.all()) {
    if (!(await box.isVisible()) || (await box.isDisabled()) || (await box.isChecked())) continue;
    await box.check({ force: true });
    yield `${(await box.getAttribute('data-field')) ?? (await box.getAttribute('name'))}=${await box.inputValue()}`;
  }
  for (const select of await place.locator('select').all()) {
    if (!(await select.isVisible())) continue;
    const last = await select.locator('option:enabled').last().getAttribute('value');
    if (last === null) continue;
    await select.selectOption(last);
    yield `${await select.getAttribute('name')}=${last}`;
  }
}

/** Something that no box of numbers takes, in each of them. */
async function mistype(place: Locator): Promise<number> {
  let typed = 0;
  for (const box of await place.locator('input[type="text"]').all()) {
    if (!(await box.isVisible())) continue;
    await box.fill('−x');
    await box.press('Enter');
    typed += 1;
  }
  return typed;
}

/** A figure alone on its page: as it comes, all opened, each choice, each box mistyped, its dialog. */
export const figureTour: Tour = async function* (page) {
  const figure = page.locator('.figure').first();
  await page.waitForSelector('.figure[data-state="ready"]', FIGURE_WAIT);
  yield 'first';
  if ((await page.locator('.figure details').count()) > 0) {
    await openDetails(page, '.figure details');
    yield 'all opened';
  }
  yield* everyChoice(figure);
  if ((await mistype(figure)) > 0) yield 'mistyped';
  const embed = figure.locator('[data-tool="embed"]');
  // A figure that is embedded already hides it.
  if (!(await embed.isVisible())) return;
  await embed.click();
  await until(
    async () => (await page.locator('dialog[open], .figure-told:not(:empty)').count()) > 0,
    'an answer',
  );
  yield 'code to embed';
};

/** All exercises of a lesson at once: untouched, helped, wrong, right where trying finds it, and solved. */
export const exercisesTour: Tour = async function* (page) {
  await readThrough(page);
  const exercises = await page.locator('[data-exercise]').all();
  yield 'untouched';
  for (const exercise of exercises) await checkWith(page, exercise, 0);
  yield 'answered at random';
  for (const exercise of exercises) {
    for (let turn = 1; turn < 6 && (await exercise.getAttribute('data-state')) === 'wrong'; turn += 1)
      await checkWith(page, exercise, turn);
  }
  yield 'right where trying helps';
  await openDetails(page, '[data-exercise] [data-hint]');
  yield 'hints';
  await openDetails(page, '[data-exercise] details');
  yield 'solved';
};

async function checkWith(page: Page, exercise: Locator, turn: number): Promise<void> {
  const check = exercise.locator('[data-check]');
  if ((await check.count()) === 0) return;
  await exercise.locator('[data-another]').focus();
  await until(async () => (await exercise.getAttribute('data-awake')) === 'yes', 'an exercise');
  for (const input of await exercise.locator('input[data-input][type="text"]').all())
    if (await input.isEditable()) await input.fill(String(turn + 3));
  const options = await exercise.locator('[data-option]:not([hidden]) input:enabled').all();
  const chosen = options[turn % Math.max(1, options.length)];
  if (chosen) await chosen.check({ force: true });
  for (const select of await exercise.locator('select[data-part]').all())
    await select.selectOption({ index: 1 + (turn % 2) });
  if (!(await check.isVisible()) || (await check.isDisabled())) return;
  await check.click();
  await page.waitForTimeout(50);
}

/** Short enough for any machine. */
export const SHORT_RUN = 'v=1&methods=full,lora&steps=10&batch=4&backend=wasm';

async function reload(page: Page): Promise<void> {
  await page.reload();
  await atTop(page, '[data-button="train"]:enabled');
}

const labReaches = (page: Page, state: string) =>
  page.waitForSelector(`lr-laboratory[data-state="${state}"]`, { timeout: 180_000 });

/** The laboratory: idle, opened, mistyped, running, paused, done with its panels filled, and without its model. */
export const laboratoryTour: Tour = async function* (page) {
  await page.waitForSelector('[data-button="train"]:enabled');
  yield 'idle';
  await openDetails(page);
  yield 'all opened';
  await mistype(page.locator('.lab').first());
  yield 'mistyped';
  await reload(page);
  await page.click('[data-button="train"]');
  await labReaches(page, 'training');
  await page.click('[data-button="pause"]');
  await labReaches(page, 'paused');
  yield 'paused';
  await page.click('[data-button="resume"]');
  await labReaches(page, 'done');
  await page.click('[data-ask]');
  await until(async () => (await page.locator('[data-says]').count()) === 3, 'the answers', 90_000);
  await page.click('[data-look-show]');
  await until(async () => (await page.locator('[data-matrices] canvas').count()) > 3, 'the matrices', 60_000);
  await openDetails(page);
  yield 'done';
  await page.route('**/models/tiny/model.safetensors', (route) => route.fulfill({ status: 404 }));
  await reload(page);
  await page.click('[data-button="train"]');
  await labReaches(page, 'error');
  yield 'without its model';
};

/** What every page has: search with hits and with none, and the bar that announces a new version. */
export const frameTour: Tour = async function* (page) {
  yield 'first';
  await page.click('[data-search]');
  yield 'search';
  await page.locator('dialog.search input').fill('LoRA');
  await page.waitForSelector('.search-hits a');
  yield 'search with hits';
  await page.locator('dialog.search input').fill('zyzzyva');
  await until(async () => ((await page.textContent('.search-status')) ?? '').includes('zyzzyva'), 'no hit');
  yield 'search without';
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    const bar = document.createElement('div');
    bar.className = 'update';
    const words = document.querySelector<HTMLTemplateElement>('template[data-update]');
    if (!words) throw new Error('the page has no words for a new version');
    bar.append(words.content.cloneNode(true));
    document.body.append(bar);
  });
  yield 'a new version';
};

/** A page as it comes, with all of it opened, and each choice made that is not a figure's: each figure has a tour of its own. */
export const pageTour: Tour = async function* (page) {
  await readThrough(page);
  yield 'first';
  await openDetails(page);
  yield 'all opened';
  yield* everyChoice(page.locator('main form:not(.figure form)'));
};

/** Slides or the speaker's desk: each slide once, then the list of keys and the overview. */
export const deckTour: Tour = async function* (page) {
  await page.waitForSelector('[data-window][data-state="ready"]', FIGURE_WAIT);
  let last = '';
  for (let slide = 0; slide < 40; slide += 1) {
    const place = await page.evaluate(() => location.hash);
    if (place === last) break;
    last = place;
    yield place || 'title';
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(400);
  }
  await page.evaluate(() => document.querySelector<HTMLDialogElement>('dialog[data-keys]')?.showModal());
  yield 'keys';
};
