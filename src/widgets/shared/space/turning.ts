import type { WidgetContext } from '../../base/widget';

const TURN_DEGREES = 8;
/** In hundredths of the usual distance. */
const ZOOM_STEP = 10;

/** From where a view in space is seen, in degrees; a distance of 1 has all in sight. */
export interface Viewpoint {
  readonly azimuth: number;
  readonly elevation: number;
  readonly distance: number;
}

/** The same as fields of a state: whole degrees, and the distance in hundredths. */
type Turned = Record<keyof Viewpoint, number>;
type TurnedSchema = Readonly<
  Record<keyof Viewpoint, { readonly initial: number; readonly min: number; readonly max: number }>
>;

export function viewpointOf({ azimuth, elevation, distance }: Turned): Viewpoint {
  return { azimuth, elevation, distance: distance / 100 };
}

/** Within what the state allows; the pointer can go a little farther. */
export function turnedState(schema: TurnedSchema, { azimuth, elevation, distance }: Viewpoint): Turned {
  const within = (name: keyof Viewpoint, value: number): number =>
    Math.max(schema[name].min, Math.min(schema[name].max, Math.round(value)));
  return {
    azimuth: within('azimuth', azimuth),
    elevation: within('elevation', elevation),
    distance: within('distance', distance * 100),
  };
}

/** Turns the view by its keys, and by the buttons below it that stand for them. */
export function bindTurning<S extends Turned>(
  place: HTMLElement,
  schema: TurnedSchema,
  { host, signal, get, set }: WidgetContext<S>,
): void {
  const turn = (key: string): boolean => {
    const move = moved(get(), schema, key);
    if (move) set(turnedState(schema, viewpointOf(move)) as Partial<S>);
    return move !== undefined;
  };
  place.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (turn(event.key)) event.preventDefault();
    },
    { signal },
  );
  for (const button of host.querySelectorAll<HTMLElement>('[data-turn]'))
    button.addEventListener('click', () => turn(button.dataset['turn'] ?? ''), { signal });
}

function moved(from: Turned, schema: TurnedSchema, key: string): Turned | undefined {
  const { azimuth, elevation, distance } = from;
  const around = (degrees: number): number => ((degrees + 540) % 360) - 180;
  const near = { azimuth, elevation, distance: distance - ZOOM_STEP };
  const moves: Record<string, Turned> = {
    ArrowLeft: { azimuth: around(azimuth - TURN_DEGREES), elevation, distance },
    ArrowRight: { azimuth: around(azimuth + TURN_DEGREES), elevation, distance },
    ArrowUp: { azimuth, elevation: elevation + TURN_DEGREES, distance },
    ArrowDown: { azimuth, elevation: elevation - TURN_DEGREES, distance },
    '+': near,
    '=': near,
    '-': { azimuth, elevation, distance: distance + ZOOM_STEP },
    Home: {
      azimuth: schema.azimuth.initial,
      elevation: schema.elevation.initial,
      distance: schema.distance.initial,
    },
  };
  return moves[key];
}
