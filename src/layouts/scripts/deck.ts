/** The first slide is on show before what moves it is fetched. No frame comes in a window that nobody sees: there it is not waited for. */
const shown = new Promise<void>((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, 200);
});

async function open(main: HTMLElement): Promise<void> {
  try {
    if (main.dataset['window'] === 'wall') {
      await shown;
      const { openWall } = await import('../../presenter/wall');
      await openWall(main);
    } else {
      const { openSpeaker } = await import('../../presenter/speaker');
      await openSpeaker(main);
    }
  } catch (error) {
    const told = main.querySelector<HTMLElement>('[data-told]');
    if (told) told.textContent = told.dataset['failed'] ?? '';
    throw error;
  }
}

const main = document.querySelector<HTMLElement>('[data-window]');
if (main) void open(main);
