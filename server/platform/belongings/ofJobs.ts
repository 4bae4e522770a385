import { account, workspace, type Belonging } from './belonging.ts'

/** Jobs and their attempts, in the list (belongings.ts). */
export const ofJobs = {
  jobs: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: { nothing: 'questions about a person are erased by their keys (inbox/eraseArrivals.queries.ts); others name ids of ours' },
    exported: 'workspace',
    // Those of deliveries go with their delivery; the next of a recurring kind removes the one before.
    retention: {
      since: 'finished_at',
      kind: 'jobs',
      by: 'since',
      where: "state = 'done' and kind <> 'deliver' and (unique_key is null or unique_key not like 'recurring/%')",
    },
  },
  job_attempts: {
    columns: { job_id: { of: 'jobs', removal: 'cascade' }, workspace_id: workspace({ by: 'job_id' }) },
    erase: { nothing: 'it holds codes and numbers' },
    exported: 'workspace',
    retention: 'owner',
  },
} as const satisfies Record<string, Belonging>
