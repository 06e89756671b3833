import type { Random } from '../random';

/** What a model reads and what it shall write. A space joins them: "A:" and "mill" are read as "A: mill". */
export interface Example {
  readonly prompt: string;
  readonly answer: string;
}

export type TaskId = 'questions' | 'rewriting' | 'arithmetic';

export interface Task {
  readonly id: TaskId;
  /** Tokens that the beginning mark, the prompt, the answer and the end mark together never exceed. */
  readonly sequence: number;
  /** Tokens that an answer and the end mark together never exceed. */
  readonly answer: number;
  /** One example of training, drawn anew. */
  example(random: Random): Example;
  /**
   * The first `count` examples of a fixed list, or all where it has fewer (arithmetic, some hundreds). By rule `example`
   * can draw none of them.
   */
  heldOut(count: number): readonly Example[];
}
