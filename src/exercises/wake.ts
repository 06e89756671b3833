import { openExercise } from './exercise';

const opening = new WeakMap<HTMLElement, Promise<void>>();

/** Opens an exercise, once. The press on a button, or the Enter, that came before its code is not lost. */
export async function wake(host: HTMLElement, event?: Event): Promise<void> {
  const target = event?.target as HTMLElement | undefined;
  const button =
    event?.type === 'click'
      ? target?.closest('button')
      : event instanceof KeyboardEvent &&
          event.key === 'Enter' &&
          !event.isComposing &&
          target?.matches('input[type="text"]')
        ? host.querySelector<HTMLButtonElement>('[data-check]')
        : null;
  let open = opening.get(host);
  if (!open) {
    open = openExercise(host);
    opening.set(host, open);
  }
  try {
    await open;
  } catch (error) {
    opening.delete(host);
    throw error;
  }
  button?.click();
}
