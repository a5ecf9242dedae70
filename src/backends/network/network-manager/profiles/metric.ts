/** The metric of a device's routes: a bridge's is 425 unless its profile says otherwise, a card's 100 (NetworkManager: nm-device.c). */
import type { HostState } from '../../../../model/host-state.ts';

const ofCard = 100;

/** The one in use, so that the bridge's default route counts as much; without any `otherwise`, or the one that a card gets. */
export function metricOf(
  device: string,
  family: 4 | 6,
  { routes }: Pick<HostState, 'routes'>,
  otherwise = ofCard,
): number {
  const own = routes.filter((route) => route.device === device && route.family === family && route.table === 'main');
  const byManager = own.filter(({ protocol, destination }) => protocol !== 'boot' && !destination.startsWith('fe80:'));
  const best = byManager.find(({ destination }) => destination === 'default') ?? byManager[0];
  const metric = best?.metric ?? 0;
  return metric > 0 ? metric : otherwise > 0 ? otherwise : ofCard;
}
