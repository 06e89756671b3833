import { type PerspectiveCamera, Raycaster, type Scene, Vector2 } from 'three';

/** Tells which block the pointer is over, whenever that changes. */
export function watchPointer(
  canvas: HTMLCanvasElement,
  camera: PerspectiveCamera,
  scene: Scene,
  pointed: (term: string | null) => void,
): void {
  const ray = new Raycaster();
  const pointer = new Vector2();
  let last: string | null = null;
  const tell = (term: string | null): void => {
    if (term === last) return;
    last = term;
    pointed(term);
  };
  canvas.addEventListener('pointermove', (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    pointer.set(((event.clientX - left) / width) * 2 - 1, 1 - ((event.clientY - top) / height) * 2);
    ray.setFromCamera(pointer, camera);
    const hit = ray.intersectObjects(scene.children, false).find(({ object }) => object.userData['term']);
    tell((hit?.object.userData['term'] as string | undefined) ?? null);
  });
  canvas.addEventListener('pointerleave', () => tell(null));
}
