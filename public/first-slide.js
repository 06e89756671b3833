// Runs before the first paint of a wall, and below the desk of a speaker: the first slide stands as it will when src/presenter/fit.ts has come.
const box = document.querySelector('.desk .slide.is-now');
const [acrossPx, downPx] = box ? [box.clientWidth, (box.clientWidth * 9) / 16] : [innerWidth, innerHeight];
const zoom = Math.min(acrossPx / 1280, downPx / 720);
const { style, dataset } = document.documentElement;
style.setProperty('--first-zoom', zoom);
style.setProperty('--first-width', acrossPx / zoom);
style.setProperty('--first-height', downPx / zoom);
style.setProperty(
  '--first-next-height',
  `${document.querySelector('.desk .slide.is-next')?.offsetHeight ?? 0}px`,
);
// Where the address asks for another slide, none is shown until that one is.
dataset.firstSlide = location.hash ? 'another' : 'own';
