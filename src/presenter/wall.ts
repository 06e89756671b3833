import Reveal from 'reveal.js';
import { followExercises } from '../exercises/selfCheck';
import { readMessages } from './chrome';
import { type Commands, followCommands, windowCommands } from './commands';
import { showSolution } from './deckView';
import { DeckWindow } from './deckWindow';
import { keepFitted, slideSize } from './fit';
import type { Command } from './keys';
import type { Place } from './place';
import { showPointer } from './pointer';
import { keepRoom } from './sync/keepRoom';
import { openRoom } from './sync/openRoom';
import { followTallies } from './tally';
import { sayTrouble } from './trouble';

/** Opens the window that the room sees. */
export async function openWall(main: HTMLElement): Promise<void> {
  const slides = main.querySelector<HTMLElement>('[data-slides]');
  if (!slides) throw new Error('no slides');
  const room = openRoom(main.dataset['deck'] ?? '');
  keepRoom(room, main.dataset['deck'] ?? '');
  followExercises();
  document.documentElement.classList.add('presenting');
  const sayColours = (): void => {
    // Of a slide that names no colour of its background reveal.js asks the browser for it: one pass of styles a slide.
    for (const slide of slides.querySelectorAll<HTMLElement>('section'))
      slide.dataset['backgroundColor'] = 'rgba(0, 0, 0, 0)';
  };
  sayColours();
  const reveal = new Reveal(main.querySelector<HTMLElement>('.reveal') ?? main, {
    // No scaling of its own: a slider that is dragged on the wall stays under the pointer.
    width: '100%',
    height: '100%',
    margin: 0,
    minScale: 1,
    maxScale: 1,
    center: false,
    scrollActivationWidth: 0,
    // Keys are those of `keys.ts`, in both windows; the address is the deck window's.
    keyboard: false,
    hash: false,
    controls: false,
    progress: false,
    slideNumber: false,
    transition: 'none',
    backgroundTransition: 'none',
    viewDistance: 1,
    mobileViewDistance: 1,
    postMessage: false,
    postMessageEvents: false,
    focusBodyOnPageVisibilityChange: false,
    touch: true,
  });

  let applying = false;
  const resize = (): void => {
    const { zoom, width, height } = slideSize(innerWidth, innerHeight);
    for (const [name, value] of Object.entries({ zoom, width, height }))
      main.style.setProperty(`--deck-${name}`, String(value));
    room.set('size', { width: innerWidth, height: innerHeight });
    refit();
  };
  const refit = keepFitted(() => [reveal.isOverview() ? null : deck.slide]);
  const stage = {
    loaded(): void {
      sayColours();
      reveal.sync();
      tallies();
    },
    show({ column, row, step }: Place): void {
      applying = true;
      reveal.slide(column, row, step);
      applying = false;
      const { slide } = deck;
      if (slide) showSolution(slide, step >= 0);
      number();
      refit();
    },
  };
  const deck = new DeckWindow({
    slides,
    room,
    lessons: (main.dataset['lessons'] ?? '').split(','),
    page: '',
    parts: ['[data-slides]', '[data-chrome]', '[data-present-messages]', '[data-keys]', '[data-told]'],
    stage,
  });
  const tallies = followTallies(slides, room, readMessages(main));
  const number = (): void => {
    const place = main.querySelector('[data-number]');
    const all = deck.view.outline().steps.length;
    if (!place || !deck.place) return;
    const { column, row } = deck.place;
    place.textContent = `${column + 1} / ${all}${row > 0 ? ` ↓ ${row}` : ''}`;
  };

  await reveal.initialize();
  const followReveal = (): void => {
    if (applying || reveal.isOverview() || !deck.place) return;
    const { h: column, v: row, f: step } = reveal.getIndices();
    const { column: c, row: r, step: s } = deck.place;
    if (column !== c || row !== r || step !== s)
      void deck.go({ lesson: deck.place.lesson, column, row, step: step ?? -1 });
  };
  for (const type of ['slidechanged', 'fragmentshown', 'fragmenthidden', 'overviewhidden'])
    reveal.on(type, followReveal);

  const black = (on: boolean): void => reveal.togglePause(on);
  const commands: Commands = {
    ...windowCommands(main),
    black: () => {
      room.set('black', !reveal.isPaused());
      black(!reveal.isPaused());
    },
    hold: () => hold(!(room.get('held') === true), true),
    overview: () => reveal.toggleOverview(),
    language: () => void deck.switchLanguage().then(tellLanguage),
    speaker: () => open(new URL('speaker/', location.href.replace(/[?#].*/, '')), 'low-rank-speaker'),
  };
  const tellLanguage = (): void => room.set('language', document.documentElement.dataset['language']);
  const hold = (held: boolean, own = false): void => {
    if (own) room.set('held', held);
    main.toggleAttribute('data-held', held);
    deck.hold(held);
    if (!held) followLanguage();
  };
  const run = (command: Command): void => {
    if (reveal.isOverview() && !['overview', 'next', 'previous', 'above', 'below'].includes(command))
      reveal.toggleOverview(false);
    if (!deck.move(command)) commands[command]?.();
  };
  followCommands(main, run, (key) => {
    if (key === 'Escape' && isControl(document.activeElement)) {
      (document.activeElement as HTMLElement).blur();
      return true;
    }
    const closes = key === 'Enter' && reveal.isOverview();
    if (closes) reveal.toggleOverview(false);
    return closes;
  });
  // A link to a figure or an exercise of this deck goes to its slide.
  slides.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
    const target = link && slides.querySelector(`#${CSS.escape(link.hash.slice(1))}`)?.closest('.slide');
    if (!target) return;
    event.preventDefault();
    const column = target.parentElement;
    void deck.go({
      lesson: slides.dataset['lesson'] ?? '',
      column: [...slides.children].indexOf(column as Element),
      row: [...(column?.children ?? [])].indexOf(target),
      step: -1,
    });
  });

  room.follow('black', (_, on) => black(on === true));
  room.follow('held', (_, held) => hold(held === true));
  const followLanguage = (): void => {
    const language = room.get('language');
    if (language === 'zh' || language === 'en') void deck.switchLanguage(language);
  };
  room.follow('language', () => {
    if (room.get('held') !== true) followLanguage();
  });
  showPointer(main, slides, room);
  sayTrouble(main);
  addEventListener('resize', resize);
  resize();
  tallies();
  await deck.start();
  hold(room.get('held') === true);
  black(room.get('black') === true);
  const overview = (): void => {
    const on = room.get('overview') === true;
    // To close what is not open would lay out all slides.
    if (on !== reveal.isOverview()) reveal.toggleOverview(on);
  };
  for (const type of ['overviewshown', 'overviewhidden'])
    reveal.on(type, () => room.set('overview', reveal.isOverview()));
  room.follow('overview', overview);
  overview();
  main.dataset['state'] = 'ready';
}

function isControl(element: Element | null): boolean {
  return element?.matches('input, select, textarea, button, a, [tabindex]') ?? false;
}
