import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unzipSync } from 'fflate';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BANK } from '../../src/exercises/bank';
import type { Standard } from '../../src/exercises/scorm/api';
import { contentType } from '../../tools/headers.mjs';
import { buildPackage, zip } from '../../tools/package-scorm/build';
import { ownFiles } from '../../tools/package-scorm/bundle';
import { lessonIn, lessonPage, openSite } from '../../tools/package-scorm/site';
import { launch, openPage } from './support';

/** Beside the LMS's own pages, in a folder of its own. */
const PACKAGE = '/files/42/content/';
const START = { lesson: lessonPage('en', 'memory'), course: 'index.html' };

/**
 * A learning management system: scorm-again for the run-time, and the package in a frame within a frame. What it keeps of
 * an attempt is handed from launch to launch by the test.
 */
const HOST = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>LMS</title><link rel="icon" href="data:,">
  <style>iframe { width: 1000px; height: 700px }</style><script src="scorm12.js"></script><script src="scorm2004.js"></script></head>
  <body><script>
    function launch(standard, start, kept) {
      window.runtime = standard === '1.2' ? new Scorm12API({ logLevel: 5 }) : new Scorm2004API({ logLevel: 5 });
      window[standard === '1.2' ? 'API' : 'API_1484_11'] = window.runtime;
      if (kept) window.runtime.loadFromJSON(kept, '');
      const player = document.createElement('iframe');
      player.src = 'player.html?' + start;
      document.body.append(player);
    }
  </script></body></html>`;
const PLAYER = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Player</title>
  <style>body { margin: 0 } iframe { width: 100%; height: 690px; border: 0 }</style></head>
  <body><iframe id="content"></iframe><script>
    document.getElementById('content').src = '${PACKAGE}' + location.search.slice(1);
  </script></body></html>`;

/** What comes to hold on a busy machine too. */
const soon = <T>(get: () => T) => expect.poll(get, { timeout: 15_000 });

/** What the test reads of either run-time, as the LMS has it. */
interface Runtime {
  readonly cmi: object;
  isTerminated(): boolean;
}
declare const runtime: Runtime;
declare function launchInPage(standard: Standard, start: string, kept: object | null): void;

let browser: Browser;
let served: ReadonlyMap<string, Uint8Array>;
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://lms').pathname);
  const pages: Record<string, string> = { '/lms/host.html': HOST, '/lms/player.html': PLAYER };
  const scripts = /^\/lms\/(scorm(?:12|2004)\.js)$/.exec(path)?.[1];
  const body =
    pages[path] ??
    (scripts ? readFileSync(`node_modules/scorm-again/dist/${scripts}`) : undefined) ??
    // Files and no folders, as such systems serve them; and none of the site's headers.
    served.get(path.slice(PACKAGE.length));
  response.writeHead(body ? 200 : 404, { 'Content-Type': contentType(path) });
  response.end(body ?? 'not found');
});
let host = '';
const packages = new Map<string, ReadonlyMap<string, Uint8Array>>();

beforeAll(async () => {
  const site = openSite('dist');
  const own = await ownFiles();
  const unzipped = (standard: Standard, lesson: string | null) =>
    new Map(
      Object.entries(unzipSync(zip(buildPackage(site, own, { standard, language: 'en', lesson }).files))),
    );
  for (const standard of ['1.2', '2004'] as const) packages.set(standard, unzipped(standard, 'memory'));
  packages.set('course', unzipped('1.2', null));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lms/host.html`;
  browser = await launch();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

/** Opens the LMS anew, in a browser that kept nothing, and launches the package. */
async function start(
  name: string,
  standard: Standard,
  kept: object | null = null,
): Promise<{ page: Page; content: Frame }> {
  served = packages.get(name) ?? new Map();
  const page = await openPage(browser, host);
  await page.evaluate(
    ([standard, start, kept]) => {
      const { launch } = window as unknown as { launch: typeof launchInPage };
      launch(standard, start, kept);
    },
    [standard, name === 'course' ? START.course : START.lesson, kept] as const,
  );
  const content = await contentOf(page, name === 'course' ? 'en/index.html' : START.lesson, kept !== null);
  return { page, content };
}

/** The frame with a page of the package, once its scripts ran. */
async function contentOf(page: Page, path: string, anyPage = false): Promise<Frame> {
  const find = () =>
    page
      .frames()
      .find((frame) =>
        anyPage ? frame.url().includes(`${PACKAGE}en/`) : frame.url().includes(PACKAGE + path),
      );
  await soon(find).toBeTruthy();
  const frame = find();
  if (!frame) throw new Error(`no frame with ${path}`);
  await frame.waitForLoadState('load');
  return frame;
}

/** A value as the LMS has it. From all that it keeps: a package itself could not read interactions in SCORM 1.2. */
async function value(page: Page, element: string): Promise<string> {
  const [, ...names] = element.split('.');
  const found = names.reduce<unknown>(
    (at, name) => {
      const inside = (at ?? {}) as Record<string, unknown>;
      return name === '_count' ? Object.keys(inside).length : inside[name];
    },
    await kept(page),
  );
  return String(found);
}
const kept = (page: Page) => page.evaluate(() => JSON.parse(JSON.stringify(runtime.cmi)) as object);

/** Answers as an exercise does, and waits until the page has kept it. */
async function answer(
  content: Frame,
  exercise: string,
  state: 'right' | 'wrong',
  text: string,
): Promise<void> {
  await content.evaluate(
    ([exercise, state, answer]) => {
      const element = document.querySelector(`[data-exercise="${exercise}"]`);
      const score = state === 'right' ? 1 : 0;
      const detail = { exercise, kind: 'number', seed: 3, state, score, answer, hints: 0 };
      element?.dispatchEvent(new CustomEvent('exercise-result', { bubbles: true, detail }));
    },
    [exercise, state, text] as const,
  );
  const stored = () =>
    content.evaluate((name) => {
      const { lowRankStorage } = globalThis as unknown as { lowRankStorage: Storage };
      const { exercises } = JSON.parse(lowRankStorage.getItem('low-rank-progress') ?? '{"exercises":{}}');
      return exercises[name]?.last.answer as unknown;
    }, exercise);
  await soon(stored).toBe(text);
}

/** Leaves the package as an LMS does when its player closes: the frame goes. */
async function leave(page: Page): Promise<object> {
  await page.evaluate(() => {
    for (const frame of document.querySelectorAll('iframe')) frame.src = 'about:blank';
  });
  await soon(() => page.evaluate(() => runtime.isTerminated())).toBe(true);
  return kept(page);
}

const ELEMENTS = {
  '1.2': {
    status: 'cmi.core.lesson_status',
    score: 'cmi.core.score.raw',
    place: 'cmi.core.lesson_location',
    exit: 'suspend',
    response: 'student_response',
    wrong: 'wrong',
    complete: 'passed',
    time: /^\d\d:\d\d:\d\d(\.\d+)?$/,
  },
  '2004': {
    status: 'cmi.completion_status',
    score: 'cmi.score.raw',
    place: 'cmi.location',
    exit: 'suspend',
    response: 'learner_response',
    wrong: 'incorrect',
    complete: 'completed',
    time: /^PT/,
  },
} as const;

describe.each(['1.2', '2004'] as const)('a lesson’s package in an LMS (SCORM %s)', (standard) => {
  const names = ELEMENTS[standard];

  it('is launched, answered, suspended, resumed and completed', async () => {
    const html = new TextDecoder().decode(packages.get(standard)?.get(START.lesson));
    const { exercises, sections } = lessonIn('memory', html);
    const [first = '', ...others] = exercises.map((name) => `memory/${name}`);
    const share = (points: number) => String(Math.round((points / exercises.length) * 10_000) / 100);

    // Launch: incomplete, without points.
    const one = await start(standard, standard);
    expect(await value(one.page, names.status)).toBe('incomplete');
    expect(await value(one.page, names.score)).toBe('0');

    // Answer: wrong, then right.
    await answer(one.content, first, 'wrong', '19.62 GB');
    await answer(one.content, first, 'right', '21.07 GB');
    await soon(() => value(one.page, names.score)).toBe(share(1));
    expect(Number(await value(one.page, 'cmi.interactions._count'))).toBe(2);
    const interaction = (index: number, name: string) => value(one.page, `cmi.interactions.${index}.${name}`);
    const id = first.replace('/', '.');
    expect([await interaction(0, 'id'), await interaction(0, 'type')]).toEqual([id, 'fill-in']);
    expect([await interaction(0, names.response), await interaction(0, 'result')]).toEqual([
      '19.62 GB',
      names.wrong,
    ]);
    expect([await interaction(1, names.response), await interaction(1, 'result')]).toEqual([
      '21.07 GB',
      'correct',
    ]);
    expect(await interaction(1, 'latency')).toMatch(names.time);

    // Suspend in the middle of the lesson.
    const section = sections[4] ?? '';
    await one.content.evaluate((id) => {
      // As for a reader who comes there by hand: a script's scrolling goes by the heights of what is laid out.
      delete document.documentElement.dataset['settling'];
      document.getElementById(id)?.scrollIntoView();
    }, section);
    const suspended = await leave(one.page);
    const core = standard === '1.2' ? (suspended as { core: object }).core : suspended;
    expect(core).toMatchObject({ exit: names.exit, session_time: expect.stringMatching(names.time) });
    expect(Object.values(core)).toContain(`${START.lesson}#${section}`);

    // Resume: in another browser, with what the LMS has kept.
    const two = await start(standard, standard, suspended);
    const state = (exercise: string) =>
      two.content.getAttribute(`[data-exercise="${exercise}"]`, 'data-state');
    await soon(() => state(first)).toBe('right');
    expect(await state(others[0] ?? '')).toBe('untouched');
    const top = () =>
      two.content.evaluate(
        (id) => document.getElementById(id)?.getBoundingClientRect().top ?? Number.NaN,
        section,
      );
    await soon(async () => Math.abs(await top())).toBeLessThan(300);
    // What is typed stays with the student, not with the browser, which others use.
    const code = two.content.locator('[data-kind="code"]').first();
    await code.scrollIntoViewIfNeeded();
    await code.locator('textarea').focus();
    await code.locator('.cm-content').focus();
    await two.page.keyboard.insertText('const mine = 1;');
    await soon(() => code.locator('textarea').inputValue()).toContain('const mine');
    expect(await two.content.evaluate(() => Object.keys(localStorage))).toEqual([]);

    // Complete: the other exercises, and every section on the screen.
    for (const exercise of others) await answer(two.content, exercise, 'right', '8');
    await soon(() => value(two.page, names.score)).toBe('100');
    expect(await value(two.page, names.status)).toBe('incomplete');
    for (const id of sections) {
      await two.content.evaluate((id) => document.getElementById(id)?.scrollIntoView(), id);
      await two.page.waitForTimeout(60);
    }
    await soon(() => value(two.page, names.status)).toBe(names.complete);
    if (standard === '2004') {
      expect(await value(two.page, 'cmi.success_status')).toBe('passed');
      expect(await value(two.page, 'cmi.score.scaled')).toBe('1');
      expect(await value(two.page, 'cmi.progress_measure')).toBe('1');
    }
    expect(Number(await value(two.page, 'cmi.interactions._count'))).toBe(1 + exercises.length);
    expect(await leave(two.page)).toMatchObject({ suspend_data: expect.stringMatching(/^B[\w-]{40,4095}$/) });
  });
});

describe('the whole course in an LMS', () => {
  const names = ELEMENTS['1.2'];

  it('is one visit over all its pages, and opens again where the student was', async () => {
    const one = await start('course', '1.2');
    await one.content.click('a[href*="lessons/lora/"]');
    const lesson = await contentOf(one.page, lessonPage('en', 'lora'));
    const first = (await lesson.getAttribute('[data-exercise]', 'data-exercise')) ?? '';
    await answer(lesson, first, 'right', '8');
    const all = Object.values(BANK).flatMap(Object.keys).length;
    await soon(async () => Number(await value(one.page, names.score))).toBeCloseTo(100 / all, 1);
    // On to another page of the course: the visit goes on.
    await lesson.click('a[rel="next"]');
    const next = await contentOf(one.page, lessonPage('en', 'lora-memory'));
    await next.evaluate(() => document.querySelector('.prose h2[id]:nth-of-type(2)')?.scrollIntoView());
    expect(await one.page.evaluate(() => runtime.isTerminated())).toBe(false);
    const suspended = await leave(one.page);
    expect(suspended).toMatchObject({
      core: {
        lesson_status: 'incomplete',
        lesson_location: expect.stringContaining('en/lessons/lora-memory/'),
      },
    });

    const two = await start('course', '1.2', suspended);
    expect(two.content.url()).toContain(lessonPage('en', 'lora-memory'));
    await two.content.click('.pager a[rel="prev"]');
    const again = await contentOf(two.page, lessonPage('en', 'lora'));
    await soon(() => again.getAttribute(`[data-exercise="${first}"]`, 'data-state')).toBe('right');
    // A teacher sees each lesson's points.
    expect(await value(two.page, 'cmi.objectives.1.id')).toBe('lora');
    const exercises = await again.locator('[data-exercise]').count();
    expect(Number(await value(two.page, 'cmi.objectives.1.score.raw'))).toBeCloseTo(100 / exercises, 1);
    await leave(two.page);
  });
});
