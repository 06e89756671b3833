import { followExercises } from '../exercises/selfCheck';
import { readMessages } from './chrome';
import { type Commands, followCommands, windowCommands } from './commands';
import { fragmentsOf, showSolution } from './deckView';
import { DeckWindow } from './deckWindow';
import { keepFitted, slideSize } from './fit';
import { type Command, releaseKeys } from './keys';
import { below, next, type Place, stepsAt } from './place';
import { sendPointer } from './pointer';
import { keepRoom } from './sync/keepRoom';
import { openRoom } from './sync/openRoom';
import { followTallies } from './tally';
import { createTimer } from './timer';
import { sayTrouble } from './trouble';

const WALL = { width: 1920, height: 1080 };

/** Opens the window that the speaker sees: this slide, the next, notes, time, and what the wall does. */
export async function openSpeaker(main: HTMLElement): Promise<void> {
  const place = <T extends HTMLElement = HTMLElement>(name: string): T => {
    const found = main.querySelector<T>(`[data-${name}]`);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  const name = main.dataset['deck'] ?? '';
  const slides = place('slides');
  const room = openRoom(name);
  keepRoom(room, name);
  followExercises();
  const translate = readMessages(main);
  const timer = createTimer(main, `low-rank.timer.${name}`, translate);

  const choose = main.querySelector<HTMLSelectElement>('[data-lesson-choice]');
  const slideNow = () => slides.querySelector<HTMLElement>('.slide.is-now');
  const slideNext = () => slides.querySelector<HTMLElement>('.slide.is-next');
  const resize = (): void => {
    const wall = (room.get('size') as typeof WALL | undefined) ?? WALL;
    const { zoom, width, height } = slideSize(wall.width, wall.height);
    main.style.setProperty('--deck-width', String(width));
    main.style.setProperty('--deck-height', String(height));
    main.style.setProperty('--wall-ratio', String(wall.width / wall.height));
    const below = slideNext() ?? place('next-empty');
    main.style.setProperty('--next-height', `${below.offsetHeight}px`);
    for (const slide of [slideNow(), slideNext()])
      slide?.style.setProperty('--deck-zoom', String((zoom * slide.clientWidth) / wall.width));
  };
  const keep = keepFitted(() => [slideNow(), slideNext()]);
  const refit = (): void => {
    resize();
    keep();
  };
  const stage = {
    loaded: () => tallies(),
    show(at: Place): void {
      for (const slide of slides.querySelectorAll<HTMLElement>('.slide')) {
        slide.classList.remove('is-now', 'is-next');
        slide.inert = false;
      }
      const now = deck.view.at(at);
      const outline = deck.view.outline();
      // Below the last slide stand the questions, one after the other.
      const after = next(outline, { ...at, step: Number.MAX_SAFE_INTEGER }) ?? below(outline, at);
      const following = after && deck.view.at(after);
      now?.classList.add('is-now');
      following?.classList.add('is-next');
      if (following) {
        following.inert = true;
        for (const each of fragmentsOf(following)) each.classList.add('visible');
      }
      if (now) {
        fragmentsOf(now).forEach((each, index) => {
          each.classList.toggle('visible', index <= at.step);
        });
        showSolution(now, at.step >= 0);
        place('notes').replaceChildren(
          ...[...(now.querySelector('.slide-notes')?.childNodes ?? [])].map((node) => node.cloneNode(true)),
        );
      }
      place('next-empty').hidden = following !== null;
      const steps = stepsAt(outline, at.column, at.row);
      place('steps').textContent =
        steps - at.step - 1 <= 0
          ? ''
          : translate('present.stepsLeft', { count: steps - at.step - 1, all: steps });
      timer.at([at.lesson, at.column, ...(at.row > 0 ? [at.row] : [])].join('/'), plans());
      if (choose) choose.value = at.lesson;
      markSlide(at);
      refit();
    },
  };
  const deck = new DeckWindow({
    slides,
    room,
    lessons: (main.dataset['lessons'] ?? '').split(','),
    page: 'speaker/',
    parts: ['[data-slides]', '[data-list]'],
    stage,
  });
  const tallies = followTallies(slides, room, translate);

  /** Minutes planned for each column of this lesson. */
  const plans = () =>
    [...slides.children].map((column, index) => ({
      key: `${slides.dataset['lesson']}/${index}`,
      minutes: Number(column.querySelector<HTMLElement>('.slide')?.dataset['minutes'] ?? 0),
    }));
  const list = place('list');
  const markSlide = ({ column, row }: Place): void => {
    for (const button of list.querySelectorAll<HTMLElement>('[data-to]')) {
      const isHere = button.dataset['to'] === `${column}/${row}`;
      if (isHere) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
      if (isHere) button.scrollIntoView({ block: 'nearest' });
    }
  };
  list.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-to]');
    const to = button?.dataset['to'];
    if (button) releaseKeys(button, event);
    const [column = 0, row = 0] = to?.split('/').map(Number) ?? [];
    if (to) void deck.go({ lesson: slides.dataset['lesson'] ?? '', column, row, step: -1 });
  });
  choose?.addEventListener(
    'change',
    () => void deck.go({ lesson: choose.value, column: 0, row: 0, step: -1 }),
  );

  const point = sendPointer(slideNow, room);
  type Switch = 'black' | 'hold' | 'pointer';
  const isOn = (command: Switch): boolean => main.hasAttribute(`data-${command}`);
  const turn = (command: Switch, on: boolean): void => {
    main.querySelector(`[data-command="${command}"]`)?.setAttribute('aria-pressed', String(on));
    main.toggleAttribute(`data-${command}`, on);
  };
  const commands: Commands = {
    ...windowCommands(main),
    black: () => {
      turn('black', !isOn('black'));
      room.set('black', isOn('black'));
    },
    hold: () => {
      turn('hold', !isOn('hold'));
      room.set('held', isOn('hold'));
    },
    pointer: () => {
      turn('pointer', !isOn('pointer'));
      point(isOn('pointer'));
    },
    language: () => {
      const wall = room.get('language') ?? document.documentElement.dataset['language'];
      room.set('language', wall === 'zh' ? 'en' : 'zh');
    },
    overview: () => room.set('overview', room.get('overview') !== true),
  };
  room.follow('black', (_, on) => turn('black', on === true));
  room.follow('held', (_, on) => turn('hold', on === true));
  room.follow('size', refit);
  const run = (command: Command): void => {
    if (!deck.move(command)) commands[command]?.();
  };
  followCommands(main, run, (key) => {
    if (key === 'Escape') (document.activeElement as HTMLElement | null)?.blur();
    return key === 'Escape';
  });
  followNoteSize(place('notes'), main);
  sayTrouble(main);
  addEventListener('resize', refit);
  tallies();
  await deck.start();
  // Nobody points before this window's pointer is switched on, nor once it has gone.
  room.set('pointer', null);
  addEventListener('pagehide', () => {
    room.set('pointer', null);
    room.flush();
  });
  turn('black', room.get('black') === true);
  turn('hold', room.get('held') === true);
  main.dataset['state'] = 'ready';
}

/** Two buttons make the notes larger and smaller; the size is kept. */
function followNoteSize(notes: HTMLElement, main: HTMLElement): void {
  const KEY = 'low-rank.notes';
  const [LEAST, MOST] = [0.8, 3];
  let size = 1.25;
  const apply = (): void => notes.style.setProperty('--note-size', String(size));
  try {
    const kept = Number(localStorage.getItem(KEY));
    if (kept >= LEAST && kept <= MOST) size = kept;
  } catch {
    // Storage refused: the size holds for this window.
  }
  for (const button of main.querySelectorAll<HTMLElement>('[data-notes-by]'))
    button.addEventListener('click', () => {
      size = Math.max(LEAST, Math.min(MOST, size * Number(button.dataset['notesBy'])));
      apply();
      try {
        localStorage.setItem(KEY, String(size));
      } catch {
        // As above.
      }
    });
  apply();
}
