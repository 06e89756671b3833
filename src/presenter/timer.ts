import type { Translate } from '../i18n/translate';

export interface Plan {
  readonly key: string;
  readonly minutes: number;
}

export interface Timer {
  /** The slide on show, and what is planned for all of its lesson. */
  at(key: string, plans: readonly Plan[]): void;
}

interface Kept {
  readonly version: 1;
  readonly running: boolean;
  /** Seconds that each slide was on show while the timer ran. */
  readonly spent: Readonly<Record<string, number>>;
}

/**
 * Seconds. A longer gap between two ticks is a machine that slept, not a slide that was shown. To a window that is not seen
 * browsers give a tick a minute.
 */
const LONGEST_TICK = { seen: 5, hidden: 65 };

/** Time against plan, for this slide and for all up to it. Kept in the window, so that a reload loses nothing. */
export function createTimer(main: HTMLElement, storageKey: string, translate: Translate): Timer {
  const place = (name: string) => main.querySelector<HTMLElement>(`[data-${name}]`);
  let spent: Record<string, number> = {};
  let running = false;
  let key = '';
  let plans: readonly Plan[] = [];
  let last = performance.now();
  let longest = LONGEST_TICK.seen;
  const kept = readKept(storageKey);
  if (kept) {
    spent = { ...kept.spent };
    running = kept.running;
  }
  const tick = (): void => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    if (running && key !== '') spent[key] = (spent[key] ?? 0) + Math.min(seconds, longest);
    // Of the gap that begins now: when it ends, the window may be seen again.
    longest = document.hidden ? LONGEST_TICK.hidden : LONGEST_TICK.seen;
    draw();
    keep();
  };
  const keep = (): void => {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify({ version: 1, running, spent } satisfies Kept));
    } catch {
      // Storage refused: the time holds until a reload.
    }
  };
  const draw = (): void => {
    // What stands below a slide has no plan of its own, and its time is the lesson's.
    const [lessonKey = '', column = '', row] = key.split('/');
    const index = plans.findIndex((plan) => plan.key === `${lessonKey}/${column}`);
    const [own, before] = [
      row === undefined ? (plans[index]?.minutes ?? 0) : 0,
      sum(plans.slice(0, index + 1).map((plan) => plan.minutes)),
    ];
    const all = sum(Object.values(spent));
    const lesson = sum(
      Object.entries(spent).map(([slide, seconds]) => (slide.startsWith(`${lessonKey}/`) ? seconds : 0)),
    );
    // Ahead or behind: against the plan up to this slide, of which its own share counts as far as it is used.
    const due = 60 * (before - own) + Math.min(60 * own, spent[key] ?? 0);
    write('clock', timeOfDay(new Date()));
    write('elapsed', clockText(all));
    write(
      'on-slide',
      own === 0
        ? translate('present.onSlideFree', { spent: clockText(spent[key] ?? 0) })
        : translate('present.onSlide', { spent: clockText(spent[key] ?? 0), plan: clockText(60 * own) }),
    );
    const late = lesson - due;
    write(
      'against',
      translate(late > 0 ? 'present.behind' : 'present.ahead', {
        time: clockText(Math.abs(late)),
        plan: clockText(60 * sum(plans.map((plan) => plan.minutes))),
      }),
    );
    place('on-slide')?.toggleAttribute('data-late', own > 0 && (spent[key] ?? 0) > 60 * own);
    place('against')?.toggleAttribute('data-late', late > 60);
    place('timer-toggle')?.setAttribute('aria-pressed', String(running));
    const toggle = place('timer-toggle');
    if (toggle) toggle.textContent = translate(running ? 'present.pause' : 'present.go');
  };
  const write = (name: string, text: string): void => {
    const element = place(name);
    if (element && element.textContent !== text) element.textContent = text;
  };
  place('timer-toggle')?.addEventListener('click', () => {
    tick();
    running = !running;
    draw();
    keep();
  });
  place('timer-reset')?.addEventListener('click', () => {
    spent = {};
    running = false;
    last = performance.now();
    draw();
    keep();
  });
  setInterval(tick, 500);
  // What begins with the window out of sight is known as such at once, though no tick may come any more.
  document.addEventListener('visibilitychange', tick);
  return {
    at(next, all) {
      tick();
      key = next;
      plans = all;
      draw();
    },
  };
}

function readKept(storageKey: string): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Kept | null;
    if (kept?.version !== 1 || typeof kept.spent !== 'object') return null;
    // What is damaged in it counts as never spent.
    const spent = Object.entries(kept.spent ?? {}).filter(
      ([, seconds]) => seconds >= 0 && seconds < Infinity,
    );
    return {
      version: 1,
      running: kept.running === true,
      spent: Object.fromEntries(spent.map(([slide, seconds]) => [slide, Number(seconds)])),
    };
  } catch {
    return null;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** `09:05`. The language's own way is slow to make, and asked for twice a second. */
export function timeOfDay(date: Date): string {
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `1:05`, `1:02:30`. */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
