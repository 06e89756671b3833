import { type Language, languageOf, otherLanguage } from '../i18n/languages';
import { createDeckView, type DeckView } from './deckView';
import type { Command } from './keys';
import { loadDeck } from './loadDeck';
import { mirrorExercises } from './mirrorExercises';
import { leaveFigures, mirrorFigures } from './mirrorFigures';
import {
  above,
  below,
  endOf,
  nearest,
  next,
  type Place,
  placeFromHash,
  placeToHash,
  previous,
  startOf,
} from './place';
import type { Room } from './sync/room';

/** How a window shows a place: the wall by reveal.js, the speaker view by a stage of its own. */
export interface Stage {
  /** The slides were replaced by those of another lesson or language. */
  loaded(): void;
  show(place: Place): void;
}

export interface DeckWindowSetup {
  /** The element with the columns of the lesson that its `data-lesson` names. */
  readonly slides: HTMLElement;
  readonly room: Room;
  /** Slugs in the order of this deck: one lesson, or all of the course. */
  readonly lessons: readonly string[];
  /** Path below `present/<lesson>/` of pages of this kind. */
  readonly page: '' | 'speaker/';
  /** Selectors of what the page of another lesson or language replaces. */
  readonly parts: readonly string[];
  readonly stage: Stage;
}

/** Time for other windows to say what they know, before this one says where it begins. */
const HELLO_MS = 150;

/**
 * A window onto a deck: it knows the place, follows the other windows and tells them where it goes. What is the same on the
 * wall and in the speaker view is here.
 */
export class DeckWindow {
  readonly view: DeckView;
  readonly #setup: DeckWindowSetup;
  #place: Place | null = null;
  /** Where the questions were asked from. */
  #before: Place | null = null;
  #held = false;
  /** One after the other: each knows by then what is wanted. */
  #loading: Promise<void> = Promise.resolve();
  #wanted: Place | null = null;
  /** The language that was asked for last. */
  #language = languageOnShow();
  readonly #updates: readonly (() => void)[];

  constructor(setup: DeckWindowSetup) {
    this.#setup = setup;
    this.view = createDeckView(setup.slides);
    const { room, slides } = setup;
    const mirrored = {
      root: slides,
      room,
      lesson: () => slides.dataset['lesson'] ?? '',
      isHeld: () => this.#held,
    };
    this.#updates = [mirrorFigures(mirrored), mirrorExercises(mirrored)];
    room.follow('place', (_, place) => {
      if (!this.#held) void this.show(place as Place);
    });
  }

  get place(): Place | null {
    return this.#place;
  }

  /** The slide on show. */
  get slide(): HTMLElement | null {
    return this.#place && this.view.at(this.#place);
  }

  /** Asks the other windows where they are, else begins where the address says. */
  async start(): Promise<void> {
    const { room, lessons } = this.#setup;
    room.hello();
    await new Promise((resolve) => setTimeout(resolve, HELLO_MS));
    const told = room.get('place') as Place | undefined;
    const asked = placeFromHash(location.hash);
    const wanted = told ?? asked;
    const first = { lesson: lessons[0] ?? '', column: 0, row: 0, step: -1 };
    await this.show(wanted && lessons.includes(wanted.lesson) ? wanted : first);
    if (!told && this.#place) room.set('place', this.#place);
    addEventListener('hashchange', () => {
      const place = placeFromHash(location.hash);
      if (place && lessons.includes(place.lesson)) void this.go(place);
    });
  }

  /** Goes somewhere, and takes the other windows along. */
  async go(place: Place | null): Promise<void> {
    if (place && (await this.show(place)) && this.#place) this.#setup.room.set('place', this.#place);
  }

  /**
   * Shows a place in this window; where it is another lesson's, that one is fetched first, and where that fails the
   * window stays where it is. The last call wins. Returns whether the place is on show.
   */
  async show(place: Place): Promise<boolean> {
    this.#wanted = place;
    await this.#loaded(place.lesson);
    if (this.#wanted !== place) return false;
    const outline = this.view.outline();
    if (outline.lesson !== place.lesson) {
      this.#wanted = this.#place;
      return false;
    }
    const { column } = place;
    this.#place = column < 0 ? endOf(outline) : nearest(outline, place);
    const isQuestion = this.slide?.matches('[data-kind="exercise"], [data-kind="questions"]');
    if (!isQuestion) this.#before = null;
    this.#setup.stage.show(this.#place);
    history.replaceState(null, '', placeToHash(this.#place));
    return true;
  }

  /** Whether the command was one of moving. */
  move(command: Command): boolean {
    const place = this.#place;
    if (!place) return false;
    const outline = this.view.outline();
    const to = {
      next: () => next(outline, place) ?? this.#neighbour(place, 1),
      previous: () => previous(outline, place) ?? this.#neighbour(place, -1),
      below: () => below(outline, place),
      above: () => above(outline, place),
      first: () => startOf(outline),
      last: () => endOf(outline),
      questions: () => this.#questions(place),
    }[command as 'next'];
    if (!to) return false;
    void this.go(to());
    return true;
  }

  /** While a wall is held, nothing that others do is seen on it; afterwards it catches up. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (held) return;
    const place = this.#setup.room.get('place') as Place | undefined;
    if (place) void this.show(place);
    this.update();
  }

  /** Brings figures and exercises to what the other windows last had. */
  update(): void {
    for (const update of this.#updates) update();
  }

  /** The same place in the other language; where that cannot be had, the window stays as it is. */
  async switchLanguage(language = otherLanguage(this.#language)): Promise<void> {
    const place = this.#wanted;
    if (!place || language === this.#language) return;
    this.#language = language;
    await this.show(place);
  }

  /** Has the slides of a lesson in the language that is wanted by then. */
  #loaded(lesson: string): Promise<void> {
    this.#loading = this.#loading.then(async () => {
      const language = this.#language;
      if (this.#setup.slides.dataset['lesson'] === lesson && languageOnShow() === language) return;
      await this.#load(lesson, language);
      if (this.#language === language) this.#language = languageOnShow();
    });
    return this.#loading;
  }

  async #load(lesson: string, language: Language): Promise<void> {
    const { page, parts, stage } = this.#setup;
    const root = new URL(document.documentElement.dataset['root'] ?? './', location.href);
    try {
      leaveFigures(this.#setup.slides);
      await loadDeck(new URL(`${language}/present/${lesson}/${page}`, root), parts);
      const address = new URL(location.href);
      // The same depth, so that links in what was loaded stay true.
      address.pathname = address.pathname.replace(/\/(en|zh)\/present\//, `/${language}/present/`);
      history.replaceState(null, '', address);
      stage.loaded();
      if (!this.#held) this.update();
      document.dispatchEvent(new CustomEvent(TROUBLE_EVENT, { detail: false }));
    } catch (error) {
      console.warn('deck:', error);
      document.dispatchEvent(new CustomEvent(TROUBLE_EVENT, { detail: true }));
    }
  }

  #neighbour({ lesson }: Place, by: 1 | -1): Place | null {
    const { lessons } = this.#setup;
    const other = lessons[lessons.indexOf(lesson) + by];
    return other === undefined ? null : { lesson: other, column: by === 1 ? 0 : -1, row: 0, step: -1 };
  }

  /** To the questions, and from them back to where one was. */
  #questions(place: Place): Place | null {
    const columns = [...this.view.slides.children];
    const column = columns.findIndex((each) => each.querySelector(':scope > [data-kind="questions"]'));
    if (column < 0) return null;
    if (place.column === column) return this.#before ?? { ...place, column: column - 1, row: 0, step: -1 };
    this.#before = place;
    const row = this.view.outline().steps[column]?.length === 1 ? 0 : 1;
    return { lesson: place.lesson, column, row, step: -1 };
  }
}

function languageOnShow(): Language {
  return languageOf(document.documentElement.dataset['language']);
}

/** Whether the slides of another lesson or language could not be had (its detail). */
export const TROUBLE_EVENT = 'lr-deck-trouble';
