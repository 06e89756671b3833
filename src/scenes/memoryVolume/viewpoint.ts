import { MathUtils, type PerspectiveCamera, Vector3 } from 'three';
import type { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import type { VolumeLayout } from './layout';

/** Where the reader stands: degrees around and above, and the distance as a share of the one that shows all. */
export interface Viewpoint {
  readonly azimuth: number;
  readonly elevation: number;
  readonly distance: number;
}

/** What must be seen, and stands on the ground about the middle. */
export type Framed = Pick<VolumeLayout, 'tallest' | 'width' | 'side'>;

/** A little air around what must be seen. */
const AIR = 0.62;

/** Distance from which all towers are seen, at the camera's present shape. */
function wholeDistance({ tallest, width, side }: Framed, camera: PerspectiveCamera): number {
  const half = MathUtils.degToRad(camera.fov / 2);
  return Math.max(tallest * AIR, (width * AIR) / camera.aspect) / Math.tan(half) + side;
}

export function standAt(
  { azimuth, elevation, distance }: Viewpoint,
  layout: Framed,
  camera: PerspectiveCamera,
  controls: OrbitControls,
): void {
  const away = wholeDistance(layout, camera) * distance;
  const around = MathUtils.degToRad(azimuth);
  const above = MathUtils.degToRad(elevation);
  const centre = new Vector3(0, layout.tallest / 2, 0);
  camera.position.set(
    away * Math.sin(around) * Math.cos(above),
    centre.y + away * Math.sin(above),
    away * Math.cos(around) * Math.cos(above),
  );
  controls.target.copy(centre);
  controls.update();
}

/** The viewpoint that the reader's pointer has led to. */
export function viewpointOf(layout: Framed, camera: PerspectiveCamera, controls: OrbitControls): Viewpoint {
  return {
    azimuth: Math.round(MathUtils.radToDeg(controls.getAzimuthalAngle())),
    elevation: Math.round(90 - MathUtils.radToDeg(controls.getPolarAngle())),
    distance: controls.getDistance() / wholeDistance(layout, camera),
  };
}
