/**
 * The script of a packaged page. It stands before the page's own scripts, so that they find the LMS's storage in place
 * of the browser's (`progress/storage.ts`).
 */
import { type ExerciseResult, RESULT_EVENT } from '../result';
import { keepLinksInside } from './links';
import type { Session } from './session';
import { readSettings } from './settings';
import { openVisit } from './visit';

const settings = readSettings();
const root = new URL(document.documentElement.dataset['root'] ?? './', location.href).href;
const path = decodeURIComponent(new URL(location.pathname, location.href).href.slice(root.length));

keepLinksInside(root, new Set(settings.pages));
const session = settings.framed ? sessionAround() : openVisit(settings);
if (session) {
  (globalThis as { lowRankStorage?: Session['storage'] }).lowRankStorage = session.storage;
  passAnswersOn(session);
  followSections(session);
  if (!settings.framed) goBackTo(session.place);
}

/** The visit of the course's frame, `course.ts`; null in a tab of its own, and without an LMS. */
function sessionAround(): Session | null {
  try {
    return window.parent === window
      ? null
      : ((window.parent as { lowRankSession?: Session }).lowRankSession ?? null);
  } catch {
    return null;
  }
}

function passAnswersOn(session: Session): void {
  const opened = Date.now();
  /** When the student turned to each exercise that is not answered yet. */
  const since = new Map<string, number>();
  const turnTo = ({ target }: Event): void => {
    const exercise = target instanceof Element && target.closest<HTMLElement>('[data-exercise]');
    const name = exercise ? exercise.dataset['exercise'] : undefined;
    if (name !== undefined && !since.has(name)) since.set(name, Date.now());
  };
  document.addEventListener('focusin', turnTo);
  document.addEventListener('pointerdown', turnTo);
  document.addEventListener(RESULT_EVENT, (event) => {
    const { detail } = event as CustomEvent<ExerciseResult>;
    const now = Date.now();
    session.answered(detail, new Date(now), (now - (since.get(detail.exercise) ?? opened)) / 1000);
    since.delete(detail.exercise);
  });
}

function followSections(session: Session): void {
  const headings = [...document.querySelectorAll<HTMLElement>('.prose h2[id]')];
  const slug = /lessons\/([^/]+)\//.exec(path)?.[1] ?? '';
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) session.reached(`${slug}#${target.id}`);
  });
  if (slug !== '') for (const heading of headings) watcher.observe(heading);
  session.follow(() => {
    const read = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    return read ? `${path}#${read.id}` : path;
  });
}

/** The section where the student left. A link to a certain section goes before. */
function goBackTo(place: string): void {
  const [page, section = ''] = place.split('#');
  if (page !== path || section === '' || location.hash !== '') return;
  const go = (): void => {
    // All of it is laid out now: a place is as far down as what stands above it is high.
    delete document.documentElement.dataset['settling'];
    document.getElementById(section)?.scrollIntoView();
  };
  addEventListener('load', go, { once: true });
}
