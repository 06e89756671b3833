import { languageOf } from '../i18n/languages';
import { createRandom } from '../training/random';
import { loadExercises } from './bank/load';
import { type Draft, type LiveExercise, openHelp, readDraft, writeInputs } from './draft';
import { followHelp } from './help';
import { loadMessages } from './messages/load';
import { type ExerciseResult, RESULT_EVENT } from './result';
import type { DefinitionOf, Kind, Verdict } from './types';
import { drawVariant, FIRST_SEED, readSeed } from './variant';
import { createVerdictView, refillGivens } from './verdictView';
import { loadView } from './views';
import type { View } from './views/view';

/**
 * Brings an exercise to life, once: its form grades, the next variant can be asked for, and the page is told the results
 * (`exercise-result`). An exercise without a definition only follows its solution.
 */
export async function openExercise(host: HTMLElement): Promise<void> {
  const kind = host.dataset['kind'] as Kind | undefined;
  if (kind) await new ExerciseController(host, kind).start();
  else {
    followHelp(host, () => {
      host.dataset['state'] = 'shown';
    });
  }
  host.dataset['awake'] = 'yes';
}

class ExerciseController<K extends Kind> {
  readonly #host: HTMLElement;
  readonly #kind: K;
  readonly #name: string;
  readonly #lifetime = new AbortController();
  #seed = FIRST_SEED;
  #grading = false;
  /** Whether Check was pressed since the grading at work began. */
  #wanted = false;

  constructor(host: HTMLElement, kind: K) {
    this.#host = host;
    this.#kind = kind;
    this.#name = host.dataset['exercise'] ?? '';
  }

  async start(): Promise<void> {
    const [lesson = '', name = ''] = this.#name.split('/');
    const language = languageOf(this.#host.dataset['language']);
    const [exercises, messages, mount] = await Promise.all([
      loadExercises(lesson),
      loadMessages(language),
      loadView(this.#kind),
    ]);
    const definition = exercises[name] as DefinitionOf<K> | undefined;
    const form = this.#host.querySelector<HTMLElement>('[data-form]');
    if (!definition || !form) throw new Error(`no exercise “${this.#name}”`);
    const { signal } = this.#lifetime;
    const told = createVerdictView(this.#host, language, messages);
    const view = mount({
      host: this.#host,
      form,
      definition,
      language,
      translate: messages.translate,
      signal,
      submit: () => void grade(),
      changed: () => told.clear(),
      say: (sentence) => told.say(sentence),
    });
    const help = followHelp(this.#host, () => this.#solutionOpened(view, help.hints()));

    const show = (seed: number, first = false): void => {
      const variant = drawVariant(this.#name, definition, seed);
      this.#seed = seed;
      this.#host.dataset['seed'] = String(seed);
      if (!first) refillGivens(this.#host, variant.given, language);
      view.show(variant, createRandom(seed, this.#name, 'shown'), first);
    };
    /** What a verdict is about: code runs for a while, and its reader may go on meanwhile. */
    const subject = (): string => `${this.#seed} ${view.code?.read() ?? ''}`;
    const grade = async (): Promise<void> => {
      this.#wanted = true;
      if (this.#grading) return;
      this.#grading = true;
      // Check that was pressed for another text meanwhile holds for that one.
      for (let graded = ''; this.#wanted && graded !== subject(); ) {
        this.#wanted = false;
        graded = subject();
        try {
          const verdict = await view.grade();
          if (graded !== subject()) continue;
          told.show(verdict);
          this.#record(verdict, view.answer(), help.hints());
        } catch (error) {
          console.warn(`exercise ${this.#name}:`, error);
          told.say(this.#host.querySelector<HTMLElement>('[data-verdict]')?.dataset['failed'] ?? '');
        }
      }
      this.#grading = false;
    };
    const another = (): void => {
      help.close();
      told.clear();
      this.#host.dataset['state'] = 'untouched';
      show(this.#seed + 1);
      told.say(messages.translate('exercise.newVariant', { seed: String(this.#seed) }));
    };
    const take = async (draft: Draft): Promise<void> => {
      if (draft.seed !== this.#seed) {
        help.close();
        told.clear();
        this.#host.dataset['state'] = 'untouched';
        show(draft.seed);
      }
      view.code?.write(draft.code ?? view.code.read());
      const changed = writeInputs(this.#host, draft);
      const isGraded = readDraft(this.#host, null).graded;
      if (draft.graded && (changed || !isGraded)) await grade();
      else if (!draft.graded && isGraded) told.clear();
      openHelp(this.#host, draft.open);
    };
    const live: Pick<LiveExercise, 'draft' | 'take'> = {
      draft: () => readDraft(this.#host, view.code?.read() ?? null),
      take,
    };
    Object.assign(this.#host, live);
    this.#host.querySelector('[data-check]')?.addEventListener('click', () => void grade(), { signal });
    this.#host.querySelector('[data-another]')?.addEventListener('click', another, { signal });

    const wanted = readSeed(location.search) ?? FIRST_SEED;
    show(wanted, wanted === FIRST_SEED);
    // An earlier try may have said that this code did not come.
    told.clear();
    if (help.isSolutionOpen()) this.#solutionOpened(view, help.hints());
  }

  /** Graded attempts alone are told; after the solution was read, no answer makes the exercise right any more. */
  #record(verdict: Verdict, answer: string, hints: number): void {
    if (verdict.state !== 'right' && verdict.state !== 'wrong') return;
    const shown = this.#host.dataset['state'] === 'shown';
    const right = verdict.state === 'right';
    if (!shown && this.#host.dataset['state'] !== 'right') this.#host.dataset['state'] = verdict.state;
    this.#tell({
      state: shown ? 'shown' : verdict.state,
      score: shown ? 0 : (verdict.score ?? (right ? 1 : 0)),
      answer,
      hints,
    });
  }

  #solutionOpened(view: View<K>, hints: number): void {
    if (this.#host.dataset['state'] === 'right' || this.#host.dataset['state'] === 'shown') return;
    this.#host.dataset['state'] = 'shown';
    this.#tell({ state: 'shown', score: 0, answer: view.answer(), hints });
  }

  #tell(told: Pick<ExerciseResult, 'state' | 'score' | 'answer' | 'hints'>): void {
    const detail: ExerciseResult = {
      exercise: this.#name,
      kind: this.#kind,
      seed: this.#seed,
      ...told,
      answer: told.answer.slice(0, LONGEST_ANSWER),
    };
    this.#host.dispatchEvent(new CustomEvent(RESULT_EVENT, { bubbles: true, detail }));
  }
}

/** Results are kept in little room. */
const LONGEST_ANSWER = 120;
