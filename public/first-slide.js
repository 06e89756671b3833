// Runs before the first paint of a wall: its first slide stands as it will when src/presenter/fit.ts has come.
const zoom = Math.min(innerWidth / 1280, innerHeight / 720);
const { style } = document.documentElement;
style.setProperty('--first-zoom', zoom);
style.setProperty('--first-width', innerWidth / zoom);
style.setProperty('--first-height', innerHeight / zoom);
