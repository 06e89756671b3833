const main = document.querySelector<HTMLElement>('[data-window]');
if (main?.dataset['window'] === 'wall')
  void import('../../presenter/wall').then(({ openWall }) => openWall(main));
if (main?.dataset['window'] === 'speaker')
  void import('../../presenter/speaker').then(({ openSpeaker }) => openSpeaker(main));
