import type { Limit } from './report.ts'

/**
 * Each result of docs/performance.md: what it measures and its limits, in the order of the table. No program measures G10, the pages, yet.
 */
export const figures: Record<string, { what: string; limits: Limit[] }> = {
  G1: {
    what: 'durable webhooks taken',
    limits: [
      { what: 'of the floor', unit: '', atLeast: 0.6 },
      { what: 'p99 at 1,000/s', unit: 'ms', atMost: 50 },
    ],
  },
  G2: {
    what: 'comments through the whole way',
    limits: [
      { what: 'of the floor', unit: '', atLeast: 0.5 },
      { what: 'commits', unit: 'an event', atMost: 3 },
    ],
  },
  G3: {
    what: 'decisions on one core, 10,000 automations',
    limits: [
      { what: 'decisions', unit: 'a second', atLeast: 50_000 },
      { what: 'cost against ten automations', unit: 'times', atMost: 3 },
    ],
  },
  G4: { what: 'cost of an event in a full database', limits: [{ what: 'of an empty database', unit: 'times', atMost: 1.2 }] },
  G5: {
    what: 'webhook to send started, at 200/s',
    limits: [
      { what: 'p50', unit: 'ms', atMost: 25 },
      { what: 'p99', unit: 'ms', atMost: 150 },
    ],
  },
  G6: {
    what: 'memory of server and database',
    limits: [
      { what: 'idle', unit: 'MB', atMost: 250 },
      { what: 'under G2', unit: 'MB', atMost: 500 },
    ],
  },
  G7: {
    what: 'ready after npm start',
    limits: [
      { what: 'warm', unit: 's', atMost: 2 },
      { what: 'empty', unit: 's', atMost: 5 },
    ],
  },
  G8: { what: 'others’ p99 beside a backlog of 100,000', limits: [{ what: 'their p99 alone', unit: 'times', atMost: 2 }] },
  G9: { what: 'four workers on Redis against one', limits: [{ what: 'of one worker', unit: 'times', atLeast: 3.5 }] },
  G11: { what: 'deliveries to 20 endpoints', limits: [{ what: 'of the floor', unit: '', atLeast: 0.25 }] },
  G12: { what: 'lead to endpoint, at 100/s', limits: [{ what: 'p99', unit: 'ms', atMost: 100 }] },
  G13: { what: 'a conversation opens, with 1.3 million messages', limits: [{ what: 'slowest', unit: 'ms', atMost: 100 }] },
  G14: { what: 'searches, with 1.3 million events', limits: [{ what: 'slowest', unit: 'ms', atMost: 300 }] },
  G16: { what: 'Home and first pages, with 1.3 million events', limits: [{ what: 'slowest', unit: 'ms', atMost: 150 }] },
}
