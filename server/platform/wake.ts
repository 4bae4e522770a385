import { EventEmitter } from 'node:events'

/** Change notifications for loops and open pages. An optimization: loops also poll. */
export type Topic =
  | 'bodies'
  | 'outbox'
  | 'events'
  | 'messages'
  | 'leads'
  | 'contacts'
  | 'conversations'
  | 'automations'
  | 'accounts'
  | 'occurrences'
  | 'jobs'
  | 'endpoints'
  | 'access'

/** Instead of a workspace: what changed is unknown, and may concern any of them. */
export const everyWorkspace = '*'

/** `workspaceId` null: for loops only, not for pages. `accountIds`: the accounts concerned; null: any may be. */
export type Change = { topic: Topic; workspaceId: string | null; accountIds: readonly string[] | null }
/** Where a change was made: in this process, or in another one (changes.queries.ts). */
export type Origin = 'here' | 'elsewhere'

export type Wake = {
  tell(topic: Topic, workspaceId: string | null, accountIds?: readonly string[] | null, origin?: Origin): void
  on(run: (topic: Topic, workspaceId: string | null, accountIds: readonly string[] | null, origin: Origin) => void): () => void
}

export function makeWake(): Wake {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    tell: (topic, workspaceId, accountIds = null, origin = 'here') => void emitter.emit('told', topic, workspaceId, accountIds, origin),
    on(run) {
      emitter.on('told', run)
      return () => emitter.off('told', run)
    },
  }
}
