import { decompose, decomposing, type Matrix } from '../../theory/decomposition';
import address from './learned-update.bin?url';
import { drawnMatrix, learnedMatrix, pictureMatrix, randomMatrix } from './matrices';
import { type TakenApart, takeApart } from './parts';
import type { MatrixId, RankDecompositionState } from './state';

/** Longer at a stretch would be felt. */
const STRETCH_MS = 12;

/**
 * Takes the state's matrix apart: at once, where it is known or small enough; else a promise, since a matrix may have to
 * be fetched, and taking it apart is cut into pieces that no movement of the page waits for.
 */
export class Source {
  readonly #signal: AbortSignal;
  readonly #ready = new Map<MatrixId, TakenApart>();
  readonly #coming = new Map<MatrixId, Promise<TakenApart>>();
  #drawn: { readonly drawing: string; readonly parts: TakenApart } | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** What is there now; null while it is coming. */
  known(state: RankDecompositionState): TakenApart | null {
    if (state.matrix !== 'drawn') return this.#ready.get(state.matrix) ?? null;
    const { drawing } = state;
    if (this.#drawn?.drawing !== drawing) {
      const matrix = drawnMatrix(state);
      this.#drawn = { drawing, parts: takeApart('drawn', matrix, decompose(matrix)) };
    }
    return this.#drawn.parts;
  }

  /** @throws what `fetch` throws, or Error where the file is not there; or an AbortError when the figure has left the page */
  async bring(id: MatrixId): Promise<TakenApart> {
    const coming = this.#coming.get(id) ?? this.#compute(id);
    this.#coming.set(id, coming);
    try {
      const parts = await coming;
      this.#ready.set(id, parts);
      return parts;
    } catch (error) {
      // To be tried again when it is next asked for.
      this.#coming.delete(id);
      throw error;
    }
  }

  async #compute(id: MatrixId): Promise<TakenApart> {
    const matrix = await this.#matrix(id);
    const work = decomposing(matrix);
    let began = performance.now();
    for (;;) {
      const { done, value } = work.next();
      if (done) return takeApart(id, matrix, value);
      if (performance.now() - began < STRETCH_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      this.#signal.throwIfAborted();
      began = performance.now();
    }
  }

  async #matrix(id: MatrixId): Promise<Matrix> {
    if (id === 'random') return randomMatrix();
    if (id === 'picture') return pictureMatrix();
    const response = await fetch(address, { signal: this.#signal });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return learnedMatrix(await response.arrayBuffer());
  }
}
