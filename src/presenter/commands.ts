import { type Command, commandOf, releaseKeys } from './keys';

export type Commands = { readonly [K in Command]?: () => void };

/** What a command does in any window of a deck. */
export function windowCommands(main: HTMLElement): Commands {
  return {
    fullscreen: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else document.documentElement.requestFullscreen?.().catch(() => {});
    },
    theme: () => main.querySelector<HTMLElement>('[data-theme-switch]')?.click(),
    keys: () => main.querySelector<HTMLDialogElement>('dialog[data-keys]')?.showModal(),
  };
}

/**
 * Carries out what keys and buttons of a window ask for.
 *
 * @param takesKey whether the window has used a key by itself, and no command is meant
 */
export function followCommands(
  main: HTMLElement,
  run: (command: Command) => void,
  takesKey: (key: string) => boolean,
): void {
  document.addEventListener(
    'keydown',
    (event) => {
      if (document.querySelector('dialog[open]') || takesKey(event.key)) return;
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      run(command);
    },
    { capture: true },
  );
  main.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-command]');
    if (!button) return;
    releaseKeys(button, event);
    run(button.dataset['command'] as Command);
  });
}
