/**
 * The part of a service worker's global scope that is used here. TypeScript's own library for workers cannot stand beside
 * the one for pages in one project.
 */
export interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
export interface WorkerMessageEvent extends ExtendableEvent {
  readonly data: unknown;
  readonly source: Client | null;
  readonly ports: readonly MessagePort[];
}
export interface Client {
  readonly id: string;
  readonly url: string;
}
interface WorkerEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  message: WorkerMessageEvent;
}
export interface WorkerScope {
  /** The list that the build writes before this script: address, SHA-256 in base64. */
  readonly filesToKeep: readonly (readonly [url: string, hash: string])[];
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Client[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}
