import type { BroughtSetup } from '../../training/brought/api';
import type { Words } from '../shared/lab/describe';
import type { BringSession, BringState } from './session';

/** What each part of the panel is given. */
export interface PanelAround {
  readonly host: HTMLElement;
  readonly words: Words;
  readonly signal: AbortSignal;
  readonly session: BringSession;
  /** What the boxes say now. */
  readonly setup: () => BroughtSetup;
}

export interface PanelView {
  update(state: BringState): void;
}
