// Medians over the runs of a scene, and whether goals are reached.
import { median } from './series.mjs';

/** Returns, for each contestant of a scene, its medians and what went wrong. */
export function summaryOf(scene, measurements) {
  return scene.contestants
    .map(id => contestantSummary(id, measurements.filter(m => m.contestant === id)))
    .filter(summary => summary.runs > 0);
}

function contestantSummary(id, measurements) {
  const good = measurements.filter(m => !m.error);
  const of = figure => good.map(m => m[figure]).filter(value => value !== undefined);
  const middle = figure => {
    const values = of(figure).map(value => value ?? Infinity);
    return values.length > 0 ? median(values) : undefined;
  };
  const rates = of('rate');
  return {
    id,
    runs: measurements.length,
    failures: [...new Set(measurements.filter(m => m.error).map(m => m.error))],
    failed: measurements.length - good.length,
    suspects: worstOfEach(good.flatMap(m => m.suspect)),
    suspect: good.filter(m => m.suspect.length > 0).length,
    min: Math.min(...rates),
    max: Math.max(...rates),
    shares: of('share'),
    rss: good.length > 0 ? Math.max(...of('rss')) : undefined,
    ...Object.fromEntries(
      ['rate', 'cpu', 'wall', 'startup', 'recovery', 'slowShare', 'followedUp', 'pingExtra',
        'pingExtraMax', 'share', 'otherRate'].map(figure => [figure, middle(figure)])),
  };
}

/** One `{ cause, part }` for each cause. */
function worstOfEach(disturbances) {
  const worst = new Map();
  for (const { cause, part } of disturbances) {
    worst.set(cause, Math.max(part, worst.get(cause) ?? 0));
  }
  return [...worst].map(([cause, part]) => ({ cause, part }));
}

/** Returns `{ goal, value, reached }` for each goal of the scene for which there are figures. */
export function goalsOf(scene, summaries) {
  const valueOf = (id, figure) => summaries.find(summary => summary.id === id)?.[figure];
  return scene.goals.flatMap(goal => {
    const own = valueOf(goal.contestant ?? scene.contestants[0], goal.figure);
    const other = goal.ratioTo ? valueOf(goal.ratioTo, goal.figure) : 1;
    if (own === undefined || other === undefined) return [];
    const value = own / other;
    const { atLeast = -Infinity, atMost = Infinity } = goal;
    return [{ goal, value, reached: value >= atLeast && value <= atMost }];
  });
}
