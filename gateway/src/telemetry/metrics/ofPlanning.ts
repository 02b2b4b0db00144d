import type { Metric } from 'prom-client';
import type { Figures } from '../figures.ts';
import { counter, gauge, histogram } from '../plainMetric.ts';
import type { ServerGauges } from '../serverGauges.ts';

/** The supergraph in force, and the plans of operations on it. */
export function ofPlanning(figures: Figures, server: ServerGauges): Metric[] {
  const { planCache } = figures;
  const caches = () => [...planCache.open];
  return [
    gauge('wasl_supergraph_info', 'Workers by the version of the supergraph that they serve', () => [
      [{ worker: server.worker, hash: server.supergraph() }, 1],
    ]),
    gauge('wasl_supergraph_refused', 'Whether the last change of the supergraph was refused', () => [
      [{ worker: server.worker }, Number(figures.isSupergraphRefused)],
    ]),
    histogram(
      'wasl_planning_duration_seconds',
      'Time that planning an operation took, waiting for the planner included',
      figures.planning,
    ),
    gauge('wasl_planning_queue_depth', 'Operations that wait for the planner', server.waitingForPlanner),
    counter('wasl_plan_cache_lookups_total', 'Lookups of planned operations', () =>
      Object.entries(planCache.lookups).map(([result, count]) => [{ result }, count]),
    ),
    counter('wasl_plan_cache_evictions_total', 'Planned operations that made room', () => planCache.evictions),
    gauge('wasl_plan_cache_bytes', 'Estimated size of planned operations', () =>
      caches().reduce((sum, { bytes }) => sum + bytes, 0),
    ),
    gauge('wasl_plan_cache_entries', 'Planned operations that are kept', () =>
      caches().reduce((sum, { entries }) => sum + entries, 0),
    ),
    counter('wasl_supergraph_reloads_total', 'Attempts to load a changed supergraph', () =>
      Object.entries(figures.reloads).map(([outcome, count]) => [{ outcome }, count]),
    ),
  ];
}
